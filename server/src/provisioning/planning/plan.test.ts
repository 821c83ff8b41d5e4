import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import {
  anEngine,
  anExternalEngine,
  aPolicy,
  aWorld,
  inWorld,
} from '@acestream-orchestrator/testing/builders/world'
import { plan } from './plan.ts'
import type { Step } from './step.ts'
import type { World, WorldEngine } from './world.ts'

const sick = {
  status: 'unhealthy',
  failures: 3,
  sinceMs: 0,
  reason: { code: 'probe_timeout', timeoutMs: 5000 },
} as const
const NO_FILE = verbatim('no such file')

function engines(count: number, change: Partial<WorldEngine> = {}, from = 1): WorldEngine[] {
  return Array.from({ length: count }, (_, i) => inWorld(anEngine({ number: from + i }), change))
}

function creations(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === 'create' ? [step.spec.name] : []))
}

function removals(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === 'remove' ? [step.id.slice(0, 4)] : []))
}

function creating(name: string): World['operations'][number] {
  const [step] = planFor({}).steps
  assert.ok(step?.kind === 'create')
  return { kind: 'create', spec: { ...step.spec, name }, node: null, requestId: null }
}

function planFor(change: Partial<World>) {
  return plan(aWorld(change))
}

describe('a container seen while it is being made', () => {
  const spec = creating('acestream-1')
  for (const status of ['created', 'running'] as const)
    test(`counts once and is left alone when it is ${status}`, () => {
      const born = inWorld(anEngine({ status }, { readyAtMs: null }), { busyWith: 'create' })
      const policy = aPolicy({ minReplicas: 2, minFree: 0 })
      const { steps } = planFor({ policy, engines: [born], operations: [spec] })
      assert.deepEqual(removals(steps), [])
      assert.deepEqual(creations(steps), ['acestream-2'])
    })
})

describe('how many engines', () => {
  const table: [string, Partial<World>, number][] = [
    ['an empty world gets MIN_REPLICAS', { policy: aPolicy({ minReplicas: 3, minFree: 0 }) }, 3],
    ['one free engine is kept beside the busy ones', { engines: engines(2, { streams: 1 }) }, 1],
    ['a converged world gets nothing', { engines: engines(1) }, 0],
    ['busy plus free wins over the minimum', { engines: engines(4, { streams: 2 }) }, 1],
    ['never above MAX_REPLICAS', { engines: engines(6, { streams: 1 }) }, 0],
    ['POST /scale takes the place of MIN_REPLICAS', { scale: 4 }, 4],
    ['scale 0 still leaves the free ones', { scale: 0, policy: aPolicy({ minReplicas: 5 }) }, 1],
    ['minimum and free may both be 0', { policy: aPolicy({ minReplicas: 0, minFree: 0 }) }, 0],
    [
      'with both 0 a caller starts the first',
      { policy: aPolicy({ minReplicas: 0, minFree: 0 }), waiting: 1 },
      1,
    ],
    ['one handed out and not used yet is busy', { engines: engines(1, { handedOut: true }) }, 1],
    ['external engines never count', { engines: [inWorld(anExternalEngine())] }, 1],
    [
      'a draining engine is not free',
      { engines: [inWorld(anEngine({}, { drain: { atMs: 1, isKept: false } }), { streams: 1 })] },
      1,
    ],
    [
      'a busy unhealthy engine gets a substitute below the maximum',
      {
        engines: [
          inWorld(anEngine({}, { health: sick }), { streams: 1, delivering: true, unhealthyForMs: 0 }),
        ],
      },
      1,
    ],
  ]
  for (const [name, change, expected] of table)
    test(name, () => assert.equal(creations(planFor(change).steps).length, expected))

  test('what is being made counts as there', () => {
    const first = planFor({ policy: aPolicy({ minReplicas: 3 }) })
    const operations = first.steps.flatMap((step) =>
      step.kind === 'create'
        ? [{ kind: 'create', spec: step.spec, node: null, requestId: null } as const]
        : [],
    )
    assert.deepEqual(planFor({ policy: aPolicy({ minReplicas: 3 }), operations }).steps, [])
  })

  test('at the maximum one more is refused as max_capacity', () => {
    assert.equal(planFor({ engines: engines(6, { streams: 1 }) }).blocked?.code, 'max_capacity')
  })

  test('at the maximum a busy unhealthy engine has no substitute, and its card says so', () => {
    const busy = inWorld(anEngine({ number: 6 }, { health: sick }), {
      streams: 1,
      delivering: true,
      unhealthyForMs: 60_000,
    })
    const { steps, notes } = planFor({ engines: [...engines(5, { streams: 1 }), busy] })
    assert.deepEqual(steps, [])
    assert.deepEqual(notes.get(busy.engine.id), { code: 'kept_for_its_stream', atMaximum: true })
  })
})

