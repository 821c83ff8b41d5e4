import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import { plan } from '../planning/plan.ts'
import type { World } from '../planning/world.ts'
import { createPlanLog } from './plan-log.ts'

test('what is done is logged each time, waiting once, and a converged world never', () => {
  const lines: unknown[] = []
  const log = createPlanLog({ info: (fields) => lines.push(...Object.values(fields)) })
  const see = (change: Partial<World>) => {
    const world = aWorld(change)
    log({ world, plan: plan(world) })
  }
  see({})
  see({})
  assert.deepEqual(lines, ['create 1', 'create 1'])
  for (let twice = 0; twice < 2; twice++) see({ image: { kind: 'pulling', etaS: null } })
  assert.deepEqual(lines.slice(2), ['wait: image_pulling'])
  see({ engines: [inWorld(anEngine())] })
  assert.equal(lines.length, 3)
  see({ image: { kind: 'pulling', etaS: null } })
  assert.equal(lines.length, 4, 'waiting again, after it was over')
})
