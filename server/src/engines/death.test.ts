import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { anEngine, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import { deathReason, failureReason, isPortOccupied, wasRestartedOutside, withCure } from './death.ts'

describe('why a container is dead', () => {
  const table: readonly [string, Parameters<typeof someFacts>[0], Reason][] = [
    ['its exit code', { exitCode: 137 }, exited(137)],
    ['unknown', { exitCode: null }, exited(null)],
    ['out of memory', { exitCode: 137, oomKilled: true }, { ...exited(137), oomKilled: true }],
    [
      'what the runtime says of it',
      { exitCode: 128, error: 'port is already allocated' },
      { ...exited(128), error: 'port is already allocated' },
    ],
    [
      'what the engine said last',
      { exitCode: 1, lastWords: 'no space left' },
      { ...exited(1), lastWords: 'no space left' },
    ],
  ]
  for (const [name, facts, expected] of table)
    test(name, () => assert.deepEqual(deathReason(someFacts(facts)), expected))

  test('it is gone', () => assert.deepEqual(deathReason(null), { code: 'container_gone' }))
})

describe('an engine in whose place something else answers', () => {
  const health = { status: 'unhealthy', failures: 3, sinceMs: T0, reason: null, foreignAnswers: 2 } as const

  test('has its port occupied, and says so when it has stopped', () => {
    const engine = anEngine({ status: 'exited', exitCode: 1 }, { readyAtMs: null, health })
    assert.ok(isPortOccupied(engine))
    assert.deepEqual(failureReason(engine), {
      code: 'all',
      reasons: [exited(1), { code: 'port_occupied', port: 19_000 }],
    })
  })

  test('is not meant where it has answered before, or nothing answers at all', () => {
    assert.ok(!isPortOccupied(anEngine({}, { health })))
    assert.ok(!isPortOccupied(anEngine({}, { readyAtMs: null })))
    assert.deepEqual(failureReason(anEngine({ status: 'exited', exitCode: 1 }, { health })), exited(1))
  })
})

test('a reason is shown with what helps against it, where that is known', () => {
  const reason = exited(127)
  const cure = { code: 'install_catatonit' } as const
  assert.deepEqual(withCure(reason, someFacts({ cure })), { code: 'with_cure', reason, cure })
  assert.deepEqual(withCure(reason, someFacts()), reason)
  assert.deepEqual(withCure(reason, null), reason)
})

test('a later start that we did not ask for is a restart by somebody else', () => {
  const before = anEngine({ startedAtMs: T0 })
  const restart = { atMs: 0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const
  assert.ok(wasRestartedOutside(anEngine({ startedAtMs: T0 + 1 }), before))
  assert.ok(!wasRestartedOutside(anEngine({ startedAtMs: T0 }), before))
  assert.ok(!wasRestartedOutside(anEngine({ startedAtMs: T0 + 1 }), { ...before, restart }))
  assert.ok(!wasRestartedOutside(anEngine({ startedAtMs: T0 + 1 }), anEngine({ startedAtMs: null })))
  assert.ok(!wasRestartedOutside({ ...before, container: null }, before))
})

function exited(exitCode: number | null) {
  return { code: 'exited', exitCode, oomKilled: false, error: null, lastWords: null } as const
}
