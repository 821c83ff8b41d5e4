/** What a backup of a large database costs those who play and those who ask, beside the same time without one. */
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import {
  startOrchestrator,
  TEST_KEY,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { DATABASE_FILE } from '../server/src/store/database.ts'
import { NO_ENGINES } from './no-engines.ts'
import { latenciesAt } from './paced-load.ts'
import type { BeatReport, StatServerReady, StatServerRequest } from './stat-server.ts'
import { type BenchTable, milliseconds, quantile, seconds } from './table.ts'

const ENGINES = 50
const STREAMS = 200
const INTERVAL_S = 1
const ROWS = 32_000
const ROW_BYTES = 900
const LOAD = { ratePerS: 100, connections: 16, forMs: 15_000 }
const ENV = {
  ...NO_ENGINES,
  COLLECT_INTERVAL_S: String(INTERVAL_S),
}

export async function* benchBackup(): AsyncGenerator<BenchTable> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-backup-'))
  const engines = fork(new URL('./stat-server.ts', import.meta.url), [String(ENGINES), '0'])
  try {
    const [{ answering }] = (await once(engines, 'message')) as [StatServerReady]
    await fill(dataDir)
    const { size } = await stat(join(dataDir, DATABASE_FILE))
    const product = await startOrchestrator({ env: ENV, dataDir })
    try {
      await startStreams(product, answering)
      await delay(5000)
      const without = await window(product, engines, async () => 0)
      yield tableOf(size, without, await window(product, engines, backUp))
    } finally {
      await product.close()
    }
  } finally {
    engines.disconnect()
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** A database of 150 MB, of bytes that compress about as statistics do. */
async function fill(dataDir: string): Promise<void> {
  const product = await startOrchestrator({ env: ENV, dataDir })
  await product.stop()
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
  db.exec('BEGIN')
  const insert = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?)')
  for (let n = 0; n < ROWS; n++) insert.run(randomBytes(ROW_BYTES).toString('hex'), n)
  db.exec('COMMIT')
  db.close()
}

async function startStreams(product: TestOrchestrator, ports: readonly number[]): Promise<void> {
  await Promise.all(ports.map((port) => product.call('POST', '/engines', { host: '127.0.0.1', port })))
  const start = (n: number) => {
    const port = ports[n % ports.length] ?? 0
    const hex = n.toString(16).padStart(40, '0')
    return product.call('POST', '/events/stream_started', {
      engine: { host: '127.0.0.1', port },
      stream: { key_type: 'infohash', key: hex },
      session: {
        playback_session_id: `session-${n}`,
        stat_url: `http://127.0.0.1:${port}/ace/stat/${hex}/ff`,
        command_url: `http://127.0.0.1:${port}/ace/cmd/${hex}/ff`,
        is_live: 1,
      },
    })
  }
  await Promise.all(Array.from({ length: STREAMS }, (_, n) => start(n)))
}

interface Measured {
  readonly latencies: readonly number[]
  /** Between two readings of a stream, in ms. */
  readonly gaps: readonly number[]
  /** Streams that were read. */
  readonly streams: number
  readonly backupBytes: number
  readonly backupMs: number
  readonly load: number
}

async function window(
  product: TestOrchestrator,
  engines: ChildProcess,
  meanwhile: (product: TestOrchestrator) => Promise<number>,
): Promise<Measured> {
  engines.send('forget' satisfies StatServerRequest)
  const answers = latenciesAt(`${product.url}/streams`, LOAD)
  await delay(2000)
  const startedMs = performance.now()
  const backupBytes = await meanwhile(product)
  const backupMs = performance.now() - startedMs
  const latencies = await answers
  engines.send('report' satisfies StatServerRequest)
  const [report] = (await once(engines, 'message')) as [BeatReport]
  const streams = Object.keys(report).filter((path) => path.startsWith('/ace/stat/'))
  const gaps = streams.flatMap((path) => report[path] ?? [])
  return { latencies, gaps, streams: streams.length, backupBytes, backupMs, load: loadavg()[0] ?? 0 }
}

async function backUp({ url }: TestOrchestrator): Promise<number> {
  const headers = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ passphrase: 'a passphrase of this bench' })
  const answer = await fetch(`${url}/backup`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`POST /backup: ${answer.status} ${await answer.text()}`)
  return (await answer.arrayBuffer()).byteLength
}

function tableOf(bytes: number, without: Measured, during: Measured): BenchTable {
  const p99 = quantile(during.latencies, 0.99)
  const longest = (each: Measured) => Math.max(...each.gaps)
  const expected = (STREAMS * LOAD.forMs) / 1000 / INTERVAL_S
  return {
    title:
      `A backup of ${Math.round(bytes / 1e6)} MB while ${STREAMS} streams are sampled every second ` +
      `("bare": the same without one), load ${during.load.toFixed(1)}`,
    rows: [
      {
        measure: `GET /streams at ${LOAD.ratePerS}/s, p99`,
        ours: milliseconds(p99),
        bare: milliseconds(quantile(without.latencies, 0.99)),
        ratio: p99 / quantile(without.latencies, 0.99),
        target: '< 50 ms',
        met: p99 < 50,
      },
      {
        measure: `readings of ${expected}`,
        ours: String(during.gaps.length + during.streams),
        bare: String(without.gaps.length + without.streams),
        target: 'all but those at the edges',
        met: during.gaps.length + during.streams >= expected - STREAMS,
      },
      {
        measure: 'longest time between two readings of a stream',
        ours: milliseconds(longest(during)),
        bare: milliseconds(longest(without)),
        target: `< ${2 * INTERVAL_S} s`,
        met: longest(during) < 2000 * INTERVAL_S,
      },
      {
        measure: `made, encrypted and sent, ${(during.backupBytes / 1e6).toFixed(0)} MB`,
        ours: seconds(during.backupMs),
        target: '',
        met: null,
      },
    ],
  }
}
