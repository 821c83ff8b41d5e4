import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anIncident } from '@acestream-orchestrator/testing/builders/alert'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { temporaryDatabase } from '@acestream-orchestrator/testing/machine/temporary'
import { itemOf, messageOf } from '../../alerts/message.ts'
import { createAlertStore } from './alerts.ts'

const item = itemOf(anIncident({ engines: [{ id: 'e', name: 'acestream-1' }] }))
const told = { notifier: 'tg', toldAtMs: T0, item }
const message = messageOf('tg', T0, { opened: [item], still: [], resolved: [] })
const later = messageOf('mail', T0 + 1, { opened: [], still: [], resolved: [{ ...item, resolvedAtMs: T0 }] })
const reason = { code: 'receiver_hangs', timeoutMs: 1000 } as const

test('what was told and what waits comes back as it was kept, the oldest message first', async (t) => {
  const database = await temporaryDatabase(t)
  const alerts = createAlertStore(database)
  await alerts.keep({ told: [told], forgotten: [], messages: [later, message] })
  await alerts.keep({ told: [{ ...told, toldAtMs: T0 + 5 }], forgotten: [], messages: [message] })
  const memory = await alerts.load()
  assert.deepEqual(memory, { told: [{ ...told, toldAtMs: T0 + 5 }], outbox: [message, later], results: [] })
})

test('what is forgotten or delivered is gone, and the last result stays', async (t) => {
  const database = await temporaryDatabase(t)
  const alerts = createAlertStore(database)
  await alerts.keep({ told: [told], forgotten: [], messages: [message, later] })
  await alerts.keep({ told: [], forgotten: [told], messages: [] })
  alerts.drop(message.id)
  alerts.putResult({ notifier: 'tg', atMs: T0, reason, sentAtMs: null })
  alerts.putResult({ notifier: 'tg', atMs: T0 + 9, reason: null, sentAtMs: T0 + 9 })
  await database.write([])
  const memory = await alerts.load()
  assert.deepEqual(memory, {
    told: [],
    outbox: [later],
    results: [{ notifier: 'tg', atMs: T0 + 9, reason: null, sentAtMs: T0 + 9 }],
  })
})

test('a message of another version that can not be read hides no other', async (t) => {
  const database = await temporaryDatabase(t)
  const alerts = createAlertStore(database)
  await alerts.keep({ told: [], forgotten: [], messages: [message] })
  const sql = 'INSERT INTO alert_outbox (id, notifier, made_at_ms, message) VALUES (?, ?, ?, ?)'
  await database.write([{ sql, params: ['x', 'tg', T0, '{"opened":[{"code":"of another version"}]}'] }])
  assert.deepEqual((await alerts.load()).outbox, [message])
})
