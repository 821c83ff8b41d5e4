import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually, temporaryDatabase } from '@acestream-orchestrator/testing/machine/temporary'
import type { EventQuery, StoredEvent } from '../../journal/journal-event.ts'
import { createJournalStore } from './journal.ts'

const entry = (id: number, more: Partial<StoredEvent> = {}): StoredEvent => ({
  id,
  atMs: id * 1_000,
  type: 'engine',
  category: 'created',
  message: `entry ${id}`,
  severity: 'info',
  params: { n: id },
  details: {},
  engineId: null,
  streamId: null,
  streamShortId: null,
  vpn: null,
  incidentId: null,
  ...more,
})

test('entries come back newest first, filtered and paged', async (t) => {
  const journal = createJournalStore(await temporaryDatabase(t))
  assert.equal(await journal.lastId(), 0)
  const entries = [
    entry(1),
    entry(2, { type: 'stream', streamId: 's1' }),
    entry(3, {
      engineId: 'e1',
      severity: 'critical',
      message: 'acestream-3 died: 100% CPU',
      incidentId: 'i-1',
    }),
    entry(4, { type: 'stream', engineId: 'e1', streamId: 's1' }),
    entry(5),
  ]
  for (const one of entries) journal.append(one)
  await eventually(async () => (await journal.lastId()) === 5)

  const cases: readonly (readonly [EventQuery, readonly number[]])[] = [
    [{ limit: 10 }, [5, 4, 3, 2, 1]],
    [{ limit: 2 }, [5, 4]],
    [{ limit: 2, beforeId: 4 }, [3, 2]],
    [{ type: 'stream', limit: 10 }, [4, 2]],
    [{ engineId: 'e1', limit: 10 }, [4, 3]],
    [{ streamId: 's1', engineId: 'e1', limit: 10 }, [4]],
    [{ sinceMs: 3_000, limit: 10 }, [5, 4, 3]],
    [{ untilMs: 3_000, limit: 2 }, [3, 2]],
    [{ severities: ['critical', 'warning'], limit: 10 }, [3]],
    [{ severities: [], limit: 10 }, []],
    [{ incidentId: 'i-1', limit: 10 }, [3]],
    [{ text: 'ACESTREAM-3', limit: 10 }, [3]],
    [{ text: '0%', limit: 10 }, [3]],
    [{ text: '_', limit: 10 }, []],
    [{ text: 'entry', severities: ['info'], limit: 10 }, [5, 4, 2, 1]],
  ]
  for (const [query, ids] of cases)
    assert.deepEqual(
      (await journal.query(query)).map(({ id }) => id),
      ids,
      JSON.stringify(query),
    )
  assert.deepEqual((await journal.query({ beforeId: 5, limit: 1 }))[0], entries[3])
})

test('an entry appended again takes the new details, but never the place of another', async (t) => {
  const journal = createJournalStore(await temporaryDatabase(t))
  journal.append(entry(7))
  journal.append(entry(7, { details: { repeats: 3 } }))
  journal.append(entry(7, { message: 'another one', details: {} }))
  await eventually(async () => (await journal.lastId()) === 7)
  assert.deepEqual(await journal.query({ limit: 10 }), [entry(7, { details: { repeats: 3 } })])
})
