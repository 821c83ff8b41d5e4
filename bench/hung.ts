/** A hundred engines of which half hang: what it does to the API and to the checks of the others. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  freePort,
  startOrchestrator,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { latenciesAt } from './paced-load.ts'
import { type BenchTable, milliseconds, quantile } from './table.ts'

const EMULATOR = fileURLToPath(new URL('../emulator/src/main.ts', import.meta.url))
const ENGINES = 100
const HUNG = 50
const FIRST_PORT = 18_100
const PROBE_TIMEOUT_S = 2
const CHECK_INTERVAL_S = 3
const RATE_PER_S = 500
const CONNECTIONS = 64
const LOAD_MS = 15_000
const LOAD = { ratePerS: RATE_PER_S, connections: CONNECTIONS, forMs: LOAD_MS }

export async function* benchHung(): AsyncGenerator<BenchTable> {
  const controlPort = await freePort()
  const emulator = await startEmulator(controlPort)
  const product = await startOrchestrator({
    env: {
      RUNTIME: 'process',
      ENGINE_COMMAND: 'none-is-started {http_port}',
      MIN_REPLICAS: '0',
      MIN_FREE_REPLICAS: '0',
      HEALTH_CHECK_INTERVAL_S: String(CHECK_INTERVAL_S),
      HEALTH_CHECK_TIMEOUT_S: String(PROBE_TIMEOUT_S),
    },
  })
  try {
    const calm = await measure(product, controlPort)
    yield tableOf(calm)
  } finally {
    await product.close()
    emulator.kill()
  }
}

interface Measured {
  readonly allHealthy: readonly number[]
  readonly halfHung: readonly number[]
  /** The longest that any check took, and the longest that any answering engine went unchecked, in ms. */
  readonly longestCheckMs: number
  readonly longestGapMs: number
}

async function measure(product: TestOrchestrator, controlPort: number): Promise<Measured> {
  for (let index = 0; index < ENGINES; index++)
    await product.call('POST', '/engines', { host: '127.0.0.1', port: FIRST_PORT + index })
  await healthy(product, ENGINES)
  const allHealthy = await latenciesAt(`${product.url}/engines`, LOAD)
  for (let index = 0; index < HUNG; index++) await hang(controlPort, FIRST_PORT + index)
  await healthy(product, ENGINES - HUNG)
  await delay(2 * CHECK_INTERVAL_S * 1000)
  const sinceMs = Date.now()
  const halfHung = await latenciesAt(`${product.url}/engines`, LOAD)
  const checks = (await product.get<EngineState[]>('/engines?all=true')).map(({ recent_checks }) =>
    recent_checks.filter(({ ts }) => Date.parse(ts) > sinceMs),
  )
  const gaps = checks.flatMap((each) =>
    each.flatMap(({ ts, reason }, index) => {
      const before = each[index - 1]
      return before && reason === null ? [Date.parse(ts) - Date.parse(before.ts)] : []
    }),
  )
  const longestCheckMs = Math.max(...checks.flat().map(({ ms }) => ms ?? 0))
  return { allHealthy, halfHung, longestCheckMs, longestGapMs: Math.max(...gaps) }
}

function tableOf({ allHealthy, halfHung, longestCheckMs, longestGapMs }: Measured): BenchTable {
  const p99 = quantile(halfHung, 0.99)
  const passMs = (PROBE_TIMEOUT_S + 1) * 1000
  return {
    title: `${ENGINES} engines of which ${HUNG} hang ("bare": the same with none hung)`,
    rows: [
      {
        measure: `GET /engines at ${RATE_PER_S}/s over ${CONNECTIONS} connections, p50`,
        ours: milliseconds(quantile(halfHung, 0.5)),
        bare: milliseconds(quantile(allHealthy, 0.5)),
        target: '',
        met: null,
      },
      {
        measure: 'the same, p99',
        ours: milliseconds(p99),
        bare: milliseconds(quantile(allHealthy, 0.99)),
        ratio: p99 / quantile(allHealthy, 0.99),
        target: '< 25 ms',
        met: p99 < 25,
      },
      {
        measure: `answered of ${(RATE_PER_S * LOAD_MS) / 1000}`,
        ours: String(halfHung.length),
        bare: String(allHealthy.length),
        target: 'all',
        met: halfHung.length === (RATE_PER_S * LOAD_MS) / 1000,
      },
      {
        measure: `longest check (timeout ${PROBE_TIMEOUT_S} s)`,
        ours: milliseconds(longestCheckMs),
        target: `< ${milliseconds(passMs)}`,
        met: longestCheckMs < passMs,
      },
      {
        measure: `longest time an answering engine went unchecked (every ${CHECK_INTERVAL_S} s)`,
        ours: milliseconds(longestGapMs),
        target: '',
        met: null,
      },
    ],
  }
}

async function startEmulator(controlPort: number): Promise<ChildProcess> {
  const args = [
    'engine',
    '--client-console',
    '--engines',
    String(ENGINES),
    '--first-port',
    String(FIRST_PORT),
  ]
  const child = spawn(process.execPath, [EMULATOR, ...args], {
    env: { ...process.env, EMULATOR_CONTROL_PORT: String(controlPort), EMULATOR_HOST: '127.0.0.1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'spawn')
  await until(
    'the emulator to answer',
    () =>
      fetch(`http://127.0.0.1:${controlPort}/emulator/engines`).then(
        (answer) => answer.ok,
        () => false,
      ),
    60_000,
  )
  return child
}

async function hang(controlPort: number, engine: number): Promise<void> {
  const url = `http://127.0.0.1:${controlPort}/emulator/fault?engine=${engine}`
  const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ api: 'hang' }) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
}

/** The others are unhealthy by then, not only unknown. */
async function healthy(product: TestOrchestrator, count: number): Promise<void> {
  await until(
    `${count} healthy engines`,
    async () => {
      const engines = await product.get<EngineState[]>('/engines?all=true')
      const good = engines.filter(({ health_status }) => health_status === 'healthy').length
      const bad = engines.filter(({ health_status }) => health_status === 'unhealthy').length
      return good === count && good + bad === ENGINES
    },
    60_000,
  )
}
