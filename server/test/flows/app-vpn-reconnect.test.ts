import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const WITH_RESTARTS = { MIN_REPLICAS: '2', VPN_RESTART_ENGINES_ON_RECONNECT: 'true' }
const HOUR_MS = 3_600_000

/** The tunnel goes and comes back under another address, while the container and its network live on. */
async function reconnect(app: AppRig, outside: Outside, publicIp: string): Promise<void> {
  outside.vpn.say('gluetun', { status: 'stopped', publicIp: null })
  await app.advance(3000)
  outside.vpn.say('gluetun', { publicIp })
  await app.advance(5000)
}

function restarts(outside: Outside): number {
  return outside.runtime.calls.filter((call) => call.startsWith('restart')).length
}

test('a reconnect inside the VPN touches no engine and ends no stream', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '2' })
  const [engine] = await app.engines()
  assert.ok(engine)
  const { id } = await app.play(engine)
  const calls = [...outside.runtime.calls]
  await reconnect(app, outside, '198.51.100.8')
  await app.advance(60_000)
  assert.deepEqual(outside.runtime.calls, calls)
  assert.equal((await app.stream(id)).status, 'started')
  assert.ok((await app.story()).includes('reconnected'))
})

test('with VPN_RESTART_ENGINES_ON_RECONNECT each engine is restarted once, and the journal tells the chain', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, WITH_RESTARTS)
  const [engine] = await app.engines()
  assert.ok(engine)
  const { id } = await app.play(engine)
  await app.advance(10_000)
  await reconnect(app, outside, '198.51.100.8')
  await app.advance(60_000)
  assert.equal(restarts(outside), 2)
  assert.equal((await app.stream(id)).end_reason, 'vpn_lost')
  const story = await app.story()
  const chain = ['reconnected', 'restarting', 'ended'].map((category) => story.indexOf(category))
  assert.deepEqual(
    chain,
    chain.toSorted((a, b) => a - b),
    story.join(),
  )
  assert.ok(!chain.includes(-1), story.join())
})

test('an engine made after a reconnect is not restarted for it, though the clock was set back between the two', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, WITH_RESTARTS)
  await reconnect(app, outside, '198.51.100.8')
  const before = restarts(outside)
  outside.clock.jump(outside.clock.now() - HOUR_MS)
  await app.post('/scale/4')
  await app.advance(180_000)
  assert.equal((await app.engines()).length, 4)
  assert.equal(restarts(outside), before)
})

test('a reconnect after the clock was set back restarts the engines all the same, once', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, WITH_RESTARTS)
  await app.advance(10_000)
  outside.clock.jump(outside.clock.now() - HOUR_MS)
  await reconnect(app, outside, '198.51.100.8')
  await app.advance(180_000)
  assert.equal(restarts(outside), 2)
})

test('our own restart is no reconnect of the VPN', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const first = await anApp(t, outside, WITH_RESTARTS)
  await reconnect(first, outside, '198.51.100.8')
  await first.advance(30_000)
  await first.stop()
  const before = restarts(outside)
  const second = await anApp(t, outside, WITH_RESTARTS)
  await second.advance(120_000)
  assert.equal(restarts(outside), before)
})

test('a tunnel that reconnects every 10 s for 10 minutes restarts each engine twice a minute at most', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, WITH_RESTARTS)
  for (let flap = 0; flap < 60; flap++) await reconnect(app, outside, `198.51.100.${(flap % 2) + 7}`)
  assert.ok(restarts(outside) <= 2 * 2 * 9, `${restarts(outside)} restarts in 8 min`)
  await app.advance(90_000)
  const engines = await app.engines()
  assert.ok(engines.every(({ health_status }) => health_status === 'healthy'))
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
})
