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
import { plan } from '../planning/plan.ts'
import type { World } from '../planning/world.ts'
import { statusOf } from './status.ts'

const status = (change: Partial<World>, scale: number | null = null) => {
  const world = aWorld(change)
  return statusOf({ world, plan: plan(world) }, scale)
}

describe('capacity', () => {
  const engine = (number: number, change = {}) => inWorld(anEngine({ number }), change)

  test('counts engines in use and free ones; external and dead ones are in none of it', () => {
    const { capacity } = status({
      engines: [
        engine(1, { streams: 1 }),
        engine(2, { handedOut: true }),
        engine(3),
        inWorld(anEngine({ number: 4, status: 'exited', exitCode: 1 })),
        inWorld(anExternalEngine()),
      ],
    })
    assert.deepEqual([capacity.total, capacity.used, capacity.available], [3, 2, 1])
  })

  test('an engine that drains or does not answer is there, but not available', () => {
    const draining = anEngine({ number: 1 }, { drain: { atMs: 1, isKept: false } })
    const { health } = anEngine()
    const silent = anEngine({ number: 2 }, { health: { ...health, status: 'unhealthy' } })
    const { capacity } = status({ engines: [inWorld(draining), inWorld(silent)] })
    assert.deepEqual([capacity.total, capacity.available], [2, 0])
  })

  test('names the limits, the number that the operator set now, and the one that follows', () => {
    const policy = aPolicy({ minReplicas: 2, maxReplicas: 5 })
    const { capacity } = status({ policy, scale: 3 }, 4)
    assert.deepEqual(
      [capacity.min, capacity.max, capacity.scale, capacity.wanted],
      [2, 5, 4, 3], // the last pass still went by the number before
    )
  })
})

describe('what holds engines back', () => {
  const breaker = (state: World['breaker']['state'], reason = verbatim('crash loop')) =>
    ({ breaker: { state, reason, endsInS: state === 'open' ? 9 : null } }) as const
  const CASES: readonly (readonly [what: string, change: Partial<World>, code: string | null])[] = [
    ['nothing', {}, null],
    ['a runtime that is away', { runtimeReachable: false }, 'runtime_unavailable'],
    ['an open breaker', breaker('open'), 'circuit_breaker'],
    ['a breaker that lets one engine through', breaker('half_open'), 'circuit_breaker'],
    [
      'a breaker that lets one through where none is missing: nothing',
      { ...breaker('half_open'), engines: [inWorld(anEngine())] },
      null,
    ],
  ]
  for (const [what, change, code] of CASES)
    test(`by ${what}`, () => assert.equal(status(change).blocked?.code ?? null, code))

  test('a half-open breaker says which image is tried, and what had gone wrong', () => {
    const reason = verbatim('crash loop')
    assert.deepEqual(status(breaker('half_open')).blocked, {
      code: 'circuit_breaker',
      reason: { code: 'one_engine_tried_first', image: aPolicy().spec.image, reason },
      etaS: null,
    })
  })
})
