import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anIncident } from '@acestream-orchestrator/testing/builders/alert'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { type ManualClock, manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { type AlertMessage, itemOf, messageOf } from '../message.ts'
import type { Deliver, Delivery, LastResult } from '../ports.ts'
import { createDelivery } from './delivery.ts'

const MIN = 60_000
const DAY = 24 * 60 * MIN
const refused = { code: 'receiver_refused', receiver: 'ntfy', status: 500, text: null } as const
const sent: Delivery = { kind: 'sent' }
const failed: Delivery = { kind: 'failed', reason: refused }

function message(name: string, notifier = 'a', madeAtMs = T0): AlertMessage {
  return messageOf(notifier, madeAtMs, {
    opened: [itemOf(anIncident({ id: name }))],
    still: [],
    resolved: [],
  })
}

const nameOf = ({ opened }: AlertMessage) => opened[0]?.id ?? ''

/** Delivers through a receiver that answers as `answer` says, and notes when it was asked for what. */
function rig(answer: (name: string, signal: AbortSignal) => Promise<Delivery> | Delivery, notifiers = ['a']) {
  const clock: ManualClock = manualClock(T0)
  const asked: string[] = []
  const done: string[] = []
  const results: LastResult[] = []
  const deliver: Deliver = async (each, signal) => {
    asked.push(`${clock.elapsedMs() / 1000} ${nameOf(each)}`)
    return answer(nameOf(each), signal)
  }
  const delivery = createDelivery({
    clock,
    deliver,
    onDone: (id) => done.push(id),
    onResult: (result) => results.push(result),
  })
  delivery.setNotifiers(notifiers)
  return { clock, asked, done, results, delivery }
}

test('messages go out at once, in order, and are done with', async () => {
  const { clock, asked, done, delivery } = rig(() => sent)
  delivery.take([message('x'), message('y')])
  await clock.advance(0)
  assert.deepEqual(asked, ['0 x', '0 y'])
  assert.deepEqual(done, [message('x').id, message('y').id])
  assert.deepEqual(delivery.counts(), { sent: 2, failed: 0, dropped: 0 })
  assert.deepEqual(delivery.status('a').last, { notifier: 'a', atMs: T0, reason: null, sentAtMs: T0 })
})

test('what fails is tried again, at first soon and then every ten minutes', async () => {
  const { clock, asked, delivery } = rig(() => failed)
  delivery.take([message('x')])
  await clock.advance(40 * MIN)
  const times = asked.map((each) => Number(each.split(' ')[0]))
  assert.deepEqual(times, [0, 5, 15, 35, 75, 155, 315, 635, 1235, 1835])
  assert.deepEqual(delivery.status('a').failingSinceMs, T0)
  assert.equal(delivery.counts().failed, 10)
})

test('a receiver that asks for time is given it', async () => {
  const { clock, asked, delivery } = rig(() => ({ ...failed, waitMs: 90_000 }))
  delivery.take([message('x')])
  await clock.advance(100_000)
  assert.deepEqual(asked, ['0 x', '90 x'])
})

test('nothing is lost over an outage, and the order stays', async () => {
  let works = false
  const { clock, asked, delivery } = rig(() => (works ? sent : failed))
  delivery.take([message('x'), message('y')])
  await clock.advance(60_000)
  works = true
  await clock.advance(60_000)
  assert.deepEqual(asked.slice(-2), ['75 x', '75 y'])
  assert.equal(delivery.status('a').failingSinceMs, null)
})

test('one that hangs is left after its deadline, and holds up no other', async () => {
  const { clock, asked, delivery } = rig((name) => (name === 'x' ? new Promise(() => {}) : sent), ['a', 'b'])
  delivery.take([message('x', 'a'), message('y', 'b')])
  await clock.advance(20_000)
  assert.deepEqual(asked, ['0 x', '0 y'])
  assert.deepEqual(delivery.status('a').last?.reason, { code: 'receiver_hangs', timeoutMs: 20_000 })
})

test('one that throws has failed, with its words', async () => {
  const { clock, delivery } = rig(() => Promise.reject(new Error('no such thing')))
  delivery.take([message('x')])
  await clock.advance(0)
  assert.deepEqual(delivery.status('a').last?.reason, { code: 'verbatim', text: 'no such thing' })
})

test('a hundred wait at most: the oldest are given up and counted', async () => {
  const { clock, done, delivery } = rig(() => failed)
  delivery.take(Array.from({ length: 130 }, (_, at) => message(`m${at}`)))
  await clock.advance(0)
  assert.equal(delivery.status('a').waiting, 100)
  assert.equal(delivery.counts().dropped, 30)
  assert.equal(done[0], message('m0').id)
})

test('what is a day old is given up', async () => {
  const { clock, delivery } = rig(() => failed)
  delivery.take([message('x')])
  await clock.advance(DAY + 20 * MIN)
  assert.deepEqual([delivery.status('a').waiting, delivery.counts().dropped], [0, 1])
})

test('a changed configuration is tried immediately', async () => {
  const { clock, asked, delivery } = rig(() => failed)
  delivery.take([message('x')])
  await clock.advance(10 * MIN)
  asked.length = 0
  delivery.retry('a')
  await clock.advance(0)
  assert.deepEqual(asked, ['600 x'])
})

test('a test that succeeds sends what waits', async () => {
  let works = false
  const { clock, asked, delivery } = rig(() => (works ? sent : failed))
  delivery.take([message('x')])
  await clock.advance(10 * MIN)
  works = true
  delivery.learn('a', sent)
  await clock.advance(0)
  assert.equal(asked.at(-1), '600 x')
  assert.equal(delivery.status('a').waiting, 0)
})

test('a message is taken once', async () => {
  const { clock, asked, delivery } = rig(() => failed)
  delivery.take([message('x')])
  delivery.take([message('x')])
  await clock.advance(0)
  assert.deepEqual([asked.length, delivery.status('a').waiting], [1, 1])
})

test('stopping ends what is under way and gives nothing up', async () => {
  const { clock, done, results, delivery } = rig(() => new Promise(() => {}))
  delivery.take([message('x')])
  await clock.advance(1000)
  await delivery.stop()
  assert.deepEqual([done, results], [[], []])
})

test('what waits for a notifier that is switched off is given up', async () => {
  const { clock, done, delivery } = rig(() => sent, ['b'])
  delivery.take([message('x', 'a')])
  await clock.advance(0)
  assert.deepEqual(done, [message('x', 'a').id])
})

test('after a restart the last result is known and what waited goes out', async () => {
  const { clock, asked, delivery } = rig(() => sent, [])
  const last: LastResult = { notifier: 'a', atMs: T0 - MIN, reason: refused, sentAtMs: null }
  delivery.restore([last])
  delivery.setNotifiers(['a'])
  assert.deepEqual(delivery.status('a'), { waiting: 0, last, failingSinceMs: T0 - MIN })
  delivery.take([message('x')])
  await clock.advance(0)
  assert.deepEqual(asked, ['0 x'])
})
