import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { atEnd, type Cleanup, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { systemClock } from '../../lib/clock.ts'
import { fixed } from '../../lib/live.ts'
import { silentLogger } from '../../lib/log.ts'
import { DATABASE_FILE } from '../database.ts'
import { openStore, type Store } from '../open.ts'
import { MIGRATIONS } from './all.ts'
import { migrate } from './migrate.ts'

/** A row of each table that had sentences where reasons are now, as version 2 of the schema wrote them. */
const ROWS_OF_VERSION_2 = `
INSERT INTO meta VALUES ('scale', 4);
INSERT INTO intents VALUES ('remove', 'e1', 1, 'asked for by the operator'), ('drain', 'e2', 2, NULL),
  ('restart', 'e3', 3, 'asked for by the operator');
INSERT INTO probe_engines VALUES (1, 'e1');
INSERT INTO probes VALUES (1, 10, 12, NULL), (1, 20, NULL, 'no answer within 5 s'), (1, 30, NULL, '');
INSERT INTO vpn_checks VALUES ('gluetun', 10, 0, NULL, 'down', 'it does not answer', NULL, NULL);
INSERT INTO streams (id, reported_id, key_type, key, engine_id, session_id, stat_path, command_path, is_live, labels,
    source, started_at_ms, ended_at_ms, end_reason, end_detail, phase, phase_reason, phase_since_ms, samples,
    sum_speed_down, sum_speed_up)
  VALUES ('0123456789abcdef', 'k|s', 'infohash', 'k', 'e1', 's', '/s', '/c', 1, '{}', 'event', 1, 2, 'engine_gone',
      'exit code 137', 'ended', NULL, 2, 0, 0, 0),
    ('fedcba9876543210', 'k|t', 'infohash', 'k', 'e1', 't', '/s', '/c', 1, '{}', 'event', 3, NULL, NULL,
      NULL, 'stalled', 'no data for 20 s: 0 peers', 4, 0, 0, 0);
INSERT INTO journal (id, at_ms, type, category, message, details, engine_id, stream_id, stream_short_id) VALUES
  (1, 1, 'engine', 'created', 'acestream-1 was created', '{"port":19000}', 'e1', NULL, NULL),
  (2, 2, 'engine', 'failed', 'acestream-1 died: exit code 137', '{"exit_code":137}', 'e1', NULL, NULL),
  (3, 3, 'stream', 'ended', 'k ended', '{"reason":"engine_gone"}', 'e1', 'k|s', '0123456789abcdef'),
  (4, 4, 'vpn', 'disconnected', 'gluetun is down', '{"container":"gluetun"}', NULL, NULL, NULL),
  (5, 5, 'system', 'image_missing', 'the image is missing', '{"repeats":3}', NULL, NULL, NULL);
`

async function storeOfVersion2(t: Cleanup): Promise<Store> {
  const dataDir = temporaryFolder(t)
  const path = join(dataDir, DATABASE_FILE)
  const db = new DatabaseSync(path)
  migrate(db, path, MIGRATIONS.slice(0, 2))
  db.exec(ROWS_OF_VERSION_2)
  db.close()
  const options = { dataDir, sync: 'normal', clock: systemClock, logger: silentLogger } as const
  const store = await openStore({ ...options, statsRetentionDays: fixed(30) })
  atEnd(t, () => store.close())
  return store
}

test('a database of before reasons were data opens with every row readable', async (t) => {
  const store = await storeOfVersion2(t)
  assert.equal(store.database.status().ok, true)

  assert.deepEqual(await store.intents.load(), {
    engines: [
      { kind: 'remove', engineId: 'e1', atMs: 1, why: { code: 'removed_by_operator' } },
      { kind: 'drain', engineId: 'e2', atMs: 2, isKept: false },
      { kind: 'restart', engineId: 'e3', atMs: 3, why: { code: 'restarted_by_operator' } },
    ],
    scale: 4,
    imageUpdateAtMs: null,
  })
  assert.deepEqual(
    (await store.probes.history('e1', 0, 9)).map(({ ok, reason }) => [ok, reason]),
    [
      [true, null],
      [false, verbatim('no answer within 5 s')],
      [false, null],
    ],
  )
  assert.equal((await store.vpnChecks.recent(['gluetun'], 1)).get('gluetun')?.[0]?.state, 'down')
  assert.deepEqual(
    (await store.streams.load(0)).map(({ endReason, endDetail, phaseReason }) => [
      endReason,
      endDetail,
      phaseReason,
    ]),
    [
      ['engine_gone', verbatim('exit code 137'), null],
      [null, null, verbatim('no data for 20 s: 0 peers')],
    ],
  )
})

test('its journal keeps its sentences and details, and gets a severity and the VPN it is about', async (t) => {
  const { journal } = await storeOfVersion2(t)
  const entries = await journal.query({ limit: 9 })
  assert.deepEqual(
    entries.map(({ id, severity, message, details, vpn }) => [id, severity, message, details, vpn]),
    [
      [5, 'warning', 'the image is missing', { repeats: 3 }, null],
      [4, 'warning', 'gluetun is down', { container: 'gluetun' }, 'gluetun'],
      [3, 'info', 'k ended', { reason: 'engine_gone' }, null],
      [2, 'critical', 'acestream-1 died: exit code 137', { exit_code: 137 }, null],
      [1, 'info', 'acestream-1 was created', { port: 19_000 }, null],
    ],
  )
  assert.deepEqual(new Set(entries.map(({ params }) => params)), new Set([null]))
  assert.deepEqual(
    (await journal.query({ streamId: 'k|s', limit: 9 })).map(({ id }) => id),
    [3],
  )
})
