import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { DomainError } from '../lib/errors.ts'
import { createJournal } from './journal.ts'
import type { EventQuery, JournalEvent, JournalStore, StoredEvent } from './journal-event.ts'

/** An event whose sentence is `message`. */
const saying = (message: string, links: JournalEvent['links'] = { engineId: 'e1' }): JournalEvent => ({
  event: { code: 'health.unhealthy', engine: 'acestream-1', reason: verbatim(message) },
  links,
})

function fakeStore() {
  const rows = new Map<number, StoredEvent>()
  const state = { down: false }
  const store: JournalStore = {
    append: (event) => void rows.set(event.id, event),
    lastId: async () => 0,
    query: async ({ type, beforeId = Number.POSITIVE_INFINITY, limit }: EventQuery) => {
      if (state.down) throw new DomainError('store_unavailable', 'reading the store: the disk is gone')
      return [...rows.values()]
        .filter(({ id, type: is }) => id < beforeId && (type === undefined || is === type))
        .sort((a, b) => b.id - a.id)
        .slice(0, limit)
    },
  }
  return { store, rows, state }
}

/** The sentence of an event: the words in its reason, else its code. */
const word = (event: CodedEvent) =>
  event.code === 'health.unhealthy' && event.reason.code === 'verbatim' ? event.reason.text : event.code

const messages = (entries: readonly StoredEvent[]) => entries.map(({ message }) => message)

test('what is recorded is dated, stored and emitted under ids that grow', () => {
  const { store, rows } = fakeStore()
  const clock = manualClock()
  const journal = createJournal({ store, clock, word, lastId: 41 })
  const emitted: StoredEvent[] = []
  journal.entries.on((event) => emitted.push(event))
  journal.record(saying('one'))
  journal.record(saying('two'))
  assert.deepEqual(emitted, [...rows.values()])
  assert.deepEqual(journal.recent(), emitted.toReversed())
  assert.equal(emitted[0]?.atMs, clock.now())
  const [first, second] = emitted.map(({ id }) => id)
  assert.ok(Number(first) > 41 && Number(second) > Number(first))
})

test('ids go on growing after a restart that could not read the last one, and when the clock was set back', async () => {
  const { store } = fakeStore()
  const clock = manualClock()
  const before = createJournal({ store, clock, word, lastId: 0 })
  for (let n = 0; n < 50; n++) before.record(saying(`message ${n}`))
  const last = before.recent()[0]?.id ?? 0
  await clock.advance(1_000)
  const after = createJournal({ store, clock, word, lastId: 0 })
  after.record(saying('after'))
  clock.jump(0)
  after.record(saying('set back'))
  const [setBack, next] = after.recent().map(({ id }) => id)
  assert.ok(Number(next) > last && Number(setBack) > Number(next))
})

test('a repeat within ten seconds is counted on the entry before, not lost and not listed twice', async () => {
  const { store, rows } = fakeStore()
  const clock = manualClock()
  const journal = createJournal({ store, clock, word, lastId: 0 })
  const emitted: StoredEvent[] = []
  journal.entries.on((event) => emitted.push(event))
  journal.record(saying('timeout'))
  journal.record(saying('timeout', { engineId: 'e2' }))
  await clock.advance(5_000)
  journal.record(saying('timeout'))
  journal.record(saying('timeout'))
  assert.equal(emitted.length, 4)
  assert.equal(rows.size, 2)
  assert.deepEqual(journal.recent()[1]?.details, {
    repeats: 2,
    lastRepeatAtMs: Date.parse('2026-01-01T00:00:05.000Z'),
  })
  assert.deepEqual([...rows.values()][0], journal.recent()[1])
  await clock.advance(5_001)
  journal.record(saying('timeout'))
  assert.equal(rows.size, 3)
})

