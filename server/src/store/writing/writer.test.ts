import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { silentLogger } from '../../lib/log.ts'
import type { Failure, Reply, Request, Unit } from '../connection/messages.ts'
import type { Thread } from '../connection/thread.ts'
import type { Outcome } from './write-queue.ts'
import { createWriter } from './writer.ts'

const DISK_FULL = { code: 'store_disk_full', file: 'DATA_DIR/db.sqlite', sqliteCode: 13 } as const
const FULL: Failure = { kind: 'unavailable', reason: DISK_FULL, detail: 'disk full' }
const DIED: Failure = { kind: 'unavailable', reason: { code: 'storage_thread_ended' }, detail: '' }

/** A storage thread that does what the test says, and remembers what was committed. */
function fakeThread() {
  const committed: string[][] = []
  const state: { failure: Failure | null; hangs: boolean; opens: number } = {
    failure: null,
    hangs: false,
    opens: 0,
  }
  let release = () => {}

  function commit(units: readonly Unit[]): Reply {
    if (state.failure) return { kind: 'failed', failure: state.failure }
    committed.push(units.map((unit) => String(unit[0]?.sql)))
    return { kind: 'done', value: units.map((unit) => (unit[0]?.sql === 'bad' ? 'syntax error' : null)) }
  }

  const thread: Thread = {
    boot: () => {},
    request: async (request: Request): Promise<Reply> => {
      if (state.hangs)
        await new Promise<void>((done) => {
          release = done
        })
      if (request.kind === 'open') state.opens++
      return request.kind === 'commit' ? commit(request.units) : { kind: 'done', value: undefined }
    },
    pending: () => 0,
    stop: async () => {},
  }
  const endHang = () => {
    state.hangs = false
    release()
  }
  return { thread, committed, state, endHang }
}

async function aWriter() {
  const fake = fakeThread()
  const clock = manualClock()
  const writer = createWriter({
    thread: fake.thread,
    path: '',
    clock,
    logger: silentLogger,
    onOpened: () => {},
  })
  await writer.open()
  const submit = (sql: string, strict = false): Promise<Outcome> =>
    new Promise((settle) =>
      writer.submit({ unit: [{ sql, params: [] }], lane: 'events', strict, bytes: 1, settle }),
    )
  return { ...fake, clock, writer, submit }
}

test('writes of one moment travel together, and each gets its own outcome', async () => {
  const { committed, submit, writer } = await aWriter()
  const outcomes = await Promise.all(['a', 'bad', 'c'].map((sql) => submit(sql)))
  assert.deepEqual(committed, [['a', 'bad', 'c']])
  assert.deepEqual(outcomes, [
    { kind: 'stored' },
    { kind: 'fault', reason: 'syntax error' },
    { kind: 'stored' },
  ])
  await Promise.all([submit('d'), submit('e')])
  assert.deepEqual(committed.slice(1), [['d', 'e']])
  await writer.close()
})

test('after a failed commit nothing is lost or reordered, what is strict is refused, and it is tried ever more rarely', async () => {
  const { committed, submit, writer, state, clock } = await aWriter()
  state.failure = FULL
  const outcomes = await Promise.all([submit('a'), submit('wish', true), submit('b')])
  assert.deepEqual(outcomes, Array(3).fill({ kind: 'not_stored' }))
  assert.deepEqual(await submit('c'), { kind: 'not_stored' })
  assert.deepEqual(
    { ...writer.status(), sinceMs: 0 },
    {
      ok: false,
      reason: DISK_FULL,
      sinceMs: 0,
      queued: 3,
      dropped: 0,
    },
  )
  const opens = state.opens
  await clock.advance(60_000)
  assert.ok(
    state.opens - opens >= 6 && state.opens - opens <= 12,
    `${state.opens - opens} attempts in a minute`,
  )
  assert.equal(writer.status().ok, false, 'an open file is no proof while the waiting writes still fail')

  state.failure = null
  await clock.advance(10_000)
  assert.equal(writer.status().ok, true)
  assert.deepEqual(committed, [['a', 'b', 'c']])
  await writer.close()
})

test('a commit whose thread died is done again', async () => {
  const { committed, submit, writer, state, clock } = await aWriter()
  state.failure = DIED
  assert.deepEqual(await submit('a'), { kind: 'not_stored' })
  state.failure = null
  await clock.advance(250)
  assert.deepEqual(committed, [['a']])
  assert.equal(writer.status().ok, true)
  await writer.close()
})

test('nobody waits for a disk that hangs; what it wrote after all is not written twice', async (t) => {
  const { committed, submit, writer, state, clock, endHang } = await aWriter()
  t.mock.timers.enable({ apis: ['setTimeout'] })
  state.hangs = true
  const waiting = submit('a')
  t.mock.timers.tick(20)
  t.mock.timers.tick(5_000)
  assert.deepEqual(await waiting, { kind: 'not_stored' })
  assert.deepEqual(writer.status().reason, { code: 'disk_not_answering', forMs: 5_000 })
  assert.deepEqual(await submit('b'), { kind: 'not_stored' })
  endHang()
  await clock.advance(250)
  assert.deepEqual(committed, [['a'], ['b']])
  assert.equal(writer.status().ok, true)
  t.mock.timers.reset()
  await writer.close()
})

test('closing makes one last attempt with what waits', async () => {
  const { committed, submit, writer, state } = await aWriter()
  state.failure = FULL
  await submit('a')
  state.failure = null
  await writer.close()
  assert.deepEqual(committed, [['a']])
  assert.deepEqual(await submit('late'), { kind: 'not_stored' })
})
