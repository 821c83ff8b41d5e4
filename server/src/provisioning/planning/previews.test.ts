import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, anId, aPolicy, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { removalPlan, scalePlan } from './previews.ts'
import { garbage } from './rules/garbage.ts'
import type { WorldEngine } from './world.ts'

const policy = aPolicy({ minReplicas: 1, maxReplicas: 6, minFree: 0 })
const each = (number: number, change: Partial<WorldEngine> = {}) => inWorld(anEngine({ number }), change)

describe('what another number would do', () => {
  const engines = [each(1, { streams: 2 }), each(2), each(3, { playing: true })]
  const world = aWorld({ policy, engines })

  test('is what it starts', () => {
    assert.deepEqual(scalePlan(world, 5), { scaledTo: 5, starts: 2, removes: [], protected: [] })
  })

  test('stays within the minimum and the maximum', () => {
    assert.equal(scalePlan(world, 50).scaledTo, 6)
    assert.equal(scalePlan(world, 0).scaledTo, 1)
  })

  test('is which idle ones it removes, and which it must leave and why', () => {
    const all = [each(1, { streams: 2 }), each(2), each(3, { playing: true }), each(4, { handedOut: true })]
    const { removes, protected: left } = scalePlan(aWorld({ policy, engines: all }), 1)
    assert.deepEqual(removes, [anId(2)])
    assert.deepEqual(left, [], 'those in use are wanted, so that nothing is over')
    const reserve = aPolicy({ minReplicas: 1, maxReplicas: 2, minFree: 0 })
    const over = scalePlan(aWorld({ policy: reserve, engines: all }), 1)
    assert.deepEqual(
      over.protected.map(({ id, why }) => [id, why.code]),
      [[anId(1), 'has_streams']],
    )
  })

  test('changes nothing in the world', () => {
    const before = structuredClone(world)
    scalePlan(world, 5)
    assert.deepEqual(world, before)
  })
})

describe('what a removal is followed by', () => {
  test('is another engine, where the number asks for one', () => {
    const world = aWorld({ policy: aPolicy({ minReplicas: 2, minFree: 0 }), engines: [each(1), each(2)] })
    assert.deepEqual(removalPlan(world, anId(1)), { isReplaced: true, wanted: 2 })
  })

  test('is none, where only its stream kept it', () => {
    const engines = [each(1, { streams: 1 }), each(2)]
    assert.deepEqual(removalPlan(aWorld({ policy, engines }), anId(1)), { isReplaced: false, wanted: 1 })
  })

  test('is nothing for an engine that is not there', () => {
    assert.deepEqual(removalPlan(aWorld({ policy, engines: [each(1)] }), anId(9)), {
      isReplaced: false,
      wanted: 1,
    })
  })
})

describe('garbage', () => {
  test('is what has died and what is idle over the number, however short a time', () => {
    const dead = inWorld(anEngine({ number: 1, status: 'exited' }), { failedForMs: 1 })
    const engines = [dead, each(2), each(3, { streams: 1 }), each(4, { idleForMs: 0 })]
    const steps = garbage(aWorld({ policy, engines }))
    assert.deepEqual(
      steps.map(({ id, cause }) => [id, cause]).toSorted(),
      [
        [anId(1), 'failed'],
        [anId(2), 'idle'],
        [anId(4), 'idle'],
      ].toSorted(),
    )
  })

  test('is never an engine in use, nor one that is wanted', () => {
    assert.deepEqual(garbage(aWorld({ policy, engines: [each(1)] })), [])
    assert.deepEqual(garbage(aWorld({ policy, engines: [each(1, { streams: 1 })] })), [])
  })
})
