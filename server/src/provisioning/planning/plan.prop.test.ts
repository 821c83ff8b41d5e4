import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNode, anEngine, aPolicy, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import fc from 'fast-check'
import { isAlive } from '../../engines/engine.ts'
import { portsOf } from '../../engines/labels.ts'
import { plan } from './plan.ts'
import type { World, WorldEngine } from './world.ts'

const OTHER_SETTINGS = { code: 'other_settings' } as const

const age = fc.option(fc.integer({ min: 0, max: 2_000_000 }))

const engine = (number: number): fc.Arbitrary<WorldEngine> =>
  fc
    .record({
      status: fc.constantFrom('running', 'exited', 'created', 'paused', 'dead'),
      health: fc.constantFrom('healthy', 'unhealthy', 'unknown'),
      vpn: fc.constantFrom(undefined, 'gluetun', 'spare'),
      outdated: fc.constantFrom(null, OTHER_SETTINGS),
      draining: fc.boolean(),
      removal: fc.boolean(),
      streams: fc.integer({ min: 0, max: 3 }),
      handedOut: fc.boolean(),
      delivering: fc.boolean(),
      playing: fc.boolean(),
      busyWith: fc.constantFrom(null, null, null, 'remove', 'restart'),
      idleForMs: age,
      unhealthyForMs: age,
      failedForMs: age,
    })
    .map(({ status, health, vpn, outdated, draining, removal, ...rest }) =>
      inWorld(
        anEngine(
          { number, status, ...(vpn ? { vpn } : {}) },
          {
            health: { status: health, failures: 0, sinceMs: 0, reason: null },
            outdated,
            drain: draining ? { atMs: 1, isKept: false } : null,
            removal: removal ? { atMs: 0, why: { code: 'removed_by_operator' }, cause: 'operator' } : null,
          },
        ),
        rest,
      ),
    )

const nodes = fc
  .record({ up: fc.boolean(), spareUp: fc.boolean(), downForMs: fc.integer({ max: 90_000 }) })
  .map(({ up, spareUp, downForMs }) => [
    aNode({ usable: up, downForMs: up ? null : downForMs, forwardedPort: 5000 }),
    aNode({ name: 'spare', usable: spareUp, downForMs: spareUp ? null : downForMs }),
  ])

const world: fc.Arbitrary<World> = fc
  .record({
    count: fc.integer({ min: 0, max: 8 }),
    min: fc.integer({ min: 0, max: 6 }),
    extra: fc.integer({ min: 0, max: 4 }),
    minFree: fc.integer({ min: 0, max: 3 }),
    scale: fc.option(fc.integer({ min: 0, max: 10 })),
    waiting: fc.integer({ min: 0, max: 4 }),
    pendingCreations: fc.integer({ min: 0, max: 2 }),
    relapsesLeft: fc.integer({ min: 0, max: 3 }),
    withVpn: fc.boolean(),
    vpnNodes: nodes,
    takenPorts: fc.uniqueArray(fc.integer({ min: 19_000, max: 19_010 })),
  })
  .chain(({ count, min, extra, minFree, withVpn, vpnNodes, takenPorts, ...rest }) =>
    fc.tuple(...Array.from({ length: count }, (_, i) => engine(i + 1))).map((engines) =>
      aWorld({
        ...rest,
        engines,
        takenPorts: new Set(takenPorts),
        policy: aPolicy({ minReplicas: min, maxReplicas: Math.max(1, min + extra), minFree }),
        vpn: withVpn ? { configured: true, nodes: vpnNodes } : { configured: false, nodes: [] },
      }),
    ),
  )

const holds = (name: string, check: (world: World) => void) =>
  test(name, () => fc.assert(fc.property(world, check), { numRuns: 500 }))

holds('no two engines are ever on one port', (seen) => {
  const held = seen.engines.flatMap((each) => (isAlive(each.engine) ? portsOf(each.engine.engineSpec) : []))
  const made = plan(seen).steps.flatMap((step) =>
    step.kind === 'create' ? Object.values(step.spec.ports) : [],
  )
  assert.equal(new Set(made).size, made.length)
  for (const port of made)
    assert.ok(!held.includes(port) && !seen.takenPorts.has(port), `port ${port} is held`)
})

holds('no two engines ever have one name', (seen) => {
  const names = plan(seen).steps.flatMap((step) => (step.kind === 'create' ? [step.spec.name] : []))
  const all = [...names, ...seen.engines.map(({ engine: { name } }) => name)]
  assert.equal(new Set(all).size, all.length)
})

holds('nothing is created beyond the maximum, whatever state the containers are in', (seen) => {
  const made = plan(seen).steps.filter(({ kind }) => kind === 'create').length
  assert.ok(made === 0 || seen.engines.length + seen.pendingCreations + made <= seen.policy.maxReplicas)
})

holds('scaling never removes a busy engine', (seen) => {
  for (const step of plan(seen).steps) {
    if (step.kind !== 'remove' || (step.cause !== 'idle' && step.cause !== 'outdated')) continue
    const target = seen.engines.find((each) => each.engine.id === step.id)
    assert.ok(target && target.streams === 0 && !target.handedOut)
  }
})

holds('an engine gets one step at most, and none while something is being done to it', (seen) => {
  const ids = plan(seen).steps.flatMap((step) => (step.kind === 'create' ? [] : [step.id]))
  assert.equal(new Set(ids).size, ids.length)
  for (const id of ids) assert.equal(seen.engines.find((each) => each.engine.id === id)?.busyWith, null)
})

holds('with a VPN configured nothing is ever started outside it', (seen) => {
  if (!seen.vpn.configured) return
  for (const step of plan(seen).steps) if (step.kind === 'create') assert.equal(step.spec.network.kind, 'vpn')
})

holds('at most one new engine per VPN holds its forwarded port', (seen) => {
  const forwarded = plan(seen).steps.filter((step) => step.kind === 'create' && step.spec.ports.p2p === 5000)
  assert.ok(forwarded.length <= 1)
})

holds('the same world gives the same plan', (seen) => assert.deepEqual(plan(seen), plan(seen)))
