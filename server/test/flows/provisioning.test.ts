import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { aPolicy, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createFakeProber } from '@acestream-orchestrator/testing/fakes/prober'
import { createFakeRuntime } from '@acestream-orchestrator/testing/fakes/runtime'
import { createCommands } from '../../src/engines/commands.ts'
import { lifecycleOf } from '../../src/engines/engine.ts'
import type { EngineIntent, IntentStore } from '../../src/engines/ports.ts'
import { publicHealth } from '../../src/engines/public-health.ts'
import { createRegistry } from '../../src/engines/registry.ts'
import { startMonitor } from '../../src/health/monitor.ts'
import { fixed } from '../../src/lib/live.ts'
import { silentLogger } from '../../src/lib/log.ts'
import { createJobs } from '../../src/provisioning/jobs.ts'
import type { Policy } from '../../src/provisioning/planning/world.ts'
import { startProvisioning } from '../../src/provisioning/system.ts'

interface Wish {
  readonly policy?: Partial<Policy>
  readonly intents?: readonly EngineIntent[]
  readonly prepare?: (runtime: ReturnType<typeof createFakeRuntime>) => void
}

/** Provisioning and health whole, over a runtime and engines in memory. */
async function aFleet({ policy, intents = [], prepare }: Wish = {}) {
  const clock = manualClock()
  const runtime = createFakeRuntime(clock)
  prepare?.(runtime)
  const prober = createFakeProber(clock)
  const streams = new Map<string, string[]>()
  const takenOver: string[] = []
  const told: string[] = []
  const warned: { readonly fields: object; readonly message: string }[] = []
  const stored: EngineIntent[] = [...intents]
  let ids = 0
  const jobs = createJobs(() => `job-${++ids}`)
  const intentStore: IntentStore = {
    load: async () => ({ engines: stored, scale: null, imageUpdateAtMs: null }),
    put: async (intent) => {
      stored.push(intent)
    },
    drop: async (kind, id) => {
      const at = stored.findIndex((each) => each.kind === kind && each.engineId === id)
      if (at >= 0) stored.splice(at, 1)
    },
    setScale: async () => {},
    setImageUpdate: async () => {},
  }
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: () => clock.now(),
  })
  const monitor = startMonitor({
    registry,
    prober,
    store: { append: () => {} },
    clock,
    settings: fixed({ intervalMs: 30_000, timeoutMs: 5000, maxFailures: 3, startupTimeoutMs: 60_000 }),
    random: () => 0.5,
  })
  const system = startProvisioning({
    runtime,
    registry,
    usage: { startedOn: (id) => streams.get(id) ?? [] },
    vpn: () => ({ configured: false, nodes: [] }),
    intents: intentStore,
    jobs,
    recorder: { record: (event) => 'event' in event && told.push(event.event.code) },
    clock,
    logger: { ...silentLogger, warn: (fields, message) => warned.push({ fields, message }) },
    newId: () => `id-${++ids}`,
    policy: fixed(aPolicy(policy)),
    allowedImages: ['wafy80/acestream'],
    mostGenerics: 10,
    timing: fixed({ rereadMs: 10_000, patienceMs: 120_000 }),
    onTakeOver: (engine, step) => takenOver.push(`${engine.name} ${step.kind}`),
    beforeTakeOver: async () => {},
    beforeRemoval: async () => {},
    onOutcome: () => {},
    onRead: () => {},
  })
  system.restore({ engines: intents, scale: null, imageUpdateAtMs: null })
  const commands = createCommands({
    registry,
    intents: intentStore,
    engines: { putExternal: async () => {}, dropExternal: async () => {} },
    wake: system.wake,
    newId: () => `external-${++ids}`,
    clock,
  })
  await clock.advance(500)
  const stop = async () => {
    const stopping = Promise.all([system.stop(1000), monitor.stop()])
    await clock.advance(1000)
    await stopping
  }
  const names = () => registry.list().map(({ name }) => name)
  const first = () => {
    const [engine] = registry.list()
    assert.ok(engine)
    return engine
  }
  return {
    clock,
    runtime,
    prober,
    jobs,
    streams,
    takenOver,
    told,
    warned,
    stored,
    registry,
    system,
    commands,
    names,
    first,
    stop,
  }
}

