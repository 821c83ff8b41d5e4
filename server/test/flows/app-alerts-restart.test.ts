/** Alerts over the real database: what was raised before a restart is sent once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { NotifierList } from '@acestream-orchestrator/contract/alert'
import { someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Cleanup } from '@acestream-orchestrator/testing/machine/temporary'
import { startHttpReceiver } from '@acestream-orchestrator/testing/receivers/http-receiver'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside } from '@acestream-orchestrator/testing/rigs/outside'

const ONE = { MIN_REPLICAS: '1', MAX_REPLICAS: '1', MIN_FREE_REPLICAS: '0' }
const RULE = {
  enabled: true,
  severities: ['critical', 'warning'],
  delay_s: 60,
  gather_s: 0,
  repeat_s: null,
  tells_resolved: true,
  quiet: null,
  notifiers: null,
}
/** An incident is found within so long, and sent a minute later. */
const FOUND_MS = 30_000
const SENT_MS = 100_000

/** A webhook, and an application whose Docker is about to go away. */
async function rig(t: Cleanup) {
  const outside = anOutside(t)
  outside.runtime.put(someFacts({ number: 1, startedAtMs: T0 - 3_600_000 }))
  const receiver = await startHttpReceiver(t, () => ({ status: 200 }))
  const start = () => anApp(t, outside, { ...ONE, ALERT_WEBHOOK_URL: `${receiver.origin}/hook` })
  const app = await start()
  await app.advance(2000)
  assert.equal((await app.post('/alert-rules', RULE)).statusCode, 201)
  const standard = await app.del('/alert-rules/default')
  assert.equal(standard.statusCode, 204)
  const incidents = () =>
    receiver.received.map(({ body }) => JSON.parse(String(body))).filter(({ state }) => state === 'opened')
  return { outside, receiver, app, start, incidents }
}

/** Time of the application goes by in steps, and the receiver, which is real, gets some of ours. */
async function pass(app: AppRig, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5000) {
    await app.advance(5000)
    await delay(15)
  }
}

const notifier = async (app: AppRig) =>
  (await app.get('/notifiers')).json<NotifierList>().notifiers[0] ?? assert.fail('no notifier')

test('an alert whose delay was not over is sent once after the restart', async (t) => {
  const { outside, app, start, incidents } = await rig(t)
  outside.runtime.setReachable(false)
  await pass(app, FOUND_MS)
  assert.equal(incidents().length, 0)
  await app.stop()
  const second = await start()
  await pass(second, SENT_MS)
  assert.equal(incidents().length, 1)
  await second.stop()
  const third = await start()
  await pass(third, SENT_MS)
  assert.equal(incidents().length, 1, 'not again after another restart')
})

test('a message that was refused before the restart is delivered once, under the same id', async (t) => {
  const { outside, app, start, receiver, incidents } = await rig(t)
  receiver.answer(() => ({ status: 503 }))
  outside.runtime.setReachable(false)
  await pass(app, SENT_MS)
  const [refused] = incidents()
  assert.ok(refused, 'it was tried')
  assert.equal((await notifier(app)).waiting > 0, true)
  await app.stop()

  const before = receiver.received.length
  receiver.answer(() => ({ status: 200 }))
  const second = await start()
  await pass(second, SENT_MS)
  const delivered = receiver.received
    .slice(before)
    .map(({ body }) => JSON.parse(String(body)))
    .filter(({ id }) => id === refused.id)
  assert.equal(delivered.length, 1)
  assert.equal((await notifier(second)).waiting, 0)
})

test('a message that was delivered is not sent again', async (t) => {
  const { outside, app, start, incidents } = await rig(t)
  outside.runtime.setReachable(false)
  await pass(app, SENT_MS)
  assert.equal(incidents().length, 1)
  await app.stop()
  const second = await start()
  await pass(second, SENT_MS)
  assert.equal(incidents().length, 1)
})
