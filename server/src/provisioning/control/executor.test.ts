import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anId, aPolicy, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createFakeRuntime } from '@acestream-orchestrator/testing/fakes/runtime'
import { LABELS } from '../../engines/labels.ts'
import { createRegistry } from '../../engines/registry.ts'
import { silentLogger } from '../../lib/log.ts'
import type { Step } from '../planning/step.ts'
import type { EngineSpec } from '../ports.ts'
import { createExecutor, type Outcome } from './executor.ts'

const why = verbatim('because')

function aSpec(number: number): EngineSpec {
  const { spec } = aPolicy()
  return {
    name: `acestream-${number}`,
    image: spec.image,
    variant: 'args',
    args: [],
    env: {},
    labels: { [spec.label.key]: spec.label.value, [LABELS.instance]: spec.instance, [LABELS.kind]: 'engine' },
    ports: { http: 19_000 + number, https: 22_000 + number, api: 20_000 + number, p2p: 21_000 + number },
    network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
    memoryLimitBytes: null,
    cpuLimit: null,
    publishHttps: false,
  }
}

const creation = (number: number): Step => ({
  kind: 'create',
  spec: aSpec(number),
  why,
  node: null,
  requestId: null,
})
const removal = (number: number): Step => ({
  kind: 'remove',
  id: anId(number),
  why,
  cause: 'idle',
  graceMs: 5000,
})
const restart = (number: number): Step => ({
  kind: 'restart',
  id: anId(number),
  why,
  cause: 'operator',
  graceMs: 5000,
})

/** An executor over a runtime that holds the numbered engines; `done` has each outcome, `log` what else happened. */
function rig(...numbers: number[]) {
  const clock = manualClock()
  const runtime = createFakeRuntime(clock)
  const registry = createRegistry({
    runtime: 'docker',
    instance: 'default',
    store: { remember: () => {}, forget: () => {} },
    now: clock.now,
  })
  for (const number of numbers) runtime.put(someFacts({ number }))
  registry.observeAll([...runtime.containers.values()], registry.moment())
  const done: Outcome[] = []
  const log = runtime.calls
  const executor = createExecutor({
    runtime,
    registry,
    clock,
    logger: silentLogger,
    onTakeOver: ({ kind }) => log.push(`take over for ${kind}`),
    beforeTakeOver: async () => void log.push('move its viewers'),
    beforeRemoval: async () => void log.push('keep what is worth it'),
    onOutcome: (outcome) => done.push(outcome),
  })
  return { clock, runtime, registry, executor, done, log }
}

for (const kind of ['remove', 'restart'] as const)
  test(`${kind}: viewers of an engine that answers are moved before it is taken hold of`, async () => {
    const { clock, registry, executor, log } = rig(1)
    const [engine] = registry.list()
    assert.ok(engine)
    const why = { code: 'idle' } as never
    const step = kind === 'remove' ? { kind, cause: 'idle' as const } : { kind, cause: 'operator' as const }
    registry.setHealth(engine.id, { ...engine.health, status: 'healthy' }, null, null)
    executor.start({ ...step, id: engine.id, why, graceMs: 0 })
    await clock.advance(0)
    assert.deepEqual(log.slice(0, 2), ['move its viewers', `take over for ${kind}`])
  })

describe('a creation', () => {
  test('is an operation until it is done, and then an engine of the registry', async () => {
    const { clock, runtime, registry, executor, done } = rig()
    runtime.creationMs = 1000
    runtime.warnings.push('no swap limit')
    executor.start(creation(1))
    await clock.advance(999)
    assert.deepEqual(executor.operations(), [{ kind: 'create', spec: aSpec(1), node: null, requestId: null }])
    await clock.advance(1)
    assert.deepEqual(executor.operations(), [])
    const [outcome] = done
    assert.ok(outcome?.kind === 'created')
    assert.deepEqual(outcome.warnings, ['no swap limit'])
    assert.equal(registry.get(outcome.id)?.name, 'acestream-1')
  })

  test('of a name that is being created is not begun twice', async () => {
    const { clock, runtime, executor, log } = rig()
    runtime.creationMs = 1000
    executor.start(creation(1))
    executor.start(creation(1))
    await clock.advance(2000)
    assert.deepEqual(log, ['create acestream-1'])
  })

  test('waits while eight others are under way', async () => {
    const { clock, runtime, executor, log } = rig()
    runtime.creationMs = 1000
    for (let number = 1; number <= 9; number++) executor.start(creation(number))
    await clock.advance(999)
    assert.deepEqual([log.length, executor.operations().length], [8, 9])
    await clock.advance(1)
    assert.equal(log.at(-1), 'create acestream-9')
  })

  test('that the runtime refuses is reported as it says', async () => {
    const { clock, runtime, executor, done } = rig()
    runtime.failures.push({ kind: 'port_taken', port: 19_001, reason: why })
    executor.start(creation(1))
    await clock.advance(0)
    assert.deepEqual(done, [
      {
        kind: 'create_failed',
        step: creation(1),
        failure: { kind: 'port_taken', port: 19_001, reason: why },
      },
    ])
  })

  test('fails as unreachable while the runtime is away, and as anything else for a bug', async () => {
    const { clock, runtime, executor, done } = rig()
    runtime.setReachable(false)
    executor.start(creation(1))
    await clock.advance(0)
    runtime.create = async () => {
      throw new TypeError('no such property')
    }
    executor.start(creation(2))
    await clock.advance(0)
    assert.deepEqual(
      done.map((each) => each.kind === 'create_failed' && each.failure),
      [
        { kind: 'unreachable', reason: verbatim('the runtime does not answer') },
        { kind: 'other', reason: verbatim('no such property') },
      ],
    )
  })
})