const noWishes = { image: null, labels: {}, env: {}, hostPort: null }

test('an empty machine gets its engines, and they become ready', async () => {
  const fleet = await aFleet({ policy: { minReplicas: 3 } })
  assert.deepEqual(fleet.names(), ['acestream-1', 'acestream-2', 'acestream-3'])
  assert.ok(fleet.registry.list().every((engine) => lifecycleOf(engine) === 'ready'))
  const before = fleet.runtime.calls.length
  await fleet.clock.advance(120_000)
  assert.equal(fleet.runtime.calls.length, before)
  await fleet.stop()
})

test('a dead engine is shown as failed with its reason and replaced', async () => {
  const fleet = await aFleet()
  const { id } = fleet.first()
  fleet.prober.refused.add(19_000)
  fleet.runtime.die(id, { exitCode: 137, oomKilled: true })
  await fleet.clock.advance(10)
  const dead = fleet.registry.get(id)
  assert.ok(dead)
  assert.deepEqual(publicHealth(dead), {
    status: 'unhealthy',
    reason: { code: 'exited', exitCode: 137, oomKilled: true, error: null, lastWords: null },
  })
  assert.deepEqual(fleet.names(), ['acestream-1', 'acestream-2'])
  fleet.prober.refused.clear()
  await fleet.clock.advance(4000)
  assert.deepEqual(fleet.names(), ['acestream-2'])
  await fleet.stop()
})

test('containers are adopted as they are: nothing is created, restarted or removed', async () => {
  const fleet = await aFleet({ prepare: (runtime) => runtime.put(someFacts()) })
  await fleet.clock.advance(60_000)
  assert.deepEqual(fleet.runtime.calls, [])
  assert.deepEqual(fleet.names(), ['acestream-1'])
  await fleet.stop()
})

test('a runtime that does not answer is never read as no containers', async () => {
  const fleet = await aFleet({ prepare: (runtime) => runtime.setReachable(false) })
  fleet.runtime.containers.set(someFacts().id, someFacts())
  await fleet.clock.advance(30_000)
  assert.deepEqual(fleet.runtime.calls, [])
  fleet.runtime.setReachable(true)
  await fleet.clock.advance(2000)
  assert.deepEqual(fleet.names(), ['acestream-1'])
  fleet.runtime.setReachable(false)
  await fleet.clock.advance(60_000)
  assert.equal(fleet.first().stale, true)
  assert.deepEqual(fleet.runtime.calls, [])
  fleet.runtime.setReachable(true)
  await fleet.clock.advance(2000)
  assert.equal(fleet.first().stale, false)
  await fleet.stop()
})

test('containers of another label are named once in a warning', async () => {
  const fleet = await aFleet({ prepare: (runtime) => runtime.others.push('acestream-9') })
  await fleet.clock.advance(120_000)
  assert.deepEqual(
    fleet.warned.filter(({ message }) => message.includes('CONTAINER_LABEL')).map(({ fields }) => fields),
    [{ containers: ['acestream-9'] }],
  )
  await fleet.stop()
})

test('containers of another instance are left alone, and named once in a warning', async () => {
  const foreign = someFacts({ number: 1, labels: { 'orchestrator.instance': 'other' }, status: 'exited' })
  const fleet = await aFleet({ prepare: (runtime) => runtime.put(foreign) })
  await fleet.clock.advance(120_000)
  assert.deepEqual(fleet.names(), ['acestream-2'])
  assert.ok(fleet.runtime.containers.has(foreign.id))
  assert.deepEqual(
    fleet.warned.filter(({ message }) => message.includes('INSTANCE')).map(({ fields }) => fields),
    [{ containers: ['acestream-1 (INSTANCE=other)'] }],
  )
  await fleet.stop()
})

