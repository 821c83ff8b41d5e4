import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** An engine that plays, one handed out a moment ago, spares, and a number that was asked for. */
async function aBusyFleet(t: TestContext, outside: Outside) {
  const app = await anApp(t, outside, { IDLE_TTL_S: '600' })
  await app.post('/scale/4')
  await app.advance(2000)
  const [playing] = await app.engines()
  assert.ok(playing)
  const { id } = await app.play(playing)
  const asked = app.post('/provision/acestream')
  await app.advance(1000)
  const handedOut = (await asked).json<{ container_id: string }>().container_id
  assert.notEqual(handedOut, playing.container_id)
  await app.del('/scale')
  await app.advance(20_000)
  return { app, stream: id, handedOut }
}

async function assertUnharmed(
  outside: Outside,
  fleet: { readonly app: AppRig; readonly stream: string; readonly handedOut: string },
  calls: readonly string[],
): Promise<void> {
  assert.deepEqual(outside.runtime.calls, calls)
  const { app } = fleet
  const stream = await app.stream(fleet.stream)
  assert.deepEqual([stream.status, stream.phase], ['started', 'active'])
  assert.ok(stream.duration_s >= 0)
  const engines = await app.engines()
  assert.equal(engines.length, 4)
  assert.ok(engines.every(({ health_status }) => health_status === 'healthy'))
  const again = app.post('/provision/acestream')
  await app.advance(1000)
  assert.notEqual((await again).json<{ container_id: string }>().container_id, fleet.handedOut)
}

for (const days of [3, -3])
  test(`a clock that jumps by ${days} days expires no engine, no stream and no hand-out`, async (t) => {
    const outside = anOutside(t)
    const fleet = await aBusyFleet(t, outside)
    const calls = [...outside.runtime.calls]
    outside.clock.jump(outside.clock.now() + days * DAY_MS)
    await fleet.app.advance(25_000)
    await assertUnharmed(outside, fleet, calls)
  })

test('a clock that jumps to and fro while the VPN is well moves no engine and repairs nothing', async (t) => {
  const outside = anOutside(t, ['one', 'two'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '4' })
  const calls = [...outside.runtime.calls]
  for (const days of [2, -4, 2]) {
    outside.clock.jump(outside.clock.now() + days * DAY_MS)
    await app.advance(40_000)
  }
  assert.deepEqual(outside.runtime.calls, calls)
  assert.equal((await app.status()).status, 'healthy')
})

test('the wall clock set back between two runs cuts nobody off', async (t) => {
  const outside = anOutside(t)
  const first = await aBusyFleet(t, outside)
  await first.app.stop()
  const calls = [...outside.runtime.calls]
  outside.clock.jump(outside.clock.now() - 2 * DAY_MS)
  const second = await anApp(t, outside)
  await second.advance(25_000)
  assert.deepEqual(outside.runtime.calls, calls)
  assert.equal((await second.stream(first.stream)).status, 'started')
  assert.equal((await second.engines()).length, 4)
})

test('engines made after the clock was set back, in a VPN started before, are not taken for cut off', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const first = await anApp(t, outside)
  outside.clock.jump(outside.clock.now() - 3 * HOUR_MS)
  await first.post('/scale/3')
  await first.advance(2000)
  assert.equal((await first.engines()).length, 3)
  for (const [index, engine] of (await first.engines()).entries()) await first.play(engine, `a${index}`)
  await first.advance(120_000)
  const restarts = () => outside.runtime.calls.filter((call) => call.startsWith('restart'))
  assert.deepEqual(restarts(), [])
  assert.equal((await first.get('/streams?status=started')).json<unknown[]>().length, 3)
  await first.stop()
  const second = await anApp(t, outside)
  await second.advance(120_000)
  assert.deepEqual(restarts(), [])
  assert.equal((await second.get('/streams?status=started')).json<unknown[]>().length, 3)
})

test('a VPN restarted after the clock was set back is noticed all the same', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '3' })
  outside.clock.jump(outside.clock.now() - 3 * HOUR_MS)
  await app.advance(20_000)
  outside.vpn.restart('gluetun')
  await app.advance(5000)
  const engines = await app.engines()
  assert.ok(engines.every(({ restarts, health_status }) => restarts === 1 && health_status === 'healthy'))
})
