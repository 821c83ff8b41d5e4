/** What the process itself weighs, beside a bare process of the same Node that does nothing. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { play } from '@acestream-orchestrator/testing/clients/reporter'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  startOrchestrator,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { ownPorts, withQuestions } from '@acestream-orchestrator/testing/orchestrator/product'
import { requestCount } from './api-load.ts'
import { type BenchTable, median, milliseconds, type Row } from './table.ts'

/** `BENCH_QUICK=1`, while working on it: shorter waits and less load, so that figures are not those of the targets. */
const QUICK = process.env['BENCH_QUICK'] === '1'
const ENGINES = 10
const STREAMS = 200
const REST_MS = QUICK ? 10_000 : 60_000
const REQUESTS = QUICK ? 10_000 : 100_000
const CONNECTIONS = 16
const READY_WITHIN_MS = 120_000
const STARTS = QUICK ? 5 : 15
const REST_LIMIT_MB = 90
const LOAD_LIMIT_MB = 130
const START_LIMIT_MS = 250

const EMULATOR = fileURLToPath(new URL('../emulator/src/main.ts', import.meta.url))
const FLAGS = '--client-console --http-port {http_port} --api-port {api_port} --port {p2p_port} --bind-all'

/** Engines are processes of this machine, so that nothing but a Node is needed; they are not counted. */
export async function* benchFootprint(): AsyncGenerator<BenchTable> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-footprint-'))
  const env = {
    RUNTIME: 'process',
    ENGINE_COMMAND: `'${process.execPath}' '${EMULATOR}' engine ${FLAGS}`,
    PORT_RANGE_HOST: ownPorts(),
    MIN_REPLICAS: String(ENGINES),
    MAX_REPLICAS: String(ENGINES),
  }
  const startAgain = () => startOrchestrator({ env, dataDir })
  try {
    const first = await startAgain()
    await ready(first)
    await first.stop()
    yield await memory(startAgain)
    yield await start(startAgain)
  } finally {
    const last = await startOrchestrator({ env: { ...env, STOP_ENGINES_ON_EXIT: 'true' }, dataDir })
    await last.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}

function ready(orchestrator: TestOrchestrator): Promise<readonly EngineState[]> {
  return withQuestions(orchestrator, orchestrator.log).ready(ENGINES, READY_WITHIN_MS)
}

/** Resident and proportional set size (proc_pid_smaps(5)), in MB of 2^20 bytes. */
interface Weight {
  readonly rss: number
  readonly pss: number
}

function weigh(pid: number): Weight {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const read = (name: string) => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1024
  return { rss: read('Rss'), pss: read('Pss') }
}

async function memory(startAgain: () => Promise<TestOrchestrator>): Promise<BenchTable> {
  const bare = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' })
  const reading = new AbortController()
  let readers: readonly Response[] = []
  const product = await startAgain()
  try {
    const engines = await ready(product)
    await delay(REST_MS)
    const floor = weigh(bare.pid ?? 0)
    const resting = weigh(product.pid)
    readers = await playEverywhere(product, engines, reading.signal)
    await requestCount(product.url, '/engines', CONNECTIONS, REQUESTS)
    await delay(REST_MS / 2)
    const loaded = weigh(product.pid)
    if (readers.some(({ ok }) => !ok)) throw new Error('a reader was refused')
    const seconds = REST_MS / 1000
    const rows: Row[] = [
      ...weightRows(
        `${seconds} s after a second start with ${ENGINES} engines`,
        resting,
        floor,
        REST_LIMIT_MB,
      ),
      ...weightRows(
        `with ${STREAMS} streams, ${seconds / 2} s after ${REQUESTS} requests (GET /engines)`,
        loaded,
        floor,
        LOAD_LIMIT_MB,
      ),
    ]
    return {
      title: 'Memory of the process, engines on the process runtime (bare: node that only waits)',
      rows,
    }
  } finally {
    reading.abort()
    await product.stop()
    bare.kill()
  }
}

function weightRows(when: string, ours: Weight, bare: Weight, limitMb: number): Row[] {
  return [
    {
      measure: `resident ${when}`,
      ours: megabytes(ours.rss),
      bare: megabytes(bare.rss),
      ratio: ours.rss / bare.rss,
      target: `<= ${limitMb} MB`,
      met: ours.rss <= limitMb,
    },
    {
      measure: 'the same, pages shared with other processes divided among them (PSS)',
      ours: megabytes(ours.pss),
      bare: megabytes(bare.pss),
      ratio: ours.pss / bare.pss,
      target: '',
      met: null,
    },
  ]
}

/**
 * Streams that are played and reported, the same number on each engine. Their readers take
 * nothing, so that media costs little.
 */
async function playEverywhere(
  product: TestOrchestrator,
  engines: readonly EngineState[],
  signal: AbortSignal,
): Promise<readonly Response[]> {
  const readers: Promise<Response>[] = []
  for (let number = 0; number < STREAMS; number++) {
    const engine = engines[number % engines.length]
    if (!engine) continue
    const { playbackUrl } = await play(product, engine, number.toString(16).padStart(40, '0'))
    readers.push(fetch(playbackUrl, { signal }))
  }
  const active = async () => (await product.get<unknown[]>('/streams?status=started')).length
  await until(`${STREAMS} active streams`, async () => (await active()) === STREAMS, 60_000)
  return Promise.all(readers)
}

async function start(startAgain: () => Promise<TestOrchestrator>): Promise<BenchTable> {
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < STARTS; round++) {
    bare.push(await bareStart())
    const product = await startAgain()
    ours.push(product.listeningAfterMs)
    await product.stop()
  }
  const oursMs = median(ours)
  const bareMs = median(bare)
  return {
    title: `A warm second start with ${ENGINES} engines to adopt (${STARTS} interleaved pairs, medians; bare: node -e '')`,
    rows: [
      {
        measure: 'process start until the API answers',
        ours: milliseconds(oursMs),
        bare: milliseconds(bareMs),
        ratio: oursMs / bareMs,
        target: `<= bare + ${START_LIMIT_MS} ms`,
        met: oursMs <= bareMs + START_LIMIT_MS,
      },
    ],
  }
}

async function bareStart(): Promise<number> {
  const startedMs = performance.now()
  const child: ChildProcess = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  await once(child, 'exit')
  return performance.now() - startedMs
}

function megabytes(value: number): string {
  return `${value.toFixed(0)} MB`
}
