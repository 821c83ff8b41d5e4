import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNode, anEngine, aWorld, inWorld } from '@acestream-orchestrator/testing/builders/world'
import type { Step } from '../planning/step.ts'
import { createLimits } from './limits.ts'

const nodes = [aNode()]
const engine = anEngine({ vpn: 'gluetun' })
const why = { code: 'unspecified' } as const
const removal = (cause: 'unhealthy' | 'vpn' | 'idle'): Step => ({
  kind: 'remove',
  id: engine.id,
  why,
  cause,
  graceMs: 0,
})

function worldWith(hungAfterMs: number | null) {
  return aWorld({ vpn: { configured: true, nodes }, engines: [inWorld(engine, { hungAfterMs })] })
}

test('only the replacement of an engine that hung soon after its start is counted', () => {
  const limits = createLimits(
    () => 0,
    () => 4,
  )
  const before = limits.relapsesLeft()
  limits.spend(worldWith(3_600_000), [removal('unhealthy')])
  limits.spend(worldWith(1000), [removal('idle')])
  assert.equal(limits.relapsesLeft(), before)
  limits.spend(worldWith(1000), [removal('unhealthy')])
  assert.equal(limits.relapsesLeft(), before - 1)
})

test('repairs of one engine are counted until it is gone', () => {
  const limits = createLimits(
    () => 0,
    () => 4,
  )
  const world = worldWith(null)
  const mayBeRepaired = () => limits.repairable(world.engines, world.vpn).has(engine.id)
  for (let repair = 0; repair < 2; repair++) {
    assert.equal(mayBeRepaired(), true)
    limits.spend(world, [removal('vpn')])
  }
  assert.equal(mayBeRepaired(), false)
  limits.forget(engine.id)
  assert.equal(mayBeRepaired(), true, 'the next engine of that id; its VPN has had one event only')
})
