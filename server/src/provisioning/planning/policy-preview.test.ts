import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anId, aPolicy, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { policyPlan } from './policy-preview.ts'
import type { Policy, World, WorldEngine } from './world.ts'

const policy = aPolicy({ minReplicas: 2, maxReplicas: 6, minFree: 0, idleTtlMs: 600_000 })
const each = (number: number, change: Partial<WorldEngine> = {}) =>
  inWorld(anEngine({ number }), { idleForMs: 1000, ...change })
const busy = (number: number) => each(number, { streams: 1, idleForMs: null })

function planned(engines: readonly WorldEngine[], change: Partial<Policy>, world: Partial<World> = {}) {
  return policyPlan(aWorld({ policy, engines, ...world }), { ...policy, ...change })
}

const ids = (named: readonly { readonly id: string }[]) => named.map(({ id }) => id)

describe('what other settings would bring about', () => {
  test('is nothing, where they are the same', () => {
    const { starts, stops, recreates, kept } = planned([each(1), each(2)], {})
    assert.deepEqual({ starts, stops, recreates, kept }, { starts: 0, stops: [], recreates: [], kept: [] })
  })

  test('is what a higher minimum starts', () => {
    const { wanted, starts } = planned([each(1), each(2)], { minReplicas: 5 })
    assert.deepEqual([wanted, starts], [5, 3])
  })

  test('is which engines a lower minimum stops once they have been idle long enough', () => {
    const { stops } = planned([each(1), each(2, { idleForMs: 5000 })], { minReplicas: 1 })
    assert.deepEqual(stops, [{ id: anId(2), why: { code: 'idle_over_target' } }])
  })

  test('leaves out what goes anyway', () => {
    assert.deepEqual(planned([each(1), each(2), each(3)], {}).stops, [])
  })

  test('is which engines in use stay over a lower maximum, and why', () => {
    const { stops, kept, starts } = planned([busy(1), busy(2), busy(3), each(4)], {
      minReplicas: 1,
      maxReplicas: 2,
    })
    assert.deepEqual(stops, [], 'the idle one goes anyway')
    assert.deepEqual(kept, [{ id: anId(1), why: { code: 'has_streams', streams: 1 } }])
    assert.equal(starts, 0)
  })

  test('is that another image or memory limit has every engine of the pool recreated', () => {
    const image = { spec: { ...policy.spec, image: 'other/engine:2' } }
    assert.deepEqual(planned([each(1), busy(2)], image).recreates, [anId(1), anId(2)])
    const limit = { spec: { ...policy.spec, memoryLimitBytes: 512 * 1024 ** 2 } }
    assert.equal(planned([each(1), busy(2)], limit).recreates.length, 2)
  })

  test('is which engine is replaced at once with less patience for an unhealthy one', () => {
    const sick = each(1, { unhealthyForMs: 20_000, idleForMs: 20_000 })
    const unhealthy = { ...sick.engine.health, status: 'unhealthy' as const }
    const { stops } = planned([{ ...sick, engine: { ...sick.engine, health: unhealthy } }, each(2)], {
      unhealthyGraceMs: 10_000,
    })
    assert.deepEqual(ids(stops), [anId(1)])
  })

  test('says why nothing can be created for it', () => {
    const { blocked } = planned([each(1), each(2)], { minReplicas: 4 }, { runtimeReachable: false })
    assert.equal(blocked?.code, 'runtime_unavailable')
    assert.equal(planned([each(1), each(2)], {}, { runtimeReachable: false }).blocked, null)
  })

  test('changes nothing in the world', () => {
    const world = aWorld({ policy, engines: [each(1), busy(2)] })
    const before = structuredClone(world)
    policyPlan(world, { ...policy, maxReplicas: 1 })
    assert.deepEqual(world, before)
  })
})
