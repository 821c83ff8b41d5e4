import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../../engines/engine.ts'
import type { Blocked } from '../planning/step.ts'
import type { CreateFailure } from '../ports.ts'
import { isHopeless, type Verdict, verdictOn } from './waiter.ts'

const reason = { code: 'unspecified' } as const
const blocked: Blocked = { code: 'max_capacity', reason: { code: 'maximum_reached', maximum: 6 }, etaS: 7 }
const ready = anEngine()
const starting = anEngine({}, { readyAtMs: null })

describe('a caller who waits', () => {
  interface Case {
    readonly engine?: Engine
    readonly nowMs?: number
    readonly blocked?: Blocked
    readonly creations?: number
    readonly abandonedAtMs?: number
  }
  const table: readonly (readonly [what: string, given: Case, verdict: Verdict['kind']])[] = [
    ['gets a ready engine', { engine: ready }, 'serve'],
    ['gets a ready engine even at the deadline', { engine: ready, nowMs: 1000 }, 'serve'],
    ['gets a ready engine whatever bars others', { engine: ready, blocked }, 'serve'],
    ['waits for a starting engine', { engine: starting, blocked }, 'wait'],
    ['waits for an engine that is being created', { creations: 1, blocked }, 'wait_for_creation'],
    ['hears at once why none can be created', { blocked }, 'refuse'],
    ['waits where nothing stands in the way', {}, 'wait'],
    ['waits no longer than the deadline', { engine: starting, nowMs: 1000 }, 'refuse'],
    ['waits until just before it', { engine: starting, nowMs: 999 }, 'wait'],
    [
      'keeps the place for a minute after leaving',
      { abandonedAtMs: 0, engine: ready, nowMs: 59_999 },
      'wait',
    ],
    ['loses the place then', { abandonedAtMs: 0, engine: ready, nowMs: 60_000 }, 'forget'],
  ]
  for (const [what, { engine, nowMs = 0, creations = 0, abandonedAtMs = null, ...rest }, kind] of table)
    test(what, () => {
      const prospects = { nowMs, creations, blocked: rest.blocked ?? null }
      assert.equal(verdictOn({ deadlineMs: 1000, abandonedAtMs }, engine, prospects).kind, kind)
    })

  test('is told the reason, its code and when to come back', () => {
    const verdict = verdictOn({ deadlineMs: 1000, abandonedAtMs: null }, undefined, {
      nowMs: 0,
      creations: 0,
      blocked,
    })
    assert.ok(verdict.kind === 'refuse')
    const { code, reason: told, retryAfterS } = verdict.error
    assert.deepEqual([code, told, retryAfterS], ['max_capacity', blocked.reason, 7])
  })

  test('is told after the deadline that no engine answered', () => {
    const verdict = verdictOn({ deadlineMs: 1, abandonedAtMs: null }, starting, {
      nowMs: 1,
      creations: 0,
      blocked: null,
    })
    assert.ok(verdict.kind === 'refuse')
    assert.deepEqual(
      [verdict.error.code, verdict.error.reason],
      ['general_error', { code: 'no_engine_answered_in_time' }],
    )
  })
})

describe('trying again after a creation failed', () => {
  const anyPort = { image: null, labels: {}, env: {}, hostPort: null }
  const insisting = { ...anyPort, hostPort: 7000 }
  const table: readonly (readonly [CreateFailure, any: boolean, insisting: boolean])[] = [
    [{ kind: 'port_taken', port: 7000, reason }, false, true],
    [{ kind: 'port_taken', port: 21_000, reason }, false, false],
    [{ kind: 'port_taken', port: null, reason }, false, true],
    [{ kind: 'name_taken', foreign: true, reason }, false, false],
    [{ kind: 'image_missing', reason }, true, true],
    [{ kind: 'unsupported', reason }, true, true],
    [{ kind: 'other', reason }, true, true],
    [{ kind: 'vpn_gone', reason }, false, false],
    [{ kind: 'unreachable', reason }, false, false],
  ]
  for (const [failure, hopelessForAny, hopelessForInsisting] of table)
    test(`with ${'port' in failure ? `port ${failure.port} taken` : failure.kind}`, () => {
      assert.equal(isHopeless(failure, anyPort), hopelessForAny, 'on any port')
      assert.equal(isHopeless(failure, insisting), hopelessForInsisting, 'on port 7000')
    })
})
