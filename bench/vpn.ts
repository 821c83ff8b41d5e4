/** Engines behind an emulated Gluetun on real Docker, after it was restarted or recreated, beside the same done bare. */
import { setTimeout as delay } from 'node:timers/promises'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import {
  addGluetun,
  GLUETUN,
  restartContainer,
} from '@acestream-orchestrator/testing/docker/gluetun-container'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  containersOf,
  eraseProducts,
  inspect,
  type Product,
  startProduct,
} from '@acestream-orchestrator/testing/orchestrator/product'
import { importProductImages } from '@acestream-orchestrator/testing/orchestrator/product-image'
import { elapsedMs, runLike, type Template, templateOf, untilAnswers } from './bare.ts'
import { type BenchTable, median, milliseconds, type Row, seconds } from './table.ts'

const ENGINES = 10
const PAIRS = 3
const ENV = {
  GLUETUN_CONTAINER_NAME: GLUETUN,
  MIN_REPLICAS: String(ENGINES),
  MAX_REPLICAS: String(ENGINES),
}
/** The tunnel's own time to connect is Gluetun's, and the same for everybody: next to nothing here. */
const QUICK_TUNNEL = { env: { EMULATOR_TIME_SCALE: '20' } }
const STOP_GRACE_S = 5
const FLEET_WITHIN_MS = 120_000

interface Pair {
  readonly detected: number
  readonly ours: number
  readonly bare: number
}

export async function* benchVpn(): AsyncGenerator<BenchTable> {
  const dockerd = await startDockerd()
  try {
    await importProductImages(dockerd.host)
    const restarts: Pair[] = []
    const recreations: Pair[] = []
    for (let pair = 0; pair < PAIRS; pair++) {
      restarts.push(await restarted(dockerd))
      recreations.push(await recreated(dockerd))
    }
    yield {
      title: `${ENGINES} engines behind Gluetun (${PAIRS} interleaved pairs, medians)`,
      rows: [...rowsOf('restarted', restarts), ...rowsOf('recreated', recreations)],
    }
  } finally {
    await dockerd.close()
  }
}

function rowsOf(what: string, pairs: readonly Pair[]): Row[] {
  const ratio = median(pairs.map(({ ours, bare }) => ours / bare))
  const detected = Math.max(...pairs.map((pair) => pair.detected))
  return [
    {
      measure: `Gluetun ${what} until all engines answer again`,
      ours: seconds(median(pairs.map(({ ours }) => ours))),
      bare: seconds(median(pairs.map(({ bare }) => bare))),
      ratio,
      target: '<= 1.5',
      met: ratio <= 1.5,
    },
    {
      measure: `Gluetun ${what}: seen in GET /engines after, worst`,
      ours: milliseconds(detected),
      target: '< 1000 ms',
      met: detected < 1000,
    },
  ]
}

async function restarted(dockerd: TestDockerd): Promise<Pair> {
  const { api } = dockerd
  const { product, gluetun } = await aFleet(dockerd)
  const before = livesOf(await product.engines())
  await restartContainer(api, gluetun)
  const { detected, ours } = await repaired(product, before)
  await product.kill()
  const ports = await portsOf(dockerd)
  const ids = await containersOf(api)
  const bare = await elapsedMs(async () => {
    await Promise.all(ids.map((id) => api.json('POST', `/containers/${id}/restart?t=${STOP_GRACE_S}`)))
    await Promise.all(ports.map(untilAnswers))
  })
  await end(dockerd, product)
  return { detected, ours, bare }
}

async function recreated(dockerd: TestDockerd): Promise<Pair> {
  const { api } = dockerd
  const { product, gluetun } = await aFleet(dockerd)
  const before = livesOf(await product.engines())
  await api.erase(gluetun)
  const successor = await addGluetun(api, QUICK_TUNNEL)
  const { detected, ours } = await repaired(product, before)
  await product.kill()
  const ids = await containersOf(api)
  const templates = await Promise.all(ids.map((id) => templateOf(api, id)))
  const made: string[] = []
  const bare = await elapsedMs(() =>
    Promise.all(ids.map((id, index) => replace(dockerd, id, templates[index], successor, made))),
  )
  await Promise.all(made.map((id) => api.erase(id)))
  await end(dockerd, product)
  return { detected, ours, bare }
}

async function replace(
  { api }: TestDockerd,
  id: string,
  template: Template | undefined,
  gluetun: string,
  made: string[],
): Promise<void> {
  if (!template) throw new Error(`no template of ${id}`)
  await api.erase(id)
  const engine = await runLike(api, template, 0, { NetworkMode: `container:${gluetun}` })
  made.push(engine.id)
  await untilAnswers(engine.httpPort)
}

async function aFleet(dockerd: TestDockerd): Promise<{ product: Product; gluetun: string }> {
  const gluetun = await addGluetun(dockerd.api, QUICK_TUNNEL)
  const product = await startProduct(dockerd, { env: ENV })
  await product.ready(ENGINES, FLEET_WITHIN_MS)
  await delay(500)
  return { product, gluetun }
}

/** From now until our API knows, and until every engine is another life of itself and has answered. */
async function repaired(
  product: Product,
  before: ReadonlySet<string>,
): Promise<{ detected: number; ours: number }> {
  const startedMs = performance.now()
  await until(
    'our API to know',
    async () => (await product.engines()).some(({ state }) => state !== 'ready'),
    FLEET_WITHIN_MS,
  )
  const detected = performance.now() - startedMs
  await until(
    'all engines to be started again',
    async () => {
      const engines = await product.engines()
      const good = engines.every(({ health_status }) => health_status === 'healthy')
      return engines.length === ENGINES && good && livesOf(engines).isDisjointFrom(before)
    },
    FLEET_WITHIN_MS,
  )
  return { detected, ours: performance.now() - startedMs }
}

function livesOf(engines: readonly EngineState[]): ReadonlySet<string> {
  return new Set(engines.map(({ container_id, started_at }) => `${container_id} ${started_at}`))
}

async function portsOf({ api }: TestDockerd): Promise<number[]> {
  const raw = await Promise.all((await containersOf(api)).map((id) => inspect(api, id)))
  return raw.map(({ Config }) => Number(Config.Labels['acestream.http_port']))
}

async function end({ api }: TestDockerd, product: Product): Promise<void> {
  await product.close()
  await eraseProducts(api)
  await api.erase(GLUETUN)
}
