/** A second start with many engines to adopt. They are processes that do nothing: what counts is that they are there. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  startOrchestrator,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { type BenchTable, median, milliseconds } from './table.ts'

const ENGINES = 200
const STARTS = 5
const A_DAY_S = '86400'
const ENV = {
  RUNTIME: 'process',
  ENGINE_COMMAND: `sleep ${A_DAY_S} {http_port}`,
  MIN_REPLICAS: String(ENGINES),
  MAX_REPLICAS: String(ENGINES),
  MIN_FREE_REPLICAS: '0',
  STARTUP_TIMEOUT_S: '3600',
}

export async function* benchSecondStart(): AsyncGenerator<BenchTable> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-start-'))
  try {
    const first = await startOrchestrator({ env: ENV, dataDir })
    const before = await adopted(first)
    await first.kill()
    const listening: number[] = []
    const withNone: number[] = []
    const known: number[] = []
    for (let start = 0; start < STARTS; start++) {
      const startedMs = performance.now()
      const again = await startOrchestrator({ env: ENV, dataDir })
      listening.push(again.listeningAfterMs)
      const now = await adopted(again)
      const others = now.filter((id) => !before.includes(id))
      if (others.length > 0) throw new Error(`${others.length} other engines than before:\n${again.log()}`)
      known.push(performance.now() - startedMs)
      await again.kill()
      withNone.push(await listeningWithNone())
    }
    yield tableOf(listening, withNone, known)
  } finally {
    const last = await startOrchestrator({ env: { ...ENV, STOP_ENGINES_ON_EXIT: 'true' }, dataDir })
    await adopted(last)
    await last.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A second start too, so that nothing is compiled or migrated; it only has nothing to adopt. */
async function listeningWithNone(): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-start-'))
  const env = { ...ENV, MIN_REPLICAS: '0' }
  await (await startOrchestrator({ env, dataDir })).stop() // what it compiled is kept
  const { listeningAfterMs, kill } = await startOrchestrator({ env, dataDir })
  await kill()
  await rm(dataDir, { recursive: true, force: true })
  return listeningAfterMs
}

async function adopted(product: TestOrchestrator): Promise<string[]> {
  const engines = await until(
    `${ENGINES} started engines`,
    async () => {
      const all = await product.get<EngineState[]>('/engines?all=true')
      return all.length === ENGINES && all.every((engine) => engine.started_at !== null) && all
    },
    120_000,
  )
  return engines.map(({ container_id }) => container_id).sort()
}

function tableOf(
  listening: readonly number[],
  withNone: readonly number[],
  known: readonly number[],
): BenchTable {
  const ms = median(listening)
  return {
    title: `A start with ${ENGINES} engines to adopt (${STARTS} times after kill -9, medians; "bare": with none to adopt)`,
    rows: [
      {
        measure: 'process start until it listens',
        ours: milliseconds(ms),
        bare: milliseconds(median(withNone)),
        ratio: ms / median(withNone),
        target: '< 800 ms',
        met: ms < 800,
      },
      {
        measure: 'until all of them are in GET /engines',
        ours: milliseconds(median(known)),
        target: '',
        met: null,
      },
    ],
  }
}