test('a deletion is shown at once, carried out, and replaced', async () => {
  const fleet = await aFleet()
  const { id } = fleet.first()
  assert.equal(await fleet.commands.requestRemoval(id), id)
  const removing = fleet.registry.get(id)
  assert.equal(removing && lifecycleOf(removing), 'removing')
  await fleet.clock.advance(2000)
  assert.equal(fleet.registry.get(id), undefined)
  assert.equal(fleet.registry.list().length, 1)
  assert.deepEqual(fleet.takenOver, ['acestream-1 remove'])
  assert.deepEqual(fleet.stored, [])
  assert.equal(await fleet.commands.requestRemoval(id), id)
  await assert.rejects(fleet.commands.requestRemoval('ff'.repeat(32)), { code: 'not_found' })
  await fleet.stop()
})

test('a wish stored before our start is carried out after it', async () => {
  const facts = someFacts()
  const fleet = await aFleet({
    prepare: (runtime) => runtime.put(facts),
    intents: [{ kind: 'remove', engineId: facts.id, atMs: 1, why: { code: 'removed_by_operator' } }],
  })
  await fleet.clock.advance(2000)
  assert.equal(fleet.registry.get(facts.id), undefined)
  assert.deepEqual(fleet.stored, [])
  await fleet.stop()
})

test('a restart keeps the engine, counts, and is no failure', async () => {
  const fleet = await aFleet()
  const { id } = fleet.first()
  await fleet.commands.restart(id)
  await fleet.clock.advance(2000)
  assert.equal(fleet.registry.get(id)?.restarts, 1)
  assert.equal(lifecycleOf(fleet.first()), 'ready')
  assert.deepEqual(fleet.runtime.calls, ['create acestream-1', 'restart acestream-1'])
  assert.ok(!fleet.told.includes('engine.failed'))
  await fleet.stop()
})

test('a hung idle engine is replaced after its grace', async () => {
  const fleet = await aFleet()
  fleet.prober.hung.add(19_000)
  await fleet.clock.advance(30_000 + 19_000 + 30_000 + 2000)
  assert.deepEqual(fleet.names(), ['acestream-2'])
  await fleet.stop()
})

test('a port that somebody else holds is skipped', async () => {
  const failure = { kind: 'port_taken', port: 19_000, reason: verbatim('port is already allocated') } as const
  const fleet = await aFleet({ prepare: (runtime) => runtime.failures.push(failure) })
  assert.equal(fleet.first().engineSpec.httpPort, 19_001)
  await fleet.stop()
})

test('a name that somebody else has is skipped', async () => {
  const failure = { kind: 'name_taken', foreign: true, reason: verbatim('the name is in use') } as const
  const fleet = await aFleet({ prepare: (runtime) => runtime.failures.push(failure) })
  assert.deepEqual(fleet.names(), ['acestream-2'])
  await fleet.stop()
})

test('a creation that fails at once is not tried in a storm', async () => {
  const taken = { kind: 'port_taken', port: null, reason: verbatim('something is taken') } as const
  const fleet = await aFleet({
    prepare: (runtime) => runtime.failures.push(...Array.from({ length: 1000 }, () => taken)),
  })
  await fleet.clock.advance(9500)
  assert.ok(fleet.runtime.calls.length < 12, `${fleet.runtime.calls.length} tries in 10 s`)
  await fleet.stop()
})

test('when creation keeps failing the breaker opens with the reason and lets one through after its pause', async () => {
  const failure = { kind: 'other', reason: verbatim('exec format error') } as const
  const fleet = await aFleet({ prepare: (runtime) => runtime.failures.push(failure, failure, failure) })
  const { blocked, breaker } = fleet.system.service.status()
  assert.equal(breaker, 'open')
  assert.equal(blocked?.code, 'circuit_breaker')
  assert.deepEqual(blocked?.reason, {
    code: 'starting_keeps_failing',
    reason: { code: 'engine_failed', engine: 'acestream-1', reason: failure.reason },
  })
  await fleet.clock.advance(11_000)
  assert.equal(fleet.system.service.status().breaker, 'closed')
  assert.equal(fleet.names().length, 1)
  await fleet.stop()
})

