import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const ON_RECONNECT = { MIN_REPLICAS: '2', VPN_RESTART_ENGINES_ON_RECONNECT: 'true' }
const HOUR_MS = 3_600_000

/** The tunnel goes down and comes back inside a container that runs on, as after an outage of the line. */
async function reconnect(app: AppRig, outside: Outside): Promise<void> {
  outside.vpn.say('gluetun', { status: 'stopped', publicIp: null })
  await app.advance(20_000)
  outside.vpn.say('gluetun', { status: 'running', publicIp: '198.51.100.8' })
  await app.advance(20_000)
}

const restarts = async (app: AppRig) => (await app.engines()).map((engine) => engine.restarts)

test('a reconnect restarts the engines behind it once, where that is asked for', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, ON_RECONNECT)
  await app.advance(30_000)
  await reconnect(app, outside)
  assert.deepEqual(await restarts(app), [1, 1])
  await app.advance(10 * 60_000)
  assert.deepEqual(await restarts(app), [1, 1])
  await reconnect(app, outside)
  assert.deepEqual(await restarts(app), [2, 2])
})

test('a reconnect restarts nothing where that is not asked for', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '2' })
  await app.advance(30_000)
  await reconnect(app, outside)
  assert.deepEqual(await restarts(app), [0, 0])
})

for (const hours of [-1, 1])
  test(`a clock that jumps by ${hours} h around a reconnect restarts no engine twice`, async (t) => {
    const outside = anOutside(t, ['gluetun'])
    const app = await anApp(t, outside, ON_RECONNECT)
    await app.advance(30_000)
    outside.clock.jump(outside.clock.now() + hours * HOUR_MS)
    await app.advance(30_000)
    assert.deepEqual(await restarts(app), [0, 0], 'a jump alone is no reconnect')
    await reconnect(app, outside)
    outside.clock.jump(outside.clock.now() + hours * HOUR_MS)
    await app.advance(10 * 60_000)
    assert.deepEqual(await restarts(app), [1, 1])
  })

test('a clock set back between a reconnect and its restarts restarts no engine twice', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, ON_RECONNECT)
  await app.advance(30_000)
  outside.vpn.say('gluetun', { status: 'stopped', publicIp: null })
  await app.advance(20_000)
  outside.vpn.say('gluetun', { status: 'running', publicIp: '198.51.100.8' })
  await app.advance(10)
  outside.clock.jump(outside.clock.now() - HOUR_MS)
  await app.advance(10 * 60_000)
  assert.deepEqual(await restarts(app), [1, 1])
})

for (const [setting, movesAtOnce] of [
  ['idle', false],
  ['immediately', true],
] as const)
  test(`VPN_PORT_CHANGE=${setting}: the holder of the old port goes ${movesAtOnce ? 'at once' : 'once its stream has ended'}`, async (t) => {
    const outside = anOutside(t, ['gluetun'])
    outside.vpn.setPort('gluetun', 40_001)
    const app = await anApp(t, outside, { MIN_REPLICAS: '2', VPN_PORT_CHANGE: setting })
    const holder = (await app.engines()).find(({ forwarded }) => forwarded)
    assert.ok(holder)
    const { id } = await app.play(holder)
    await app.advance(10_000)
    outside.vpn.setPort('gluetun', 40_002)
    await app.advance(30_000)

    const isThere = async () =>
      (await app.engines()).some(({ container_id }) => container_id === holder.container_id)
    assert.equal(await isThere(), !movesAtOnce)
    assert.equal((await app.stream(id)).status, movesAtOnce ? 'ended' : 'started')
    if (!movesAtOnce) await app.post('/events/stream_ended', { stream_id: id })
    await app.advance(60_000)
    assert.equal(await isThere(), false)
    const holders = (await app.engines()).filter(({ forwarded }) => forwarded)
    assert.deepEqual(
      holders.map(({ labels }) => labels['orchestrator.p2p-port']),
      ['40002'],
    )
    const states = (await app.engines()).map(({ state }) => state)
    assert.deepEqual(states, ['ready', 'ready'])
  })
