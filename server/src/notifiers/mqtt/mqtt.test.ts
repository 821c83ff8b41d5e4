import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { kindsHere } from '@acestream-orchestrator/testing/receivers/kinds'
import { startMosquitto, withoutMosquitto } from '@acestream-orchestrator/testing/receivers/mosquitto'
import type { Figures } from '../../alerts/figures.ts'
import { startPresence } from './presence.ts'

const skip = { skip: withoutMosquitto }
const FIGURES: Figures = {
  engines: 3,
  healthy: 2,
  inUse: 1,
  streams: 1,
  stalled: 0,
  incidents: 1,
  problem: 'acestream-1 does not answer',
  vpns: [{ name: 'gluetun', connected: true }],
}
const ORIGIN = { instance: 'default', version: '1.0.0', link: null }
const FIELDS = { topic: 'acestream', discovery_prefix: 'homeassistant' }

test('an alert reaches the broker, acknowledged', skip, async (t) => {
  const broker = await startMosquitto(t, 'sesame')
  const { send } = kindsHere(t)
  const fields = { url: broker.url, user: 'panel', password: 'sesame' }
  assert.deepEqual(await send('mqtt', fields), { kind: 'sent' })
  const alert = await until('the alert comes', () => broker.topics.get('acestream/alert'))
  assert.equal(JSON.parse(alert).id, '0123456789abcdef')
})

test('a wrong password and a broker that is not there are said', skip, async (t) => {
  const broker = await startMosquitto(t, 'sesame')
  const { send } = kindsHere(t)
  const wrong = await send('mqtt', { url: broker.url, user: 'panel', password: 'wrong' })
  assert.equal(wrong.kind === 'failed' && wrong.reason.code, 'receiver_refuses_secret')
  await broker.stop()
  const gone = await send('mqtt', { url: broker.url })
  assert.equal(gone.kind === 'failed' && gone.reason.code, 'receiver_not_reached')
})

test('Home Assistant is shown entities, what they are, and that we are there', skip, async (t) => {
  const broker = await startMosquitto(t)
  let figures = FIGURES
  const presence = startPresence({
    fields: { ...FIELDS, url: broker.url },
    origin: ORIGIN,
    read: () => figures,
  })
  const { topics } = broker
  await until('we are there', () => topics.get('acestream/availability') === 'online')
  assert.equal(JSON.parse(topics.get('acestream/state') ?? '').engines, 3)
  const vpn = 'homeassistant/binary_sensor/acestream_orchestrator_default/vpn_gluetun/config'
  assert.ok(topics.has(vpn))

  figures = { ...FIGURES, engines: 4, vpns: [] }
  presence.update()
  await until('the new number is there', () => JSON.parse(topics.get('acestream/state') ?? '').engines === 4)
  await until('the VPN is gone there too', () => !topics.has(vpn))

  await presence.stop(true)
  await until('we are gone', () => topics.get('acestream/availability') === 'offline')
  await until('and all entities', () => ![...topics.keys()].some((topic) => topic.endsWith('/config')))
})

test(
  'when Home Assistant starts it is told again, and after a restart of the broker too',
  skip,
  async (t) => {
    const broker = await startMosquitto(t)
    const presence = startPresence({
      fields: { ...FIELDS, url: broker.url },
      origin: ORIGIN,
      read: () => FIGURES,
    })
    t.after(() => presence.stop(false))
    const { topics } = broker
    await until('we are there', () => topics.get('acestream/availability') === 'online')
    topics.clear()
    await broker.publish('homeassistant/status', 'online')
    await until('it is told again', () => topics.has('acestream/state'))
    await broker.stop()
    topics.clear()
    await broker.start()
    await until('it is told again', () => topics.get('acestream/availability') === 'online', 20_000)
  },
)
