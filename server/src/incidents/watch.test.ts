import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aSnapshot, incidentsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { Cleanup } from '@acestream-orchestrator/testing/machine/temporary'
import { DomainError } from '../lib/errors.ts'
import type { Incident } from './incident.ts'
import type { Change } from './ledger.ts'
import type { IncidentQuery } from './ports.ts'
import type { Snapshot } from './snapshot.ts'
import { startIncidents } from './watch.ts'

const hung = {
  health: {
    status: 'unhealthy',
    failures: 3,
    sinceMs: T0,
    reason: { code: 'probe_timeout', timeoutMs: 5000 },
  },
} as const
const SILENT = { engines: [anEngine(), anEngine({ number: 2 }, hung)] }
const WELL = { engines: [anEngine(), anEngine({ number: 2 })] }

/** Incidents over a world and a store that a test changes. */
function aWatch(t: Cleanup, first: Partial<Snapshot> = WELL) {
  const clock = manualClock(T0)
  const rows = new Map<string, Incident>()
  const changes: Change[] = []
  let world = first
  let fails: Error | null = null
  let ids = 0
  const incidents = startIncidents({
    read: () => aSnapshot({ ...world, nowMs: clock.now() }),
    store: {
      put: (incident) => void rows.set(incident.id, incident),
      load: async () => [],
      query: async () => {
        if (fails !== null) throw fails
        return [...rows.values()]
      },
    },
    clock,
    newId: () => `i-${++ids}`,
    word: ({ code }) => code,
  })
  incidents.changes.on((change) => changes.push(change))
  t.after(() => incidents.stop())
  return {
    incidents,
    clock,
    rows,
    said: () => changes.splice(0).map(({ kind, incident }) => `${kind} ${incident.id}`),
    becomes: (next: Partial<Snapshot>) => {
      world = next
    },
    breakStore: (error: Error) => {
      fails = error
    },
  }
}

const ALL: IncidentQuery = { state: 'all', limit: 10 }

test('every second it looks, and at what changed a tenth of a second later', async (t) => {
  const { incidents, clock, said, becomes } = aWatch(t)
  await clock.advance(100)
  becomes(SILENT)
  await clock.advance(900)
  assert.deepEqual(said(), [], 'nobody said that something changed')
  await clock.advance(200)
  assert.deepEqual(said(), ['opened i-1'])
  becomes(WELL)
  incidents.wake()
  await clock.advance(99)
  assert.deepEqual(said(), [])
  await clock.advance(1)
  assert.deepEqual(said(), ['resolved i-1'])
})

test('who asks what is open gets what is wrong now, without a wait', (t) => {
  const { incidents, becomes } = aWatch(t)
  assert.deepEqual(incidents.open(), [])
  becomes(SILENT)
  assert.deepEqual(
    incidents.open().map(({ code }) => code),
    ['engine_unhealthy'],
  )
  assert.equal(incidents.counts().get('engine_unhealthy'), 1)
})

test('each change is stored, and one that comes again counts again', (t) => {
  const { incidents, becomes, rows } = aWatch(t, SILENT)
  incidents.open()
  assert.equal(rows.get('i-1')?.resolvedAtMs, null)
  becomes(WELL)
  incidents.open()
  assert.equal(rows.get('i-1')?.resolvedAtMs, T0)
  becomes(SILENT)
  incidents.open()
  assert.equal(rows.get('i-1')?.count, 2)
  assert.equal(incidents.counts().get('engine_unhealthy'), 2)
})

test('an answer holds the stored ones as they are in memory', async (t) => {
  const { incidents, rows } = aWatch(t, SILENT)
  const [open] = incidents.open()
  assert.ok(open)
  const old = { ...open, id: 'old', openedAtMs: T0 - 1000, resolvedAtMs: T0 - 500 }
  rows.set('old', old)
  rows.set(open.id, { ...open, message: 'as it was' })
  const found = await incidents.query(ALL)
  assert.deepEqual(
    found.map(({ id, message }) => `${id} ${message}`),
    ['i-1 engine_unhealthy', 'old engine_unhealthy'],
  )
  assert.equal((await incidents.query({ ...ALL, limit: 1 })).length, 1)
})

const QUERIES: readonly (readonly [Partial<IncidentQuery>, boolean])[] = [
  [{ state: 'open' }, false],
  [{ state: 'resolved' }, true],
  [{ state: 'resolved', sinceMs: T0 }, true],
  [{ state: 'resolved', sinceMs: T0 + 1 }, false],
]

test('one that was resolved a moment ago is found as resolved, whatever its row says', async (t) => {
  const { incidents, becomes, rows } = aWatch(t, SILENT)
  const [open] = incidents.open()
  becomes(WELL)
  incidents.open()
  if (open) rows.set(open.id, open)
  for (const [query, found] of QUERIES)
    assert.equal((await incidents.query({ ...ALL, ...query })).length, found ? 1 : 0, JSON.stringify(query))
})

test('while the store is down what is in memory is answered; a fault of our own is not hidden', async (t) => {
  const { incidents, breakStore } = aWatch(t, SILENT)
  incidents.open()
  breakStore(new DomainError('store_unavailable', { code: 'store_fault' }))
  assert.equal((await incidents.query(ALL)).length, 1)
  breakStore(new TypeError('a bug'))
  await assert.rejects(incidents.query(ALL), /a bug/)
})

test('a journal entry is linked to the incident of its engine', (t) => {
  const { incidents } = aWatch(t, SILENT)
  incidents.open()
  const links = { engineId: anId(2), streamId: null, streamShortId: null, vpn: null }
  assert.equal(incidents.incidentOf(links), 'i-1')
  assert.equal(incidents.incidentOf({ ...links, engineId: anId(1) }), null)
})

test('what was stored goes on; what came again before the store was read is one, and the older one ends', (t) => {
  const { incidents, rows, clock } = aWatch(t, SILENT)
  const [before] = incidentsIn(SILENT)
  assert.ok(before)
  const stored = { ...before, id: 'stored', openedAtMs: T0 - 60_000 }
  incidents.restore([stored])
  assert.deepEqual(
    incidents.open().map(({ id }) => id),
    ['stored'],
  )
  incidents.restore([{ ...stored, id: 'twice' }])
  assert.deepEqual(
    incidents.open().map(({ id }) => id),
    ['stored'],
  )
  const { outcome, resolvedAtMs, can, doing } = rows.get('twice') ?? {}
  assert.deepEqual(outcome, { code: 'part_of_another', reason: null, afterMs: 60_000 })
  assert.deepEqual([resolvedAtMs, can, doing], [clock.now(), [], null])
})

test('while the incident of the only engine is open, that none serves is no incident of its own', async (t) => {
  const wanting = { ...aSnapshot().fleet, wanted: 1, existing: 1 }
  const unknown = { status: 'unknown', failures: 0, sinceMs: T0, reason: null } as const
  const starting = anEngine({ number: 2 }, { readyAtMs: null, health: unknown })
  const { incidents, clock } = aWatch(t, { engines: [starting], fleet: wanting })
  const [before] = incidentsIn(SILENT)
  assert.ok(before)
  incidents.restore([{ ...before, doing: { reason: { code: 'replaced_in', atMs: T0 }, atMs: T0 } }])
  await clock.advance(60_000)
  const [only, ...others] = incidents.open()
  assert.deepEqual([only?.id, others], [before.id, []])
  assert.equal(only?.doing?.reason.code, 'nothing_done', 'the moment that was announced has passed')
})
