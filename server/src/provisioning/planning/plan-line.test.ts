import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, aPolicy, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { plan } from './plan.ts'
import { planLine } from './plan-line.ts'

test('a plan is one line of what it does and what it waits for', () => {
  const policy = aPolicy({ minReplicas: 3, minFree: 0 })
  assert.equal(planLine(plan(aWorld({ policy })), true), 'create 3')
  const idle = [1, 2].map((number) => inWorld(anEngine({ number }), { idleForMs: 900_000 }))
  assert.equal(planLine(plan(aWorld({ engines: idle })), false), 'remove 1 (idle)')
  const pulling = plan(aWorld({ policy, image: { kind: 'pulling', etaS: null } }))
  assert.equal(planLine(pulling, true), 'wait: image_pulling')
})

test('a converged world, and what stands in the way of engines that nobody needs, are no line', () => {
  assert.equal(planLine(plan(aWorld({ engines: [inWorld(anEngine())] })), false), null)
  const full = plan(aWorld({ policy: aPolicy({ maxReplicas: 1 }), engines: [inWorld(anEngine())] }))
  assert.equal(full.blocked?.code, 'max_capacity')
  assert.equal(planLine(full, false), null)
})
