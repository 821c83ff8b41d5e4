/** Which deaths are a crash loop, and which are not: what delays a replacement, and what must not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const FIVE = { MIN_REPLICAS: '5', MAX_REPLICAS: '10', MIN_FREE_REPLICAS: '0' }

function killAll(outside: Outside): void {
  for (const { id, status } of outside.engines())
    if (status === 'running') outside.runtime.die(id, { exitCode: 137 })
}

/** How long until so many engines serve, in ms. */
async function untilReady(app: AppRig, outside: Outside, count: number): Promise<number> {
  const startedAtMs = outside.clock.elapsedMs()
  while (outside.clock.elapsedMs() - startedAtMs < 60_000) {
    const { engines } = await app.status()
    if (engines.healthy >= count && engines.failed === 0) break
    await app.advance(100)
  }
  return outside.clock.elapsedMs() - startedAtMs
}

async function assertNoCrashLoop(app: AppRig): Promise<void> {
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
  assert.ok(!(await app.story()).includes('breaker_open'))
}

test('five old engines killed at once are replaced no later than five that are removed', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, FIVE)
  await app.advance(61_000)
  for (const { container_id: id } of await app.engines()) await app.del(`/containers/${id}`)
  await app.advance(100)
  const removedMs = await untilReady(app, outside, 5)
  await app.advance(61_000)
  killAll(outside)
  await app.advance(100)
  const healthyAgain = async () => (await app.status()).engines.healthy === 5
  const startedAtMs = outside.clock.elapsedMs()
  while (!(await healthyAgain())) await app.advance(100)
  assert.ok(outside.clock.elapsedMs() - startedAtMs <= removedMs + 1000)
  await assertNoCrashLoop(app)
})

test('engines found running keep their age, so that killing them after our restart is no crash loop', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside, FIVE)
  await first.advance(61_000)
  await first.stop()
  const second = await anApp(t, outside, FIVE)
  await second.advance(3000)
  killAll(outside)
  await second.advance(4000)
  assert.equal((await second.status()).engines.healthy, 5)
  await assertNoCrashLoop(second)
})

test('engines of a former process that no longer answer are no failed creations', async (t) => {
  const outside = anOutside(t)
  const first = await anApp(t, outside, FIVE)
  await first.advance(61_000)
  await first.stop()
  const hung = outside.engines().map(({ advertised }) => advertised.port)
  for (const port of hung) outside.prober.hung.add(port)
  const second = await anApp(t, outside, FIVE)
  await second.advance(90_000)
  await assertNoCrashLoop(second)
})

test('young engines killed one after the other are a crash loop', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, FIVE)
  killAll(outside)
  await app.advance(1000)
  const { status, provisioning } = await app.status()
  assert.equal(provisioning.circuit_breaker_state, 'open')
  assert.equal(status, 'unavailable')
  assert.match(provisioning.blocked_reason ?? '', /died soon after its start/)
})

for (const [order, take] of [
  [
    'first',
    async (app: AppRig, outside: Outside) => {
      killAll(outside)
      await app.advance(500)
      outside.runtime.setReachable(false)
    },
  ],
  [
    'meanwhile',
    async (_: AppRig, outside: Outside) => {
      outside.runtime.setReachable(false)
      killAll(outside)
    },
  ],
] as const)
  test(`a runtime that takes young engines with it as it restarts is no crash loop, those that die ${order}`, async (t) => {
    const outside = anOutside(t)
    const app = await anApp(t, outside, FIVE)
    await take(app, outside)
    await app.advance(8000)
    outside.runtime.setReachable(true)
    await app.advance(8000)
    const { engines, provisioning } = await app.status()
    assert.equal(provisioning.circuit_breaker_state, 'closed')
    assert.equal(engines.healthy, 5)
  })

test('dead external engines are neither counted nor a reason to stop creating engines', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_FREE_REPLICAS: '0' })
  for (let port = 6878; port < 6884; port++) {
    outside.external.add(port)
    assert.equal((await app.post('/engines', { host: '10.0.0.9', port })).statusCode, 200)
    outside.external.delete(port)
  }
  await app.advance(120_000)
  const { status, engines } = await app.status()
  assert.equal(status, 'healthy')
  assert.deepEqual([engines.total, engines.unhealthy], [1, 0])
  await assertNoCrashLoop(app)
})

test('half-open with all engines healthy is not degraded', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, FIVE)
  killAll(outside)
  await app.advance(11_000)
  const trying = await app.status()
  assert.equal(trying.provisioning.circuit_breaker_state, 'half_open')
  while ((await app.status()).engines.healthy < 5) {
    const { status, provisioning } = await app.status()
    assert.ok(status === 'healthy' || provisioning.blocked_reason !== null, 'never without a reason')
    await app.advance(100)
  }
  await app.advance(4000)
  const { status, provisioning } = await app.status()
  assert.equal(provisioning.circuit_breaker_state, 'half_open', 'none has lived for a minute yet')
  assert.equal(status, 'healthy')
})

test('young engines that somebody else restarts are no crash loop', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, FIVE)
  for (let round = 0; round < 3; round++) {
    const running = outside.engines().filter(({ status }) => status === 'running')
    for (const { id } of running) {
      outside.runtime.die(id, { exitCode: 137 })
      await app.advance(100)
      if (outside.runtime.containers.has(id)) outside.runtime.revive(id)
      await app.advance(100)
    }
    await app.advance(2000)
  }
  await assertNoCrashLoop(app)
})

test('engines that exit without an error before they were seen running are a crash loop', async (t) => {
  const outside = anOutside(t)
  outside.runtime.stillborn = true
  const app = await anApp(t, outside, FIVE)
  await app.advance(5000)
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'open')
  assert.ok(outside.runtime.calls.filter((call) => call.startsWith('create')).length <= 10)
})