test('engines that never answer open the breaker as well', async () => {
  const fleet = await aFleet({ policy: { minReplicas: 3, minFree: 0 } })
  for (let port = 19_000; port < 19_010; port++) fleet.prober.refused.add(port)
  for (const { id } of fleet.registry.list()) await fleet.commands.requestRemoval(id)
  await fleet.clock.advance(66_000)
  assert.equal(fleet.system.service.status().breaker, 'open')
  const reason = fleet.system.service.status().blocked?.reason
  assert.ok(reason?.code === 'starting_keeps_failing' && reason.reason.code === 'engine_failed')
  assert.deepEqual(reason.reason.reason, { code: 'never_answered', afterMs: 60_000 })
  await fleet.stop()
})

test('an image that can not be had blocks with image_missing', async () => {
  const fleet = await aFleet({ prepare: (runtime) => runtime.setImage(undefined) })
  assert.equal(fleet.system.service.status().blocked?.code, 'image_missing')
  await assert.rejects(fleet.system.service.engine(noWishes, new AbortController().signal), {
    code: 'image_missing',
  })
  await fleet.stop()
})

test('an image brought by hand is found by the next look, however long a pull would wait', async () => {
  const fleet = await aFleet({ prepare: (runtime) => runtime.setImage(undefined) })
  await fleet.clock.advance(200_000)
  assert.deepEqual(fleet.names(), [])
  assert.equal(fleet.runtime.calls.length, 5, 'pulls at 0, 10, 30, 70 and 150 s')
  fleet.runtime.setImage({ digest: 'sha256:two', createdAtMs: 0, hasEntrypoint: true })
  await fleet.clock.advance(11_000)
  assert.deepEqual(fleet.names(), ['acestream-1'])
  await fleet.stop()
})

test('callers get different engines, and a spare is started behind each', async () => {
  const fleet = await aFleet()
  const { signal } = new AbortController()
  const asked = [fleet.system.service.engine(noWishes, signal), fleet.system.service.engine(noWishes, signal)]
  await fleet.clock.advance(2000)
  const [one, two] = await Promise.all(asked)
  assert.notEqual(one?.id, two?.id)
  assert.equal(fleet.registry.list().length, 3)
  await fleet.stop()
})

test('a caller that leaves cancels nothing, and its retry gets the same engine', async () => {
  const fleet = await aFleet({ policy: { minReplicas: 0, minFree: 0 } })
  fleet.prober.refused.add(19_000)
  const leaving = new AbortController()
  const first = fleet.system.service.engine(noWishes, leaving.signal)
  await fleet.clock.advance(3000)
  leaving.abort(new Error('gone'))
  await assert.rejects(first, /gone/)
  const retry = fleet.system.service.engine(noWishes, new AbortController().signal)
  fleet.prober.refused.clear()
  await fleet.clock.advance(2000)
  assert.equal((await retry).name, 'acestream-1')
  assert.equal(fleet.registry.list().length, 1)
  await fleet.stop()
})

test('a caller that wants an engine of its own gets it on its port, image untouched by rolling', async () => {
  const fleet = await aFleet()
  const wish = { ...noWishes, env: { A: 'b' }, hostPort: 19_500 }
  const asked = fleet.system.service.engine(wish, new AbortController().signal)
  await fleet.clock.advance(2000)
  const engine = await asked
  assert.equal(engine.engineSpec.httpPort, 19_500)
  await fleet.clock.advance(60_000)
  assert.equal(fleet.registry.get(engine.id)?.outdated, null)
  await fleet.stop()
})

