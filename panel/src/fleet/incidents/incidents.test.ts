import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incident } from '../model.ts'
import { enginesConcerned, isPressing, openIncidents, resolvedIncidents } from './incidents.ts'

const NOW = Date.parse('2026-11-27T21:00:00Z')

const incident = (change: Partial<Incident>): Incident => ({
  id: 'i-1',
  code: 'engine_unhealthy',
  severity: 'critical',
  state: 'open',
  subject: { kind: 'engine', id: 'e2', name: 'acestream-2' },
  opened_at: '2026-11-27T20:59:44Z',
  updated_at: '2026-11-27T20:59:44Z',
  resolved_at: null,
  count: 1,
  message: 'acestream-2 does not answer',
  params: { engine: 'acestream-2' },
  reason: null,
  reason_data: null,
  affected_engines: [],
  affected_engines_total: 0,
  affected_streams: [],
  affected_streams_total: 0,
  doing: null,
  doing_data: null,
  doing_at: null,
  can: [],
  outcome: null,
  outcome_data: null,
  ...change,
})

const resolved = (id: string, at: string, change: Partial<Incident> = {}) =>
  incident({ id, state: 'resolved', resolved_at: at, ...change })

const ids = (incidents: readonly Incident[]) => incidents.map(({ id }) => id)

test('the worst comes first, of equals the one that began first', () => {
  const incidents = [
    incident({ id: 'info', severity: 'info', opened_at: '2026-11-27T20:00:00Z' }),
    incident({ id: 'late', opened_at: '2026-11-27T20:59:00Z' }),
    incident({ id: 'warning', severity: 'warning', opened_at: '2026-11-27T20:10:00Z' }),
    incident({ id: 'early', opened_at: '2026-11-27T20:30:00Z' }),
    resolved('over', '2026-11-27T20:59:00Z'),
  ]
  assert.deepEqual(ids(openIncidents(incidents)), ['early', 'late', 'warning', 'info'])
})

test('a resolved one stays 15 minutes, the latest first', () => {
  const incidents = [
    resolved('ten', '2026-11-27T20:50:00Z'),
    resolved('one', '2026-11-27T20:59:00Z'),
    resolved('quarter', '2026-11-27T20:45:00Z'),
    incident({ id: 'open' }),
  ]
  assert.deepEqual(ids(resolvedIncidents(incidents, NOW)), ['one', 'ten'])
  assert.deepEqual(ids(resolvedIncidents(incidents, NOW - 1)), ['one', 'ten', 'quarter'])
})

test('what belongs to another incident is not listed twice', () => {
  const outcome_data = { code: 'part_of_another', afterMs: 1000, reason: null } as const
  assert.deepEqual(resolvedIncidents([resolved('i', '2026-11-27T20:59:00Z', { outcome_data })], NOW), [])
})

test('engines that are wrong themselves are counted', () => {
  const open = [
    incident({}),
    incident({ code: 'engine_failed' }),
    incident({ code: 'vpn_down' }),
    incident({ code: 'of_a_newer_server' }),
  ]
  assert.equal(enginesConcerned(open), 2)
})

test('a notification is for what is critical, and for the last free place', () => {
  assert.equal(isPressing(incident({})), true)
  assert.equal(isPressing(incident({ severity: 'warning' })), false)
  assert.equal(isPressing(incident({ severity: 'info', code: 'capacity_full' })), true)
})
