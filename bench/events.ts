/** Whether events answered with 200 are on disk when the orchestrator is killed while more of them come in. */

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import type { StreamEndedAnswer, StreamState } from '@acestream-orchestrator/contract/stream'
import { fakeEngine, saying } from '@acestream-orchestrator/testing/fakes/engine'
import {
  startOrchestrator,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import type { Address } from '../server/src/lib/address.ts'
import { DATABASE_FILE } from '../server/src/store/database.ts'

const OFFERED_PER_SECOND = 10_000 / 60
const OFFERED_FOR_MS = 20_000

export interface EventsBench {
  /** Start and end events answered with 200 and without `"stored":false` before the kill. */
  readonly answered: number
  /** Of those, what a fresh look into the database does not find. */
  readonly lost: number
  readonly perMinute: number
  /** From when an event was due until its answer. */
  readonly p50Ms: number
  readonly p99Ms: number
}

/** What was answered: the id of a stream, and whether its end was answered too. */
type Answered = Map<string, 'started' | 'ended'>

/** The whole product as a process of its own, without Docker; ends with SIGKILL in the midst of it. Takes 25 s. */
export async function benchEvents(): Promise<EventsBench> {
  const product = await startOrchestrator({
    env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock', MIN_REPLICAS: '0', MIN_FREE_REPLICAS: '0' },
  })
  const engine = await fakeEngine(saying('{"result": {}, "error": null}'))
  try {
    await product.call('POST', '/engines', engine.address)
    const answered: Answered = new Map()
    const waits: number[] = []
    const sent = await offer(product, engine.address, answered, waits)
    await product.kill()
    const minutes = OFFERED_FOR_MS / 60_000
    const sorted = waits.toSorted((a, b) => a - b)
    return {
      answered: waits.length,
      lost: lostOf(answered, product.dataDir),
      perMinute: sent / minutes,
      p50Ms: quantile(sorted, 0.5),
      p99Ms: quantile(sorted, 0.99),
    }
  } finally {
    await product.close()
    await engine[Symbol.asyncDispose]()
  }
}

/** On a fixed beat, however long answers take; returns how many it sent, the last of them still under way. */
async function offer(
  product: TestOrchestrator,
  engine: Address,
  answered: Answered,
  waits: number[],
): Promise<number> {
  const startedAt = performance.now()
  let sent = 0
  for (let passed = 0; passed < OFFERED_FOR_MS; passed = performance.now() - startedAt) {
    for (; sent < (passed / 1000) * OFFERED_PER_SECOND; sent += 2) {
      const dueAt = startedAt + (sent / OFFERED_PER_SECOND) * 1000
      const done = () => waits.push(performance.now() - dueAt)
      void tellBoth(product, engine, sent, answered, done).catch(() => {}) // cut off by the kill: nothing was promised
    }
    await delay(1)
  }
  return sent
}

/** A start, and its end as soon as the start is answered. */
async function tellBoth(
  product: TestOrchestrator,
  engine: Address,
  number: number,
  answered: Answered,
  done: () => void,
): Promise<void> {
  const key = number.toString(16).padStart(40, '0')
  const id = `${key}|session`
  const path = `${key}/${'f'.repeat(32)}`
  const stream = await product.call<StreamState>('POST', '/events/stream_started', {
    engine,
    stream: { key_type: 'infohash', key },
    session: {
      playback_session_id: 'session',
      stat_url: `http://127.0.0.1:9/ace/stat/${path}`,
      command_url: `http://127.0.0.1:9/ace/cmd/${path}`,
      is_live: 1,
    },
    labels: { stream_id: id },
  })
  if (stream.stored === false) return
  answered.set(id, 'started')
  done()
  const end = { stream_id: id, reason: 'handler_exit' }
  const { stream: ended } = await product.call<StreamEndedAnswer>('POST', '/events/stream_ended', end)
  if (ended === null || ended.stored === false) return
  answered.set(id, 'ended')
  done()
}

function lostOf(answered: Answered, dataDir: string): number {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
  const rows = db.prepare('SELECT id, ended_at_ms FROM streams').all()
  db.close()
  const endOf = new Map(rows.map(({ id, ended_at_ms }) => [id, ended_at_ms]))
  let lost = 0
  for (const [id, state] of answered) {
    const isThere = state === 'started' ? endOf.has(id) : typeof endOf.get(id) === 'number'
    if (!isThere) lost++
  }
  return lost
}

function quantile(sorted: readonly number[], fraction: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? Number.NaN
}

if (import.meta.main) console.table(await benchEvents())
