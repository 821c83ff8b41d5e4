import assert from 'node:assert/strict'
import { test } from 'node:test'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { aSnapshot, findingsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import { advance, type Ledger, ledgerOf } from '../ledger.ts'
import type { NotifierSight } from '../snapshot.ts'
import { detect } from './detect.ts'
import { sightOf } from './sight.ts'

const reason = { code: 'receiver_hangs', timeoutMs: 10_000 } as const
const working: NotifierSight = { id: 'n-1', name: 'Phone', reason: null, failingSinceMs: null, waiting: 0 }
const failing: NotifierSight = { ...working, reason, failingSinceMs: T0, waiting: 3 }

test('a notifier that works is no finding', () => {
  assert.deepEqual(findingsIn({ notifiers: [working] }), [])
})

test('one that fails is: with the reason, and how many messages wait', () => {
  const [finding] = findingsIn({ notifiers: [working, failing] })
  assert.deepEqual(finding?.incident, { code: 'notifier_failing', notifier: 'Phone' })
  assert.deepEqual(finding?.reason, reason)
  assert.deepEqual(finding?.doing.reason, { code: 'messages_wait', messages: 3 })
})

const ENDS: readonly (readonly [why: string, then: readonly NotifierSight[], outcome: string])[] = [
  ['messages get through again', [working], 'notifier_works_again'],
  ['it is removed or switched off', [], 'notifier_no_longer_used'],
]

for (const [why, then, outcome] of ENDS)
  test(`an incident once it lasts for half a minute, over when ${why}`, () => {
    let ledger: Ledger = ledgerOf([])
    const look = (atMs: number, notifiers: readonly NotifierSight[]) => {
      const sight = sightOf(aSnapshot({ nowMs: T0 + atMs, notifiers }))
      const after = advance(ledger, {
        sight,
        findings: detect(sight),
        newId: () => 'i',
        word: ({ code }) => code,
      })
      ledger = after.ledger
      return after.changes.map(({ kind, incident }) => `${kind} ${incident.outcome?.code ?? incident.code}`)
    }
    assert.deepEqual(look(0, [failing]), [])
    assert.deepEqual(look(29_000, [failing]), [])
    assert.deepEqual(look(30_000, [failing]), ['opened notifier_failing'])
    assert.deepEqual(look(60_000, then), [`resolved ${outcome}`])
  })
