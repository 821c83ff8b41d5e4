/** Engines on a real, private Docker Engine, beside the same containers made bare in the same run. */
import type { TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { startDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  eraseProducts,
  type Product,
  startProduct,
} from '@acestream-orchestrator/testing/orchestrator/product'
import { importProductImages } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { type BareEngine, elapsedMs, runLike, type Template, templateOf, untilAnswers } from './bare.ts'
import { type BenchTable, median, milliseconds, seconds } from './table.ts'

const ENGINES = 20
const PAIRS = 3
const KILLS = 5
const FLEET_WITHIN_MS = 120_000
const FAR_PORTS = 500

export async function* benchFleet(): AsyncGenerator<BenchTable> {
  const dockerd = await startDockerd()
  try {
    await importProductImages(dockerd.host)
    yield await fromNothing(dockerd)
    yield await killed(dockerd)
  } finally {
    await dockerd.close()
  }
}

async function fromNothing(dockerd: TestDockerd): Promise<BenchTable> {
  const template = await aTemplate(dockerd)
  const pairs: { ours: number; bare: number; listening: number }[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const { ours, listening } = await oursFromNothing(dockerd)
    pairs.push({ ours, listening, bare: await bareFromNothing(dockerd, template, ENGINES) })
  }
  const ratio = median(pairs.map(({ ours, bare }) => ours / bare))
  const listening = Math.max(...pairs.map((pair) => pair.listening))
  return {
    title: `${ENGINES} engines from nothing on real Docker (${PAIRS} interleaved pairs, medians)`,
    rows: [
      {
        measure: 'from the start of our process until all are ready',
        ours: seconds(median(pairs.map(({ ours }) => ours))),
        bare: seconds(median(pairs.map(({ bare }) => bare))),
        ratio,
        target: '<= 1.3',
        met: ratio <= 1.3,
      },
      {
        measure: 'API answers after, worst',
        ours: milliseconds(listening),
        target: '< 1000 ms',
        met: listening < 1000,
      },
    ],
  }
}

/** One of our own engines shows how its container is made. */
async function aTemplate(dockerd: TestDockerd): Promise<Template> {
  const product = await startProduct(dockerd)
  const template = await templateOf(dockerd.api, (await product.onlyEngine()).container_id)
  await end(dockerd, product)
  return template
}

async function oursFromNothing(dockerd: TestDockerd): Promise<{ ours: number; listening: number }> {
  const startedMs = performance.now()
  const product = await startProduct(dockerd, {
    env: { MIN_REPLICAS: String(ENGINES), MAX_REPLICAS: String(ENGINES) },
  })
  await product.ready(ENGINES, FLEET_WITHIN_MS)
  const ours = performance.now() - startedMs
  await end(dockerd, product)
  return { ours, listening: product.listeningAfterMs }
}

async function bareFromNothing({ api }: TestDockerd, template: Template, count: number): Promise<number> {
  const made: BareEngine[] = []
  const tookMs = await elapsedMs(() =>
    Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const engine = await runLike(api, template, index)
        made.push(engine)
        await untilAnswers(engine.httpPort)
      }),
    ),
  )
  await Promise.all(made.map(({ id }) => api.erase(id)))
  return tookMs
}

async function end({ api }: TestDockerd, product: Product): Promise<void> {
  await product.close()
  await eraseProducts(api)
}

async function killed(dockerd: TestDockerd): Promise<BenchTable> {
  const { api } = dockerd
  const product = await startProduct(dockerd)
  const template = await templateOf(api, (await product.onlyEngine()).container_id)
  const rounds: { marked: number; replaced: number; bare: number }[] = []
  for (let round = 0; round < KILLS; round++) {
    const { container_id: id } = await product.onlyEngine()
    const killedMs = performance.now()
    await api.json('POST', `/containers/${id}/kill`)
    await until('the dead one to be marked', async () =>
      (await product.engines()).some((each) => each.container_id === id && each.state === 'failed'),
    )
    const marked = performance.now() - killedMs
    await until(
      'its replacement',
      async () =>
        (await product.engines()).some(
          (each) => each.container_id !== id && each.health_status === 'healthy',
        ),
      FLEET_WITHIN_MS,
    )
    const replaced = performance.now() - killedMs
    await product.onlyEngine()
    let bareId = ''
    const bare = await elapsedMs(async () => {
      const engine = await runLike(api, template, FAR_PORTS)
      bareId = engine.id
      await untilAnswers(engine.httpPort)
    })
    await api.erase(bareId)
    rounds.push({ marked, replaced, bare })
  }
  await end(dockerd, product)
  const worstMark = Math.max(...rounds.map(({ marked }) => marked))
  const replaced = median(rounds.map((round) => round.replaced))
  const bare = median(rounds.map((round) => round.bare))
  return {
    title: `An engine killed (${KILLS} times, each beside one bare run)`,
    rows: [
      {
        measure: 'marked failed in GET /engines, worst',
        ours: milliseconds(worstMark),
        target: '< 500 ms',
        met: worstMark < 500,
      },
      {
        measure: 'replacement ready, median',
        ours: seconds(replaced),
        bare: seconds(bare),
        ratio: replaced / bare,
        target: `<= 1.3 x bare + 0.5 s = ${seconds(1.3 * bare + 500)}`,
        met: replaced <= 1.3 * bare + 500,
      },
    ],
  }
}