describe('scaling down', () => {
  test('an idle engine over the wanted number goes after IDLE_TTL_S', () => {
    assert.deepEqual(removals(planFor({ engines: engines(2, { idleForMs: 599_999 }) }).steps), [])
    assert.equal(removals(planFor({ engines: engines(2, { idleForMs: 600_000 }) }).steps).length, 1)
  })

  test('with AUTO_DELETE it goes after ENGINE_GRACE_PERIOD_S', () => {
    const policy = aPolicy({ autoDelete: true })
    assert.equal(removals(planFor({ policy, engines: engines(2, { idleForMs: 30_000 }) }).steps).length, 1)
  })

  test('idle engines over a new POST /scale go at once', () => {
    const { steps } = planFor({ scale: 1, scaleForMs: 0, engines: engines(4, { idleForMs: 5 }) })
    assert.equal(removals(steps).length, 3)
  })

  test('one that became idle after the POST /scale keeps its time', () => {
    const { steps } = planFor({ scale: 1, scaleForMs: 60_000, engines: engines(3, { idleForMs: 5 }) })
    assert.deepEqual(removals(steps), [])
  })

  test('the longest idle goes first, the forwarded one last', () => {
    const forwarded = inWorld(anEngine({ number: 1, forwardedPort: 5000 }), { idleForMs: 900_000 })
    const longer = inWorld(anEngine({ number: 2 }), { idleForMs: 800_000 })
    const shorter = inWorld(anEngine({ number: 3 }), { idleForMs: 700_000 })
    assert.deepEqual(removals(planFor({ engines: [forwarded, shorter, longer] }).steps), ['0002', '0003'])
  })

  test('a busy engine is never removed by scaling', () => {
    assert.deepEqual(removals(planFor({ scale: 1, engines: engines(5, { streams: 1 }) }).steps), [])
  })
})

