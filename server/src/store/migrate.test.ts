import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { atEnd, type Cleanup, temporaryFolder } from '../../test/temporary.ts'
import { type Migration, migrate } from './migrate.ts'
import { MIGRATIONS } from './migrations/all.ts'

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
  assert.throws(() => migrate(db, path, [first]), /newer version \(schema 2, this one knows 1\).*mv .*\.v1/)
})

test('the released migrations count from 1 without a gap', () => {
  assert.deepEqual(
    MIGRATIONS.map((migration) => migration.version),
    MIGRATIONS.map((_, index) => index + 1),
  )
})