test('the same message after another one about the same engine is an entry of its own', () => {
  const { store, rows } = fakeStore()
  const journal = createJournal({ store, clock: manualClock(), word, lastId: 0 })
  for (const message of ['unhealthy', 'healthy again', 'unhealthy']) journal.record(saying(message))
  assert.equal(rows.size, 3)
})

test('memory is bounded, and older entries come from the store', async () => {
  const { store } = fakeStore()
  const journal = createJournal({ store, clock: manualClock(), word, lastId: 0 })
  for (let n = 1; n <= 600; n++) journal.record(saying(`message ${n}`))
  assert.equal(journal.recent().length, 500)
  const all = await journal.query({ limit: 1_000 })
  assert.equal(all.length, 600)
  const page = await journal.query({ limit: 2, beforeId: all[550]?.id ?? 0 })
  assert.deepEqual(messages(page), ['message 49', 'message 48'])
})

test('while the store is down the journal answers from memory, what the last run recorded included', async () => {
  const { store, state } = fakeStore()
  const clock = manualClock()
  const before = createJournal({ store, clock, word, lastId: 0 })
  before.record(saying('from before'))
  const journal = createJournal({ store, clock, word, lastId: 0, recent: before.recent() })
  journal.record(saying('a stream', { streamId: 's1' }))
  state.down = true
  assert.deepEqual(messages(await journal.query({ limit: 10 })), ['a stream', 'from before'])
  assert.deepEqual(messages(await journal.query({ streamId: 's1', limit: 10 })), ['a stream'])
  assert.deepEqual(messages(await journal.query({ type: 'vpn', limit: 10 })), [])
  assert.deepEqual(messages(await journal.query({ sinceMs: clock.now() + 1, limit: 10 })), [])
})

test('an event is stored with its code split in two, its parameters, severity and links', () => {
  const { store } = fakeStore()
  const clock = manualClock()
  const journal = createJournal({ store, clock, word, lastId: 0 })
  const reason = { code: 'probe_timeout', timeoutMs: 5000 } as const
  journal.record({
    event: { code: 'health.unhealthy', engine: 'acestream-1', reason },
    links: { engineId: 'e1', vpn: 'gluetun' },
  })
  const { id: _, ...stored } = journal.recent()[0] ?? assert.fail('nothing was recorded')
  assert.deepEqual(stored, {
    atMs: clock.now(),
    type: 'health',
    category: 'unhealthy',
    severity: 'critical',
    message: 'health.unhealthy',
    params: { engine: 'acestream-1', reason },
    details: {},
    engineId: 'e1',
    streamId: null,
    streamShortId: null,
    vpn: 'gluetun',
    incidentId: null,
  })
})

test('an entry belongs to the incident that is known when it happens, or found out a moment later', async () => {
  const { store, rows } = fakeStore()
  const clock = manualClock()
  let known: string | null = null
  const journal = createJournal({ store, clock, word, lastId: 0, incidentOf: () => known })
  const linked: StoredEvent[] = []
  journal.linked.on((event) => linked.push(event))
  journal.record(saying('long before'))
  await clock.advance(10_000)
  journal.record(saying('it began'))
  journal.record(saying('of another', { engineId: 'e2' }))
  journal.link('i-1', clock.now() - 5_000, ({ engineId }) => engineId === 'e1')
  known = 'i-1'
  journal.record(saying('it went on'))
  assert.deepEqual(
    journal.recent().map(({ message, incidentId }) => [message, incidentId]),
    [
      ['it went on', 'i-1'],
      ['of another', null],
      ['it began', 'i-1'],
      ['long before', null],
    ],
  )
  assert.deepEqual(messages(linked), ['it began'])
  assert.equal(rows.get(linked[0]?.id ?? 0)?.incidentId, 'i-1', 'and is stored so')
  journal.link('i-2', 0, () => true)
  assert.deepEqual(
    messages(linked).sort(),
    ['it began', 'long before', 'of another'],
    'none changes its incident',
  )
})
