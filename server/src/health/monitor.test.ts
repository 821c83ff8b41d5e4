import assert from 'node:assert/strict'
import { test } from 'node:test'
import { someFacts } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createFakeProber } from '@acestream-orchestrator/testing/fakes/prober'
import { createRegistry } from '../engines/registry.ts'
import { createLive } from '../lib/live.ts'
import { startMonitor } from './monitor.ts'
import type { ProbeRow } from './ports.ts'

function watched(engines: number, { refusing = false, random = (): number => 0.5 } = {}) {
  const clock = manualClock()
  const prober = createFakeProber(clock)
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: () => clock.now(),
  })
  const rows: ProbeRow[] = []
  const settings = createLive({
    intervalMs: 30_000,
    timeoutMs: 5000,
    maxFailures: 3,
    startupTimeoutMs: 60_000,
  })
  for (let number = 1; number <= engines; number++) {
    const port = 18_999 + number
    if (refusing) prober.refused.add(port)
    registry.observe(
      someFacts({ number, startedAtMs: clock.now(), addresses: [{ host: '127.0.0.1', port }] }),
    )
  }
  const monitor = startMonitor({
    registry,
    prober,
    store: { append: (row) => rows.push(row) },
    clock,
    settings,
    random,
  })
  const health = (port: number) =>
    registry.list().find((engine) => engine.engineSpec.httpPort === port)?.health
  return { clock, prober, registry, rows, monitor, health, settings }
}

test('an engine that answers is ready at its first check and asked again every interval', async () => {
  const { clock, prober, registry, monitor } = watched(1)
  await clock.advance(0)
  assert.notEqual(registry.list()[0]?.readyAtMs, null)
  await clock.advance(90_000)
  assert.deepEqual(
    prober.asked.map(({ atMs }) => atMs),
    [0, 30_000, 60_000, 90_000],
  )
  await monitor.stop()
})

test('a shorter interval, another deadline and fewer misses count from the next check on', async () => {
  const { clock, prober, monitor, health, settings } = watched(1)
  await clock.advance(0)
  settings.set({ intervalMs: 1000, timeoutMs: 500, maxFailures: 1, startupTimeoutMs: 60_000 })
  prober.hung.add(19_000)
  await clock.advance(1100 + 500)
  assert.deepEqual(health(19_000)?.reason, { code: 'probe_timeout', timeoutMs: 500 })
  assert.equal(health(19_000)?.status, 'unhealthy')
  await monitor.stop()
})

test('checks of many engines spread over a tenth of the interval to either side', async () => {
  const draws = [0, 0.5, 0.999]
  const { clock, prober, monitor } = watched(3, { random: () => draws.shift() ?? 0.5 })
  await clock.advance(34_000)
  assert.deepEqual(
    prober.asked.map(({ atMs }) => Math.round(atMs / 100) / 10),
    [0, 0, 0, 27, 30, 33],
  )
  await monitor.stop()
})

test('a hang is asked again 2 s after each miss and unhealthy after the third', async () => {
  const { clock, prober, monitor, health } = watched(1)
  await clock.advance(0)
  prober.hung.add(19_000)
  await clock.advance(30_000 + 5000)
  assert.deepEqual(health(19_000), {
    status: 'healthy',
    failures: 1,
    sinceMs: health(19_000)?.sinceMs,
    reason: { code: 'probe_timeout', timeoutMs: 5000 },
  })
  await clock.advance(2000 + 5000 + 2000 + 5000)
  assert.equal(health(19_000)?.status, 'unhealthy')
  prober.hung.clear()
  await clock.advance(2000)
  assert.equal(health(19_000)?.status, 'healthy')
  await monitor.stop()
})

test('fifty hung engines delay no answer of the others', async () => {
  const { clock, prober, monitor } = watched(100)
  await clock.advance(0)
  for (let port = 19_000; port < 19_050; port++) prober.hung.add(port)
  prober.asked.length = 0
  await clock.advance(31_000)
  const answered = prober.asked.filter(({ port }) => port >= 19_050)
  assert.equal(answered.length, 50)
  assert.ok(answered.every(({ atMs }) => atMs === 30_000))
  await monitor.stop()
})

test('a starting engine is asked several times a second, and only its answer is a check', async () => {
  const { clock, prober, registry, rows, monitor } = watched(1, { refusing: true })
  await clock.advance(1000)
  assert.ok(prober.asked.length >= 6)
  assert.deepEqual(rows, [])
  prober.refused.clear()
  await clock.advance(200)
  assert.equal(registry.list()[0]?.checks.length, 1)
  assert.equal(rows.length, 1)
  await monitor.stop()
})

test('an engine that never answers is unhealthy when its time is over', async () => {
  const { clock, monitor, health } = watched(1, { refusing: true })
  await clock.advance(59_000)
  assert.equal(health(19_000)?.status, 'unknown')
  await clock.advance(2000)
  assert.deepEqual(health(19_000)?.reason, { code: 'never_answered', afterMs: 60_000 })
  await monitor.stop()
})

test('a jump of the wall clock makes no starting engine late', async () => {
  const { clock, monitor, health } = watched(1, { refusing: true })
  await clock.advance(1000)
  clock.jump(clock.now() + 86_400_000)
  await clock.advance(2000)
  assert.equal(health(19_000)?.status, 'unknown')
  await monitor.stop()
})

test('a failed read elsewhere has the engine asked at once, once a second at most', async () => {
  const { clock, prober, registry, monitor } = watched(1)
  await clock.advance(5000)
  const id = registry.list()[0]?.id ?? ''
  for (let i = 0; i < 10; i++) monitor.probeNow(id)
  await clock.advance(0)
  assert.equal(prober.asked.length, 2)
  monitor.probeNow(id)
  await clock.advance(500)
  assert.equal(prober.asked.length, 2)
  await monitor.stop()
})

test('when an address stops answering the next one is tried', async () => {
  const { clock, prober, registry, monitor } = watched(1)
  const [engine] = registry.list()
  assert.ok(engine?.container)
  const addresses = [
    { host: '172.17.0.2', port: 1 },
    { host: '127.0.0.1', port: 19_000 },
  ]
  registry.observe({ ...engine.container, addresses, name: 'renamed' })
  prober.refused.add(1)
  registry.setDial(engine.id, { host: '172.17.0.2', port: 1 })
  await clock.advance(31_000)
  assert.deepEqual(registry.get(engine.id)?.dial, { host: '127.0.0.1', port: 19_000 })
  await monitor.stop()
})
