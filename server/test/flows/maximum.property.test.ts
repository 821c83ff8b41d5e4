/** However creations, deaths and restarts of ours fall together: there are never more engines than MAX_REPLICAS. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPolicy } from '@acestream-orchestrator/testing/builders/world'
import { type ManualClock, manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createFakeProber } from '@acestream-orchestrator/testing/fakes/prober'
import { createFakeRuntime, type FakeRuntime } from '@acestream-orchestrator/testing/fakes/runtime'
import fc from 'fast-check'
import { createRegistry } from '../../src/engines/registry.ts'
import { startMonitor } from '../../src/health/monitor.ts'
import { fixed } from '../../src/lib/live.ts'
import { silentLogger } from '../../src/lib/log.ts'
import { createJobs } from '../../src/provisioning/jobs.ts'
import type { EngineRuntime } from '../../src/provisioning/ports.ts'
import { startProvisioning } from '../../src/provisioning/system.ts'

const POLICY = aPolicy({ minReplicas: 3, maxReplicas: 4, minFree: 1 })
const NO_WISHES = { image: null, labels: {}, env: {}, hostPort: null }

/** The same runtime, seen by a process that may be killed: then no answer reaches it any more. */
function seenBy(runtime: EngineRuntime, killed: AbortSignal): EngineRuntime {
  const never = new Promise<never>(() => {})
  const unlessKilled = async <T>(call: () => Promise<T>): Promise<T> => {
    if (killed.aborted) return never
    try {
      const answer = await call()
      return killed.aborted ? never : answer
    } catch (error) {
      if (killed.aborted) return never
      throw error
    }
  }
  const either = (signal: AbortSignal) => AbortSignal.any([signal, killed])
  return {
    ...runtime,
    list: (signal) => unlessKilled(() => runtime.list(signal)),
    inspect: (id, signal) => unlessKilled(() => runtime.inspect(id, signal)),
    watch: (onHint, signal) => runtime.watch((id) => !killed.aborted && onHint(id), either(signal)),
    create: (spec, signal) => unlessKilled(() => runtime.create(spec, either(signal))),
    restart: (id, graceMs, signal) => unlessKilled(() => runtime.restart(id, graceMs, signal)),
    remove: (id, graceMs, signal) => unlessKilled(() => runtime.remove(id, graceMs, signal)),
    image: (reference, signal) => unlessKilled(() => runtime.image(reference, signal)),
  }
}

/** One process of ours over the runtime, from its start until it is killed or stopped. */
function aProcess(runtime: FakeRuntime, clock: ManualClock, busy: ReadonlySet<string>) {
  const killed = new AbortController()
  let ids = 0
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: () => clock.now(),
  })
  const monitor = startMonitor({
    registry,
    prober: createFakeProber(clock),
    store: { append: () => {} },
    clock,
    settings: fixed({ intervalMs: 30_000, timeoutMs: 5000, maxFailures: 3, startupTimeoutMs: 60_000 }),
    random: () => 0.5,
  })
  const system = startProvisioning({
    runtime: seenBy(runtime, killed.signal),
    registry,
    usage: { startedOn: (id) => (busy.has(id) ? ['stream'] : []) },
    vpn: () => ({ configured: false, nodes: [] }),
    intents: {
      load: async () => ({ engines: [], scale: null, imageUpdateAtMs: null }),
      put: async () => {},
      drop: async () => {},
      setScale: async () => {},
      setImageUpdate: async () => {},
    },
    jobs: createJobs(() => `job-${++ids}`),
    recorder: { record: () => {} },
    clock,
    logger: silentLogger,
    newId: () => `id-${++ids}`,
    policy: fixed(POLICY),
    allowedImages: [],
    mostGenerics: 10,
    timing: fixed({ rereadMs: 10_000, patienceMs: 120_000 }),
    onTakeOver: () => {},
    beforeTakeOver: async () => {},
    beforeRemoval: async () => {},
    onOutcome: () => {},
    onRead: () => {},
  })
  system.restore({ engines: [], scale: null, imageUpdateAtMs: null })
  const end = () => Promise.all([system.stop(1000), monitor.stop()])
  return {
    ask: () => void system.service.engine(NO_WISHES, killed.signal).catch(() => {}),
    scale: (count: number) => void system.service.scale(count),
    kill: () => {
      killed.abort(new Error('killed'))
      void end()
    },
    stop: async () => {
      const ending = end()
      await clock.advance(6000)
      await ending
    },
  }
}

