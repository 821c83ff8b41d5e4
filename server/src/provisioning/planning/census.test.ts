import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  aNode,
  anEngine,
  anExternalEngine,
  aPolicy,
  aWorld,
  inWorld,
} from '@acestream-orchestrator/testing/builders/world'
import { censusOf } from './census.ts'
import { plan } from './plan.ts'
import type { World } from './world.ts'

/** What is under way when a plan has just been begun. */
function underWay(world: World): World['operations'] {
  return plan(world).steps.flatMap((step) =>
    step.kind === 'create'
      ? [{ kind: 'create', spec: step.spec, node: step.node, requestId: step.requestId } as const]
      : [],
  )
}

describe('a census', () => {
  test('is taken once per world', () => {
    const world = aWorld({ engines: [inWorld(anEngine())] })
    assert.equal(censusOf(world), censusOf(world))
    assert.notEqual(censusOf(world), censusOf({ ...world }))
  })

  test('leaves external engines out', () => {
    const { own, counted, byVpn } = censusOf(aWorld({ engines: [inWorld(anExternalEngine())] }))
    assert.deepEqual([own.length, counted, byVpn.size], [0, 0, 0])
  })

  test('counts engines by what they are, those being created among them', () => {
    const sick = { status: 'unhealthy', failures: 3, sinceMs: 0, reason: null } as const
    const engines = [
      inWorld(anEngine({ number: 1 }), { streams: 1 }),
      inWorld(anEngine({ number: 2 })),
      inWorld(anEngine({ number: 3 }, { health: sick })),
      inWorld(anEngine({ number: 4, status: 'exited' })),
      inWorld(anEngine({ number: 5 }, { drain: { atMs: 1, isKept: false } })),
    ]
    const policy = aPolicy({ minReplicas: 6, maxReplicas: 7, minFree: 0 })
    const operations = underWay(aWorld({ policy, engines }))
    assert.equal(operations.length, 2)
    const { busy, counted, serving, free, healthy, existing } = censusOf(
      aWorld({ policy, engines, operations }),
    )
    assert.deepEqual(
      { busy, counted, serving, free, healthy, existing },
      { busy: 1, counted: 6, serving: 4, free: 3, healthy: 2, existing: 7 },
    )
  })

  test('an engine seen before its creation has returned is counted as the creation alone', () => {
    const operations = underWay(aWorld())
    const born = inWorld(anEngine({}, { readyAtMs: null }), { busyWith: 'create' })
    const { counted, existing, untouched } = censusOf(aWorld({ engines: [born], operations }))
    assert.deepEqual([counted, existing, untouched.length], [1, 1, 0])
  })

  test('knows the load of each VPN', () => {
    const vpn = { configured: true, nodes: [aNode(), aNode({ name: 'spare' })] }
    const engines = [1, 2].map((number) => inWorld(anEngine({ number, vpn: 'gluetun' })))
    const operations = underWay(aWorld({ vpn, engines, scale: 3 }))
    const { load, byVpn } = censusOf(aWorld({ vpn, engines, operations }))
    assert.deepEqual(
      [...load],
      [
        ['gluetun', 2],
        ['spare', 1],
      ],
    )
    assert.equal(byVpn.get('gluetun')?.length, 2)
  })

  test('something is rolling while an engine has not answered yet, or anything is under way', () => {
    const isRolling = (change: Partial<World>) => censusOf(aWorld(change)).isRolling
    assert.equal(isRolling({ engines: [inWorld(anEngine())] }), false)
    assert.equal(isRolling({ engines: [inWorld(anEngine({}, { readyAtMs: null }))] }), true)
    assert.equal(isRolling({ operations: [{ kind: 'remove', id: 'x' }] }), true)
  })
})