describe('what breaks', () => {
  test('an idle unhealthy engine is replaced after UNHEALTHY_GRACE_S', () => {
    const at = (unhealthyForMs: number) =>
      planFor({ engines: [inWorld(anEngine({}, { health: sick }), { unhealthyForMs })] })
    assert.deepEqual(removals(at(29_999).steps), [])
    assert.deepEqual(removals(at(30_000).steps), ['0001'])
  })

  test('one that delivers is left alone until UNHEALTHY_BUSY_MAX_S', () => {
    const at = (unhealthyForMs: number) =>
      planFor({
        engines: [inWorld(anEngine({}, { health: sick }), { streams: 1, delivering: true, unhealthyForMs })],
      })
    assert.deepEqual(removals(at(599_999).steps), [])
    assert.deepEqual(removals(at(600_000).steps), ['0001'])
  })

  test('a busy one without any evidence of delivery is replaced like an idle one', () => {
    const { steps } = planFor({
      engines: [inWorld(anEngine({}, { health: sick }), { streams: 1, unhealthyForMs: 30_000 })],
    })
    assert.deepEqual(removals(steps), ['0001'])
  })

  test('of several hung engines idle ones go first, then the youngest; the card of the others says why', () => {
    const hungAfter = (number: number, hungAfterMs: number, streams = 0) =>
      inWorld(anEngine({ number }, { health: sick }), { unhealthyForMs: 60_000, hungAfterMs, streams })
    const world = [hungAfter(1, 1e6, 1), hungAfter(2, 3e6), hungAfter(3, 2e6), hungAfter(4, 9e5, 1)]
    const policy = aPolicy({ minReplicas: 4, maxReplicas: 4, minFree: 0 })
    const { steps, notes } = planFor({ policy, engines: world })
    assert.deepEqual(removals(steps), ['0003', '0002'])
    assert.equal(notes.size, 2)
  })

  test('a dead engine is replaced at once and stays listed until the replacement is ready, long enough to be seen', () => {
    const dead = inWorld(anEngine({ number: 1, status: 'exited', exitCode: 137 }), { failedForMs: 0 })
    const { steps } = planFor({ engines: [dead] })
    assert.deepEqual(creations(steps), ['acestream-2'])
    assert.deepEqual(removals(steps), [])
    const replaced = (failedForMs: number) => [{ ...dead, failedForMs }, ...engines(1, {}, 2)]
    assert.deepEqual(removals(planFor({ engines: replaced(2999) }).steps), [])
    assert.deepEqual(removals(planFor({ engines: replaced(3000) }).steps), ['0001'])
  })

  test('a dead engine stays listed for a minute at most', () => {
    const dead = inWorld(anEngine({ status: 'exited' }), { failedForMs: 60_000 })
    assert.deepEqual(removals(planFor({ engines: [dead] }).steps), ['0001'])
  })

  test('at the maximum a dead engine makes way for its replacement, after a second in which it may be restarted', () => {
    const policy = aPolicy({ minReplicas: 2, maxReplicas: 2, minFree: 0 })
    const dead = inWorld(anEngine({ number: 1, status: 'exited', exitCode: 137 }))
    const at = (failedForMs: number) =>
      planFor({ policy, engines: [{ ...dead, failedForMs }, ...engines(1, {}, 2)] })
    assert.deepEqual(at(999), { ...at(999), steps: [], blocked: null })
    assert.deepEqual(removals(at(1000).steps), ['0001'])
    assert.deepEqual(creations(at(1000).steps), [])
  })

  test('a creation that is under way without being listed holds its place', () => {
    const policy = aPolicy({ minReplicas: 2, maxReplicas: 2, minFree: 0 })
    const world = { policy, engines: engines(1), pendingCreations: 1 }
    assert.deepEqual(planFor(world), { ...planFor(world), steps: [], blocked: null })
  })

  test('found above the maximum: busy engines stay, idle ones go after ENGINE_GRACE_PERIOD_S', () => {
    const policy = aPolicy({ minReplicas: 2, maxReplicas: 2, minFree: 0 })
    const busy = [1, 2, 3].map((number) => inWorld(anEngine({ number }), { streams: 1 }))
    assert.deepEqual(planFor({ policy, engines: busy }).steps, [])
    const idle = (idleForMs: number) => [...busy.slice(0, 2), ...engines(2, { idleForMs }, 3)]
    assert.deepEqual(removals(planFor({ policy, engines: idle(29_999) }).steps), [])
    assert.deepEqual(removals(planFor({ policy, engines: idle(30_000) }).steps), ['0003', '0004'])
  })

  test('a container that was created and never started is cleaned up at once', () => {
    const leftover = inWorld(anEngine({ status: 'created', startedAtMs: null }, { readyAtMs: null }))
    assert.deepEqual(removals(planFor({ engines: [leftover] }).steps), ['0001'])
  })

  test('while the runtime does not answer nothing is done', () => {
    const dead = inWorld(anEngine({ status: 'exited' }), { failedForMs: 60_000 })
    const { steps, blocked } = planFor({ runtimeReachable: false, engines: [dead] })
    assert.deepEqual(steps, [])
    assert.equal(blocked?.code, 'runtime_unavailable')
  })

  test('an engine that something is being done to is left to it', () => {
    const { steps } = planFor({
      engines: [inWorld(anEngine({}, { health: sick }), { unhealthyForMs: 60_000, busyWith: 'remove' })],
    })
    assert.deepEqual(removals(steps), [])
  })
})

