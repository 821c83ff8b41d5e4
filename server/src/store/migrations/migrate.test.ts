import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { atEnd, type Cleanup, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { MIGRATIONS } from './all.ts'
import { type Migration, migrate } from './migrate.ts'

const first: Migration = { version: 1, sql: 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)' }
const second: Migration = { version: 2, sql: 'ALTER TABLE a ADD COLUMN y TEXT' }
const broken: Migration = { version: 2, sql: 'CREATE TABLE b (x); INSERT INTO nowhere VALUES (1)' }

function open(t: Cleanup): { readonly path: string; readonly db: DatabaseSync } {
  const path = join(temporaryFolder(t), 'db.sqlite')
  const db = new DatabaseSync(path)
  atEnd(t, () => db.close())
  return { path, db }
}

const version = (db: DatabaseSync) => db.prepare('PRAGMA user_version').get()?.['user_version']

test('a new file gets every migration and needs no copy', (t) => {
  const { path, db } = open(t)
  migrate(db, path, [first, second])
  assert.equal(version(db), 2)
  assert.equal(existsSync(`${path}.v0`), false)
})

test('an existing file is copied before it is changed, and keeps its rows', (t) => {
  const { path, db } = open(t)
  migrate(db, path, [first])
  migrate(db, path, [first, second])
  assert.deepEqual({ ...db.prepare('SELECT * FROM a').get() }, { x: 1, y: null })
  const copy = new DatabaseSync(`${path}.v1`)
  atEnd(t, () => copy.close())
  assert.equal(version(copy), 1)
  assert.deepEqual({ ...copy.prepare('SELECT * FROM a').get() }, { x: 1 })
})

test('a migration that fails changes nothing', (t) => {
  const { path, db } = open(t)
  migrate(db, path, [first])
  assert.throws(() => migrate(db, path, [first, broken]), /no such table: nowhere/)
  assert.equal(version(db), 1)
  assert.equal(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'b'").get()?.['n'], 0)
})

test('a newer schema is refused, and the copy made before it is named', (t) => {
  const { path, db } = open(t)
  migrate(db, path, [first])
  migrate(db, path, [first, second])
  assert.throws(() => migrate(db, path, [first]), {
    reason: {
      code: 'store_of_newer_version',
      file: 'DATA_DIR/db.sqlite',
      schema: 2,
      known: 1,
      copy: 'DATA_DIR/db.sqlite.v1',
    },
  })
})

test('the released migrations count from 1 without a gap', () => {
  assert.deepEqual(
    MIGRATIONS.map((migration) => migration.version),
    MIGRATIONS.map((_, index) => index + 1),
  )
})

test('streams of before they had an id of ours keep everything, and their keys become one', (t) => {
  const { path, db } = open(t)
  migrate(db, path, MIGRATIONS.slice(0, 1))
  const hash = '0a4848271c91ce2d8965ce416267c25047dc8141'
  const add = db.prepare(
    `INSERT INTO streams (id, key_type, key, engine_id, session_id, stat_path, command_path, is_live, labels, source,
       started_at_ms, ended_at_ms, replaced_by, phase, phase_since_ms, samples, sum_speed_down, sum_speed_up)
     VALUES (?, 'infohash', ?, 'e', 's', '/p', '/p', 1, '{}', 'event', 1, 2, ?, 'ended', 2, 0, 0, 0)`,
  )
  add.run('older', hash.toUpperCase(), 'newer')
  add.run('newer', `${hash} `, null)
  db.exec(`INSERT INTO journal VALUES (1, 1, 'stream', 'started', 'm', '{}', 'e', 'older')`)
  migrate(db, path, MIGRATIONS)
  const rows = db
    .prepare('SELECT id, reported_id, key, replaced_by, replaced_by_id FROM streams ORDER BY no')
    .all()
  const [older, newer] = rows
  assert.deepEqual([older?.['reported_id'], newer?.['reported_id']], ['older', 'newer'])
  assert.deepEqual([older?.['replaced_by'], older?.['replaced_by_id']], ['newer', newer?.['id']])
  assert.match(String(older?.['id']), /^[0-9a-f]{16}$/)
  assert.deepEqual([older?.['key'], newer?.['key']], [hash, hash])
  assert.equal(db.prepare('SELECT stream_short_id AS id FROM journal').get()?.['id'], older?.['id'])
})