test("a caller's own port that one of our engines holds is a conflict at once, and nothing is made", async () => {
  const fleet = await aFleet()
  const before = fleet.runtime.calls.length
  const wish = { ...noWishes, hostPort: fleet.first().engineSpec.httpPort }
  await assert.rejects(fleet.system.service.engine(wish, new AbortController().signal), {
    code: 'conflict',
    reason: { code: 'port_held_by_engine', port: 19_000, engine: 'acestream-1' },
  })
  await fleet.clock.advance(2000)
  assert.deepEqual(fleet.runtime.calls.slice(before), [])
  await fleet.stop()
})

const HOPELESS = [
  {
    failure: { kind: 'port_taken', port: 19_500, reason: verbatim('port 19500 is taken') },
    code: 'conflict',
  },
  { failure: { kind: 'image_missing', reason: verbatim('no such image') }, code: 'image_missing' },
  { failure: { kind: 'other', reason: verbatim('bad environment') }, code: 'general_error' },
] as const

for (const { failure, code } of HOPELESS) {
  test(`a caller whose own engine can not be made (${failure.kind}) hears why at once`, async () => {
    const fleet = await aFleet()
    fleet.runtime.failures.push(failure)
    const wish = { ...noWishes, hostPort: 19_500 }
    const asked = fleet.system.service.engine(wish, new AbortController().signal)
    const refused = assert.rejects(asked, { code, reason: failure.reason })
    await fleet.clock.advance(1000)
    await refused
    await fleet.clock.advance(60_000)
    assert.deepEqual(fleet.names(), ['acestream-1'])
    await fleet.stop()
  })
}

test('at the maximum with all busy a caller is told max_capacity', async () => {
  const fleet = await aFleet({ policy: { maxReplicas: 1 } })
  fleet.streams.set(fleet.first().id, ['stream'])
  await assert.rejects(fleet.system.service.engine(noWishes, new AbortController().signal), {
    code: 'max_capacity',
  })
  await fleet.stop()
})

test('scaling up and down is previewed truthfully', async () => {
  const fleet = await aFleet()
  assert.deepEqual(fleet.system.service.previewScale(9), {
    scaledTo: 6,
    starts: 5,
    removes: [],
    protected: [],
  })
  await fleet.system.service.scale(4)
  await fleet.clock.advance(2000)
  assert.equal(fleet.registry.list().length, 4)
  const busy = fleet.first()
  fleet.streams.set(busy.id, ['stream'])
  await fleet.clock.advance(2000)
  const preview = fleet.system.service.previewScale(1)
  assert.equal(preview.removes.length, 2)
  assert.ok(!preview.removes.includes(busy.id))
  await fleet.stop()
})

test('gc removes what is dead and idle over the number, and says what', async () => {
  const fleet = await aFleet()
  await fleet.system.service.scale(3)
  await fleet.clock.advance(2000)
  await fleet.system.service.clearScale()
  const collecting = fleet.system.service.collectGarbage(new AbortController().signal)
  await fleet.clock.advance(1000)
  assert.equal((await collecting).length, 2)
  assert.equal(fleet.registry.list().length, 1)
  await fleet.stop()
})

test('a jump of the wall clock removes and replaces nothing', async () => {
  const fleet = await aFleet({ policy: { minReplicas: 1 } })
  await fleet.system.service.scale(3)
  await fleet.clock.advance(2000)
  await fleet.system.service.clearScale()
  const before = fleet.runtime.calls.length
  fleet.clock.jump(fleet.clock.now() + 86_400_000)
  await fleet.clock.advance(60_000)
  fleet.clock.jump(fleet.clock.now() - 172_800_000)
  await fleet.clock.advance(60_000)
  assert.equal(fleet.runtime.calls.length, before)
  await fleet.stop()
})

test('the job of a scaling that is reset ends with it', async () => {
  const fleet = await aFleet()
  fleet.runtime.setReachable(false) // none of the engines can come
  await fleet.clock.advance(10_000)
  await fleet.system.service.scale(4)
  await fleet.system.service.clearScale()
  await fleet.clock.advance(10_000)
  assert.deepEqual(
    fleet.jobs.list().map(({ state, error }) => ({ state, error })),
    [{ state: 'failed', error: { code: 'scale_cleared' } }],
  )
  await fleet.stop()
})