describe('a removal', () => {
  test('ends the streams first, keeps what is worth it, then removes', async () => {
    const { clock, runtime, registry, executor, done, log } = rig(1)
    runtime.removalMs = 1000
    executor.start(removal(1))
    await clock.advance(500)
    assert.deepEqual(registry.get(anId(1))?.removal, { atMs: clock.now() - 500, why, cause: 'idle' })
    assert.deepEqual(log, ['take over for remove', 'keep what is worth it', 'remove acestream-1'])
    await clock.advance(500)
    assert.equal(registry.get(anId(1)), undefined)
    assert.deepEqual(done, [{ kind: 'removed', step: removal(1) }])
  })

  test('keeps the reason that was given for it before', async () => {
    const { clock, runtime, registry, executor } = rig(1)
    runtime.removalMs = 1000
    const wish = { atMs: 7, why: verbatim('an operator wants it'), cause: 'operator' } as const
    registry.setRemoval(anId(1), wish)
    executor.start(removal(1))
    await clock.advance(0)
    assert.deepEqual(registry.get(anId(1))?.removal, wish)
  })

  test('of one that nobody knows keeps nothing and succeeds', async () => {
    const { clock, executor, done, log } = rig()
    executor.start(removal(1))
    await clock.advance(0)
    assert.deepEqual(log, ['take over for remove', 'remove undefined'])
    assert.equal(done[0]?.kind, 'removed')
  })

  test('that fails holds its engine for two seconds, so that it is not tried at once', async () => {
    const { clock, runtime, executor, done, log } = rig(1)
    runtime.setReachable(false)
    executor.start(removal(1))
    await clock.advance(1999)
    executor.start(removal(1))
    assert.deepEqual([executor.operations().length, done], [1, []])
    await clock.advance(1)
    assert.deepEqual(executor.operations(), [])
    assert.deepEqual(done, [
      { kind: 'failed', step: removal(1), reason: verbatim('the runtime does not answer') },
    ])
    assert.equal(log.filter((line) => line.startsWith('remove')).length, 1)
  })
})

describe('a restart', () => {
  test('counts, and ends with facts of the new run', async () => {
    const { clock, registry, executor, done } = rig(1)
    await clock.advance(5000)
    executor.start(restart(1))
    assert.notEqual(registry.get(anId(1))?.restart, null)
    await clock.advance(0)
    const engine = registry.get(anId(1))
    assert.deepEqual(
      [engine?.restart, engine?.restarts, engine?.container?.startedAtMs],
      [null, 1, clock.now()],
    )
    assert.deepEqual(done, [{ kind: 'restarted', step: restart(1) }])
  })

  test('of a runtime that can only recreate it goes on under another id', async () => {
    const { clock, runtime, registry, executor, done } = rig(1)
    const before = runtime.containers.get(anId(1))
    assert.ok(before)
    runtime.restart = async () => ({ ok: true, facts: { ...before, id: anId(2), startedAtMs: clock.now() } })
    executor.start(restart(1))
    await clock.advance(0)
    assert.equal(registry.get(anId(1)), undefined)
    const engine = registry.get(anId(2))
    assert.deepEqual([engine?.name, engine?.restart, engine?.restarts], [before.name, null, 1])
    assert.deepEqual(done, [{ kind: 'restarted', step: restart(1) }])
  })

  test('that the runtime refuses does not count, and leaves no restart behind', async () => {
    const { clock, runtime, registry, executor, done } = rig(1)
    runtime.containers.clear()
    executor.start(restart(1))
    await clock.advance(0)
    assert.deepEqual(done, [{ kind: 'failed', step: restart(1), reason: verbatim('no such container') }])
    assert.deepEqual([registry.get(anId(1))?.restart, registry.get(anId(1))?.restarts], [null, 0])
  })
})

describe('a stop', () => {
  test('waits for what is under way', async () => {
    const { clock, runtime, executor, done } = rig(1)
    runtime.removalMs = 1000
    executor.start(removal(1))
    const stopped = executor.stop(10_000)
    await clock.advance(1000)
    await stopped
    assert.equal(done[0]?.kind, 'removed')
  })

  test('aborts after its deadline what is not done, which then has no outcome', async () => {
    const { clock, runtime, executor, done } = rig(1)
    runtime.removalMs = 60_000
    executor.start(removal(1))
    const stopped = executor.stop(10_000)
    await clock.advance(10_000)
    await stopped
    assert.deepEqual([done, executor.operations()], [[], []])
  })
})