type Fault =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'kill us' | 'stop us' | 'ask' }
  | { readonly kind: 'die' | 'start by hand' | 'remove by hand' | 'play'; readonly at: number }
  | { readonly kind: 'restart by hand'; readonly at: number; readonly ms: number }
  | { readonly kind: 'creations take'; readonly ms: number }
  | { readonly kind: 'lose answers'; readonly count: number }
  | { readonly kind: 'unreachable'; readonly ms: number }
  | { readonly kind: 'scale'; readonly count: number }

const at = fc.nat({ max: 5 })
const ms = fc.integer({ min: 1, max: 4000 })
const fault: fc.Arbitrary<Fault> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('kill us' as const, 'stop us', 'ask') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('die' as const, 'start by hand', 'remove by hand', 'play'),
      at,
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('restart by hand' as const), at, ms }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('creations take' as const), ms: fc.constantFrom(0, 200, 3000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('lose answers' as const), count: fc.nat({ max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unreachable' as const), ms }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('scale' as const), count: fc.nat({ max: 6 }) }) },
)

async function run(faults: readonly Fault[]): Promise<void> {
  const clock = manualClock()
  const runtime = createFakeRuntime(clock)
  const busy = new Set<string>()
  const running = () => [...runtime.containers.values()].filter(({ status }) => status === 'running')
  let most = 0
  const watching = new AbortController()
  void runtime.watch(() => {
    most = Math.max(most, running().length)
  }, watching.signal)
  const chosen = (index: number) => [...runtime.containers.keys()][index]
  const startByHand = (id: string | undefined) => {
    const facts = id === undefined ? undefined : runtime.containers.get(id)
    if (facts && facts.status !== 'running')
      runtime.put({
        ...facts,
        status: 'running',
        startedAtMs: clock.now(),
        exitCode: null,
        finishedAtMs: null,
      })
  }
  let process = aProcess(runtime, clock, busy)

  const carryOut = async (each: Fault): Promise<void> => {
    const id = 'at' in each ? chosen(each.at) : undefined
    switch (each.kind) {
      case 'wait':
        return clock.advance(each.ms)
      case 'kill us':
        process.kill()
        process = aProcess(runtime, clock, busy)
        return
      case 'stop us':
        await process.stop()
        process = aProcess(runtime, clock, busy)
        return
      case 'ask':
        return process.ask()
      case 'scale':
        return process.scale(each.count)
      case 'die':
        if (id !== undefined && runtime.containers.get(id)?.status === 'running') runtime.die(id)
        return
      case 'start by hand':
        return startByHand(id)
      case 'remove by hand':
        if (id !== undefined) runtime.vanish(id)
        return
      case 'restart by hand':
        if (id === undefined || runtime.containers.get(id)?.status !== 'running') return
        runtime.die(id)
        void clock.sleep(each.ms).then(() => startByHand(id))
        return
      case 'play':
        if (id !== undefined && !busy.delete(id)) busy.add(id)
        return
      case 'creations take':
        runtime.creationMs = each.ms
        return
      case 'lose answers':
        runtime.lostAnswers = each.count
        return
      case 'unreachable':
        runtime.setReachable(false)
        await clock.advance(each.ms)
        runtime.setReachable(true)
    }
  }

  for (const each of faults) {
    await carryOut(each)
    await clock.advance(0)
  }
  runtime.lostAnswers = 0
  await clock.advance(120_000)
  process.kill()
  watching.abort()
  assert.ok(most <= POLICY.maxReplicas, `${most} engines ran at the same moment`)
  assert.ok(running().length >= POLICY.minReplicas || faults.some(({ kind }) => kind === 'scale'))
}

test('there are never more engines than the maximum, and in the end there are enough', () =>
  fc.assert(fc.asyncProperty(fc.array(fault, { minLength: 5, maxLength: 30 }), run), { numRuns: 150 }))

test('creations that are under way when we are killed are not made once more', async () => {
  for (const wait of [1, 99, 101, 199])
    for (const again of [1, 99, 101])
      await run([
        { kind: 'creations take', ms: 200 },
        { kind: 'scale', count: 4 },
        { kind: 'wait', ms: wait },
        { kind: 'kill us' },
        { kind: 'scale', count: 4 },
        { kind: 'wait', ms: again },
        { kind: 'kill us' },
        { kind: 'scale', count: 4 },
      ])
})

test('an engine that another hand restarts at the maximum is no reason for one more', () =>
  run([
    { kind: 'scale', count: 4 },
    { kind: 'wait', ms: 3000 },
    { kind: 'restart by hand', at: 0, ms: 300 },
    { kind: 'wait', ms: 5000 },
  ]))