describe('what an operator asks for', () => {
  test('a removal is carried out, streams or not', () => {
    const removal = { atMs: 0, why: { code: 'removed_by_operator' }, cause: 'operator' } as const
    const { steps } = planFor({ engines: [inWorld(anEngine({}, { removal }), { streams: 3 })] })
    assert.deepEqual(removals(steps), ['0001'])
  })

  test('a drained engine goes when its last stream has ended, and not before', () => {
    const draining = anEngine({}, { drain: { atMs: 1, isKept: false } })
    assert.deepEqual(removals(planFor({ engines: [inWorld(draining, { streams: 1 })] }).steps), [])
    assert.deepEqual(removals(planFor({ engines: [inWorld(draining)] }).steps), ['0001'])
  })

  test('one that is drained for maintenance stays, and another serves in its place', () => {
    const kept = inWorld(anEngine({}, { drain: { atMs: 1, isKept: true } }))
    const { steps } = planFor({ engines: [kept] })
    assert.deepEqual(removals(steps), [])
    assert.equal(creations(steps).length, 1)
    const scaledDown = planFor({ engines: [kept, inWorld(anEngine({ number: 2 }))], scale: 1, scaleForMs: 0 })
    assert.deepEqual(removals(scaledDown.steps), [])
  })

  test('a restart is carried out in place', () => {
    const restart = { atMs: 0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const
    const { steps } = planFor({ engines: [inWorld(anEngine({}, { restart }))] })
    assert.deepEqual(
      steps.map((step) => step.kind),
      ['restart'],
    )
  })
})

describe('outdated engines', () => {
  const old = (number: number, change: Partial<WorldEngine> = {}) =>
    inWorld(anEngine({ number }, { outdated: { code: 'other_settings' } }), { idleForMs: 30_000, ...change })

  test('a substitute is made first where there is room', () => {
    const { steps } = planFor({ engines: [old(1)] })
    assert.deepEqual(creations(steps), ['acestream-2'])
    assert.deepEqual(removals(steps), [])
  })

  test('one goes once the wanted number of healthy ones is there without it', () => {
    assert.deepEqual(removals(planFor({ engines: [old(1), ...engines(1, {}, 2)] }).steps), ['0001'])
  })

  test('only one at a time', () => {
    assert.equal(
      removals(planFor({ engines: [old(1), old(2), old(3), ...engines(1, {}, 4)] }).steps).length,
      1,
    )
  })

  test('a busy one goes on serving', () => {
    const { steps } = planFor({ engines: [old(1, { streams: 1, idleForMs: null }), ...engines(2, {}, 2)] })
    assert.deepEqual(removals(steps), [])
  })

  test('none goes before it has been idle for ENGINE_GRACE_PERIOD_S', () => {
    assert.deepEqual(planFor({ engines: [old(1, { idleForMs: 29_999 }), ...engines(1, {}, 2)] }).steps, [])
  })

  test('none is rolled with ROLL_OUTDATED=false', () => {
    const { steps } = planFor({ policy: aPolicy({ rollOutdated: false }), engines: [old(1)] })
    assert.deepEqual(steps, [])
  })

  describe('during an update that was asked for', () => {
    const policy = aPolicy({ rollOutdated: false })
    const full = { ...policy, minReplicas: 2, maxReplicas: 2, minFree: 0 }
    const update = (change: Partial<World>) => planFor({ policy, isUpdating: true, ...change })

    test('an idle one goes immediately, whatever ROLL_OUTDATED says', () => {
      const { steps } = update({ engines: [old(1, { idleForMs: 0 }), ...engines(1, {}, 2)] })
      assert.deepEqual(removals(steps), ['0001'])
    })

    test('a substitute is made first where there is room', () => {
      const { steps } = update({ engines: [old(1, { idleForMs: 0 })] })
      assert.deepEqual([creations(steps), removals(steps)], [['acestream-2'], []])
    })

    test('one at a time', () => {
      const { steps } = update({ engines: [old(1), old(2), ...engines(2, {}, 3)] })
      assert.equal(removals(steps).length, 1)
      const starting = inWorld(anEngine({ number: 3 }, { readyAtMs: null }))
      assert.deepEqual(removals(update({ engines: [old(1), old(2), starting] }).steps), [])
    })

    test('a busy one stays', () => {
      const busy = old(1, { streams: 1, idleForMs: null })
      assert.deepEqual(removals(update({ engines: [busy, ...engines(2, {}, 2)] }).steps), [])
    })

    test('at the maximum the old one goes first', () => {
      const { steps } = update({ policy: full, engines: [old(1, { idleForMs: 0 }), ...engines(1, {}, 2)] })
      assert.deepEqual([creations(steps), removals(steps)], [[], ['0001']])
    })

    test('at the maximum none goes while another does not answer, so that a bad image costs one engine', () => {
      const hung = inWorld(
        anEngine({ number: 2 }, { health: { status: 'unhealthy', failures: 3, sinceMs: 0, reason: null } }),
        { unhealthyForMs: 0 },
      )
      assert.deepEqual(removals(update({ policy: full, engines: [old(1), hung] }).steps), [])
    })

    test('one that only sits in the wrong VPN is not part of it', () => {
      const moved = inWorld(anEngine({ number: 1 }, { outdated: { code: 'vpn_overfull', vpn: 'a' } }), {
        idleForMs: 0,
      })
      assert.deepEqual(removals(update({ engines: [moved, ...engines(1, {}, 2)] }).steps), [])
    })
  })

  test('never below the wanted number: at the maximum it stays', () => {
    const policy = aPolicy({ minReplicas: 2, maxReplicas: 2, minFree: 0 })
    assert.deepEqual(planFor({ policy, engines: [old(1), ...engines(1, {}, 2)] }).steps, [])
  })
})

describe('what stands in the way', () => {
  const table: [string, Partial<World>, string, number | null][] = [
    ['an open breaker', { breaker: { state: 'open', reason: NO_FILE, endsInS: 12 } }, 'circuit_breaker', 12],
    ['an image on its way', { image: { kind: 'pulling', etaS: 40 } }, 'image_pulling', 40],
    [
      'an image not to be had',
      { image: { kind: 'missing', reason: NO_FILE, retryInS: 9 } },
      'image_missing',
      9,
    ],
  ]
  for (const [name, change, code, etaS] of table)
    test(`${name} blocks with ${code}`, () => {
      const { steps, blocked } = planFor(change)
      assert.deepEqual(steps, [])
      assert.equal(blocked?.code, code)
      assert.equal(blocked?.etaS, etaS)
    })

  test('a half open breaker lets one through', () => {
    const { steps } = planFor({
      scale: 4,
      breaker: { state: 'half_open', reason: NO_FILE, endsInS: 0 },
    })
    assert.equal(creations(steps).length, 1)
  })

  test('a range that has run out says which setting widens it', () => {
    const policy = aPolicy()
    const narrow = {
      ...policy.spec,
      ranges: { ...policy.spec.ranges, http: { first: 19_000, last: 19_000 } },
    }
    const { steps, blocked } = planFor({ scale: 3, policy: { ...policy, spec: narrow } })
    assert.equal(creations(steps).length, 1)
    assert.equal(blocked?.code, 'no_free_port')
    assert.deepEqual(blocked?.reason, {
      code: 'ports_exhausted',
      setting: 'PORT_RANGE_HOST',
      first: 19_000,
      last: 19_000,
    })
  })
})

describe('an engine that serves somebody whom nobody reported', () => {
  const policy = aPolicy({ minReplicas: 1, minFree: 0, graceMs: 0, idleTtlMs: 0 })

  test('is not removed as surplus, while one that only seeds is', () => {
    const [watched, seeding] = [engines(1, { playing: true }), engines(1, { idleForMs: 1e6 }, 2)]
    const { steps } = planFor({ policy, engines: [...watched, ...seeding] })
    assert.deepEqual(removals(steps), [seeding[0]?.engine.id.slice(0, 4)])
  })

  test('is not rolled though it is outdated', () => {
    const outdated = [inWorld(anEngine({}, { outdated: { code: 'other_settings' } }), { playing: true })]
    assert.deepEqual(
      removals(planFor({ policy, engines: [...outdated, ...engines(2, {}, 2)] }).steps).includes(
        outdated[0]?.engine.id.slice(0, 4) ?? '',
      ),
      false,
    )
  })
})

describe('an engine whose port something else answers on', () => {
  const blockedBy = (foreignAnswers: number, status: 'unknown' | 'unhealthy') =>
    inWorld(anEngine({ number: 2 }, { readyAtMs: null, health: { ...sick, status, foreignAnswers } }))
  const policy = aPolicy({ minReplicas: 2 })
  const takenPorts = new Set([19_001])

  test('is removed at once, whatever the budget for replacements, and one on another port takes its place', () => {
    const { steps } = planFor({
      policy,
      takenPorts,
      relapsesLeft: 0,
      engines: [...engines(1), blockedBy(3, 'unhealthy')],
    })
    const [removal, creation] = steps
    assert.ok(removal?.kind === 'remove' && creation?.kind === 'create')
    assert.deepEqual([removal.cause, removal.why], ['failed', { code: 'port_occupied', port: 19_001 }])
    assert.equal(creation.spec.ports.http, 19_002)
  })

  test('is left alone until that is certain', () => {
    const { steps } = planFor({ policy, engines: [...engines(1), blockedBy(2, 'unknown')] })
    assert.deepEqual(steps, [])
  })
})
