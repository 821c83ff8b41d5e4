import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import { incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import type { Incident } from './incident.ts'
import { isNews } from './news.ts'

const [FOUND = assert.fail()] = incidentsIn({
  engines: [anEngine({}, { health: { status: 'unhealthy', failures: 3, sinceMs: T0, reason: null } })],
})
const BASE: Incident = {
  ...FOUND,
  reason: { code: 'unhealthy_for', forMs: 1000, reason: { code: 'probe_timeout', timeoutMs: 5000 } },
  doing: { reason: { code: 'replaced_in', atMs: T0 }, atMs: T0 },
}
const replacedAt = (atMs: number): Partial<Incident> => ({
  doing: { reason: { code: 'replaced_in', atMs }, atMs },
})

const CHANGES: readonly (readonly [what: string, change: Partial<Incident>, news: boolean])[] = [
  ['nothing', {}, false],
  ['when it was last looked at', { updatedAtMs: T0 + 60_000 }, false],
  ['how long it has lasted', { reason: { ...BASE.reason, forMs: 9000 } as Incident['reason'] }, false],
  ['a moment within the same two seconds', replacedAt(T0 + 2000), false],
  ['a later moment', replacedAt(T0 + 2001), true],
  ['no moment any more', { doing: { reason: { code: 'replaced_in', atMs: T0 }, atMs: null } }, true],
  ['something else that is done', { doing: { reason: { code: 'nothing_done' }, atMs: T0 } }, true],
  ['another cause', { reason: { code: 'probe_timeout', timeoutMs: 5000 } }, true],
  ['how severe it is', { severity: 'info' }, true],
  ['who is affected', { engines: [{ id: 'x', name: 'acestream-9' }] }, true],
  ['how it ended', { outcome: { code: 'engine_answers_again', afterMs: 1000 } }, true],
]

for (const [what, change, news] of CHANGES)
  test(`${news ? 'news' : 'no news'}: ${what}`, () => {
    assert.equal(isNews(BASE, { ...BASE, ...change }), news)
  })

test('how long it lasted in the end is part of its outcome, and news', () => {
  const ended = (afterMs: number): Incident => ({
    ...BASE,
    outcome: { code: 'engine_answers_again', afterMs },
  })
  assert.equal(isNews(ended(1000), ended(1000)), false)
  assert.equal(isNews(ended(1000), ended(2000)), true)
})
