import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { type ManualClock, manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import {
  type Cleanup,
  eventually,
  temporaryDatabase,
} from '@acestream-orchestrator/testing/machine/temporary'
import type { HistoryKeeper } from '../../history/ports.ts'
import { fixed } from '../../lib/live.ts'
import { createSampleStore } from '../samples/samples.ts'
import { createProbeStore } from '../tables/engines/probes.ts'
import { createJournalStore } from '../tables/journal.ts'
import { createStreamStore } from '../tables/streams/streams.ts'
import { createVpnCheckStore } from '../tables/vpn-checks.ts'
import { createHistoryKeeper } from './keeper.ts'
import { TIDY_STEPS } from './tidy.ts'

const DAY_MS = 24 * 3_600_000
const life = new AbortController()

async function round(keeper: HistoryKeeper, clock: ManualClock): Promise<void> {
  while (await keeper.tidy(clock.now(), life.signal));
}

/** Lets `ms` pass, tidying every hour as a running orchestrator does. */
async function live(keeper: HistoryKeeper, clock: ManualClock, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 3_600_000) {
    await clock.advance(3_600_000)
    await round(keeper, clock)
  }
}

/** One probe, one check of a VPN, one journal entry, one ended stream with what belongs to it. */
async function aWorld(t: Cleanup, retentionDays = 365) {
  const database = await temporaryDatabase(t)
  const clock = manualClock()
  const atMs = clock.now()
  const keeper = createHistoryKeeper({ database, clock, statsRetentionDays: fixed(retentionDays) })
  createProbeStore(database).append({ engineId: 'e1', atMs, ok: true, latencyMs: 1, reason: null })
  createVpnCheckStore(database).append({
    node: 'gluetun',
    atMs,
    ok: true,
    latencyMs: 1,
    state: 'up',
    reason: null,
    publicIp: '198.51.100.7',
    forwardedPort: null,
  })
  createJournalStore(database).append({
    id: 1,
    atMs,
    type: 'system',
    category: 'started',
    message: 'started',
    severity: 'info',
    params: null,
    details: {},
    engineId: null,
    streamId: null,
    streamShortId: null,
    vpn: null,
    incidentId: null,
  })
  await createStreamStore(database).put(aStream('ended', { startedAtMs: atMs, endedAtMs: atMs }))
  const known = { peers: 1, speedDown: 2, speedUp: 3, downloaded: 4, uploaded: 5, status: 'dl' }
  createSampleStore(database).append('ended', { atMs, ...known })
  await eventually(() => database.status().queued === 0)
  await round(keeper, clock)
  await eventually(() => database.status().queued === 0) // the time that is trusted is kept beside it
  const counts = async () => {
    const tables = Object.keys(ALL)
    const sums = tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ')
    return { ...(await database.select(`SELECT ${sums}`))[0] }
  }
  return { database, clock, keeper, counts }
}

const STREAM = { streams: 1, contents: 1, sample_hours: 1, sample_minutes: 1, sample_raw: 1 }
const NO_STREAM = { streams: 0, contents: 0, sample_hours: 0, sample_minutes: 0, sample_raw: 0 }
const ALL = { probes: 1, probe_hours: 1, probe_engines: 1, vpn_checks: 1, journal: 1, ...STREAM }
const WEEK_OLD = { ...ALL, sample_raw: 0 }
const NO_PROBES = { ...WEEK_OLD, probes: 0, probe_hours: 0, probe_engines: 0, vpn_checks: 0 }

test('each kind of history goes when its time is over, and not before', async (t) => {
  const { clock, keeper, counts } = await aWorld(t, 10)
  await live(keeper, clock, 7 * DAY_MS)
  assert.deepEqual(await counts(), WEEK_OLD)
  await live(keeper, clock, DAY_MS)
  assert.deepEqual(await counts(), NO_PROBES)
  await live(keeper, clock, 3 * DAY_MS)
  assert.deepEqual(await counts(), { ...NO_PROBES, ...NO_STREAM })
})

test('a clock that leaps ahead and comes back has expired nothing', async (t) => {
  const { clock, keeper, counts } = await aWorld(t)
  const before = clock.now()
  clock.jump(before + 4_000 * DAY_MS)
  await live(keeper, clock, DAY_MS / 2)
  assert.deepEqual(await counts(), ALL)
  clock.jump(before + DAY_MS / 2)
  await live(keeper, clock, DAY_MS / 2)
  assert.deepEqual(await counts(), ALL)
})

test('a start after months off, or with a wrong clock, deletes nothing at first; what was trusted is remembered', async (t) => {
  const { database, clock, counts } = await aWorld(t)
  clock.jump(clock.now() + 4_000 * DAY_MS)
  const restarted = createHistoryKeeper({ database, clock, statsRetentionDays: fixed(365) })
  await round(restarted, clock)
  await live(restarted, clock, DAY_MS / 2)
  assert.deepEqual(await counts(), ALL)
  await live(restarted, clock, DAY_MS)
  assert.deepEqual(await counts(), { ...NO_PROBES, ...NO_STREAM, journal: 0 })
})

test('the journal keeps its newest 200,000 entries, and loses the others in several steps', async (t) => {
  const { database, clock, keeper } = await aWorld(t)
  await database.write([
    {
      sql: `INSERT INTO journal (id, at_ms, type, category, message, details, engine_id, stream_id)
        WITH RECURSIVE n (id) AS (SELECT 2 UNION ALL SELECT id + 1 FROM n WHERE id < 203501)
        SELECT id, ?, 'system', 'filler', 'filler', '{}', NULL, NULL FROM n`,
      params: [clock.now()],
    },
  ])
  let again = 0
  while (await keeper.tidy(clock.now(), life.signal)) again++
  const left = await database.select('SELECT count(*) AS n, min(id) AS oldest FROM journal')
  assert.deepEqual({ ...left[0] }, { n: 200_000, oldest: 3_502 })
  assert.equal(again, TIDY_STEPS.length - 1 + 3)
})

test('while the store is down there is nothing to do', async (t) => {
  const { database, clock, keeper } = await aWorld(t)
  await database.close()
  assert.equal(await keeper.tidy(clock.now(), life.signal), false)
})
