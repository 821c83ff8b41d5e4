/** What notifiers that hang cost those who ask the API, beside the same time without notifiers. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadavg } from 'node:os'
import type { NotifierList } from '@acestream-orchestrator/contract/alert'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  startOrchestrator,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { NO_ENGINES } from './no-engines.ts'
import { latenciesAt } from './paced-load.ts'
import type { StatServerReady } from './stat-server.ts'
import { type BenchTable, milliseconds, quantile } from './table.ts'

const ENGINES = 50
const NOTIFIERS = 10
const LOAD = { ratePerS: 500, connections: 64, forMs: 15_000 }
const ENV = {
  ...NO_ENGINES,
  HEALTH_CHECK_INTERVAL_S: '2',
}
const RULE = {
  enabled: true,
  severities: ['critical', 'warning', 'info'],
  delay_s: 0,
  gather_s: 0,
  repeat_s: 60,
  tells_resolved: true,
  quiet: null,
  notifiers: null,
}

export async function* benchAlerts(): AsyncGenerator<BenchTable> {
  const engines = fork(new URL('./stat-server.ts', import.meta.url), [String(ENGINES), '0'])
  const receiver = await hangingReceiver()
  const product = await startOrchestrator({ env: ENV })
  try {
    const [{ answering }] = (await once(engines, 'message')) as [StatServerReady]
    for (const port of answering) await addEngine(product, port)
    await loseEngine(product)
    const without = await latenciesAt(`${product.url}/engines`, LOAD)
    await addNotifiers(product, receiver.url)
    await until('a message to each notifier', async () => receiver.taken() >= NOTIFIERS, 60_000)
    const hanging = await latenciesAt(`${product.url}/engines`, LOAD)
    const { notifiers } = await product.get<NotifierList>('/notifiers')
    const waiting = notifiers.filter((each) => each.waiting > 0).length
    yield tableOf({ without, hanging, waiting, load: loadavg()[0] ?? 0 })
  } finally {
    await product.close()
    receiver.close()
    engines.disconnect()
  }
}

/** Takes every message and never answers. */
async function hangingReceiver() {
  let taken = 0
  const server = createServer(() => void taken++)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/hook`,
    taken: () => taken,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function addEngine(product: TestOrchestrator, port: number): Promise<unknown> {
  return product.call('POST', '/engines', { host: '127.0.0.1', port })
}

/** One that goes away, so that there is an incident. */
async function loseEngine(product: TestOrchestrator): Promise<void> {
  const engine = fork(new URL('./stat-server.ts', import.meta.url), ['1', '0'])
  const [{ answering }] = (await once(engine, 'message')) as [StatServerReady]
  for (const port of answering) await addEngine(product, port)
  engine.disconnect()
  const isOpen = async () => (await product.get<unknown[]>('/incidents?state=open')).length > 0
  await until('an incident', isOpen, 120_000)
}

async function addNotifiers(product: TestOrchestrator, url: string): Promise<void> {
  for (let n = 1; n <= NOTIFIERS; n++)
    await product.call('POST', '/notifiers', { kind: 'webhook', name: `Hook ${n}`, fields: { url } })
  await product.call('PUT', '/alert-rules/default', RULE)
}

interface Measured {
  readonly without: readonly number[]
  readonly hanging: readonly number[]
  /** Notifiers whose message was not delivered at the end. */
  readonly waiting: number
  readonly load: number
}

function tableOf({ without, hanging, waiting, load }: Measured): BenchTable {
  const [p99, bare] = [quantile(hanging, 0.99), quantile(without, 0.99)]
  const asked = (LOAD.ratePerS * LOAD.forMs) / 1000
  return {
    title: `${NOTIFIERS} notifiers that hang, ${ENGINES} engines ("bare": no notifiers), load ${load.toFixed(1)}`,
    rows: [
      {
        measure: `GET /engines at ${LOAD.ratePerS}/s, p50`,
        ours: milliseconds(quantile(hanging, 0.5)),
        bare: milliseconds(quantile(without, 0.5)),
        target: '',
        met: null,
      },
      {
        measure: 'the same, p99',
        ours: milliseconds(p99),
        bare: milliseconds(bare),
        ratio: p99 / bare,
        target: '<= 1.25, or 3 ms more',
        met: p99 <= Math.max(1.25 * bare, bare + 3),
      },
      {
        measure: `answered of ${asked}`,
        ours: String(hanging.length),
        bare: String(without.length),
        target: 'all',
        met: hanging.length === asked,
      },
      {
        measure: 'notifiers that still wait at the end',
        ours: String(waiting),
        target: String(NOTIFIERS),
        met: waiting === NOTIFIERS,
      },
    ],
  }
}
