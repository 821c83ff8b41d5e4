import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import { mountSmallDisk } from '@acestream-orchestrator/testing/machine/small-disk'
import {
  eventually,
  temporaryDatabase,
  temporaryFolder,
} from '@acestream-orchestrator/testing/machine/temporary'
import { type Logger, silentLogger } from '../lib/log.ts'
import { DATABASE_FILE, type Database } from './database.ts'
import { MIGRATIONS } from './migrations/all.ts'

const FILE = `DATA_DIR/${DATABASE_FILE}`

const put = (name: string, value: string | number) => [
  { sql: 'INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)', params: [name, value] },
]

async function read(database: Database, name: string): Promise<unknown> {
  return (await database.select('SELECT value FROM meta WHERE name = ?', name))[0]?.['value']
}

test('a write that was answered can be read at once', async (t) => {
  const database = await temporaryDatabase(t)
  assert.deepEqual(await database.write(put('a', 'x')), { stored: true })
  assert.equal(await read(database, 'a'), 'x')
  assert.deepEqual(
    { ...database.status(), sinceMs: 0 },
    { ok: true, reason: null, sinceMs: 0, queued: 0, dropped: 0 },
  )
})

test('a unit with a wrong statement is undone whole and alone', async (t) => {
  const database = await temporaryDatabase(t)
  const good = database.write(put('before', 1))
  const bad = database.write([
    ...put('half', 1),
    { sql: 'INSERT INTO meta (name) VALUES (?)', params: [null] },
  ])
  const alsoGood = database.write(put('after', 1))
  await assert.rejects(bad, /writing to the store: NOT NULL/)
  assert.deepEqual(await Promise.all([good, alsoGood]), [{ stored: true }, { stored: true }])
  assert.deepEqual(
    [await read(database, 'before'), await read(database, 'half'), await read(database, 'after')],
    [1, undefined, 1],
  )
  assert.equal(database.status().ok, true)
})

test('a locked database takes writes into its queue, refuses strict ones, says why and recovers by itself', async (t) => {
  const folder = temporaryFolder(t)
  const database = await temporaryDatabase(t, { dataDir: folder })
  const changes: boolean[] = []
  database.changes.on(({ ok }) => changes.push(ok))
  const other = new DatabaseSync(join(folder, DATABASE_FILE))
  other.exec('BEGIN EXCLUSIVE')

  assert.deepEqual(await database.write(put('a', 'queued')), { stored: false })
  const askedAt = performance.now()
  assert.deepEqual(await database.write(put('b', 'queued')), { stored: false })
  await assert.rejects(database.writeOrRefuse(put('c', 'refused')), {
    code: 'store_unavailable',
    reason: {
      code: 'writing_store',
      reason: { code: 'store_locked', file: FILE, sqliteCode: 5 },
    },
  })
  assert.ok(performance.now() - askedAt < 100, 'while it is down, nobody waits for the lock')
  assert.equal(database.status().queued, 2)
  assert.equal(await read(database, 'a'), undefined, 'reading goes on')

  other.exec('ROLLBACK')
  other.close()
  await eventually(() => database.status().ok)
  assert.deepEqual(changes, [false, true])
  assert.deepEqual([await read(database, 'a'), await read(database, 'b')], ['queued', 'queued'])
  assert.equal(await read(database, 'c'), undefined, 'what was refused is not written later')
  assert.equal(database.status().queued, 0)
})

test('a full disk is reported, loses nothing that was stored, and is forgotten when space is freed', {
  skip: process.getuid?.() !== 0 && 'mounting a small disk needs root',
}, async (t) => {
  const disk = temporaryFolder(t)
  mountSmallDisk(t, disk, '2m')
  const ballast = join(disk, 'ballast')
  const database = await temporaryDatabase(t, { dataDir: join(disk, 'data') })
  await database.write(put('before', 'kept'))
  assert.throws(() => writeFileSync(ballast, Buffer.alloc(4 << 20)), /ENOSPC/)

  assert.deepEqual(await database.write(put('big', 'x'.repeat(300_000))), { stored: false })
  assert.equal(database.status().reason?.code, 'store_disk_full')
  await assert.rejects(database.writeOrRefuse(put('wish', 1)), { code: 'store_unavailable' })
  assert.equal(await read(database, 'before'), 'kept')

  rmSync(ballast)
  await eventually(() => database.status().ok)
  assert.equal(String(await read(database, 'big')).length, 300_000)
})

test('a damaged file is left as it is, and a new one is begun once it is moved away', async (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, DATABASE_FILE)
  writeFileSync(path, 'this is not a database, but it is long enough to be looked at'.repeat(20))
  const before = readFileSync(path, 'utf8')
  const database = await temporaryDatabase(t, { dataDir: folder })

  assert.deepEqual(database.status().reason, {
    code: 'store_damaged',
    file: FILE,
    sqliteCode: 26,
  })
  assert.deepEqual(await database.write(put('a', 1)), { stored: false })
  await assert.rejects(database.select('SELECT 1'), { code: 'store_unavailable' })
  assert.equal(readFileSync(path, 'utf8'), before)

  rmSync(path)
  await eventually(() => database.status().ok)
  assert.equal(await read(database, 'a'), 1)
})

test('a table dropped while the file is open is noticed, loses no write, and is good again with a whole file', async (t) => {
  const folder = temporaryFolder(t)
  const path = join(folder, DATABASE_FILE)
  const database = await temporaryDatabase(t, { dataDir: folder })
  const other = new DatabaseSync(path)
  other.exec('DROP TABLE meta')
  other.close()
  assert.deepEqual(await database.write(put('a', 1)), { stored: false })
  const reason = { code: 'store_tables_damaged', file: FILE, tables: ['meta'] }
  assert.deepEqual(database.status().reason, reason)
  await assert.rejects(read(database, 'a'), {
    code: 'store_unavailable',
    reason: { code: 'reading_store', reason },
  })

  for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
  await eventually(() => database.status().ok)
  assert.equal(await read(database, 'a'), 1)
})

test('a file deleted while it is open is noticed at the next write and recreated', async (t) => {
  const folder = temporaryFolder(t)
  const database = await temporaryDatabase(t, { dataDir: folder })
  await database.write(put('before', 1))
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, DATABASE_FILE + suffix))
  assert.deepEqual(await database.write(put('after', 2)), { stored: false })
  assert.equal(database.status().reason?.code, 'store_replaced')
  await eventually(() => database.status().ok)
  assert.equal(await read(database, 'after'), 2)
  assert.equal(await read(database, 'before'), undefined)
})

test("another program's database and a newer schema are refused untouched", async (t) => {
  for (const [sql, reason] of [
    ['CREATE TABLE theirs (a)', { code: 'store_of_another_program', file: FILE }],
    [
      'PRAGMA application_id = 1097033039; PRAGMA user_version = 99',
      {
        code: 'store_of_newer_version',
        file: FILE,
        schema: 99,
        known: MIGRATIONS.length,
        copy: null,
      },
    ],
  ] as const) {
    const folder = temporaryFolder(t)
    const path = join(folder, DATABASE_FILE)
    const theirs = new DatabaseSync(path)
    theirs.exec(sql)
    theirs.close()
    const before = readFileSync(path)
    const database = await temporaryDatabase(t, { dataDir: folder })
    assert.deepEqual(database.status().reason, reason)
    assert.deepEqual(readFileSync(path), before)
  }
})

test('a data directory that can not be made leaves a store that says so, and only the log says where', async (t) => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'file'), '')
  const logged: string[] = []
  const logger: Logger = {
    ...silentLogger,
    error: (fields) => logged.push(JSON.stringify(fields)),
  }
  const database = await temporaryDatabase(t, { dataDir: join(folder, 'file', 'data'), logger })
  const { reason } = database.status()
  assert.ok(reason?.code === 'store_system_error' && reason.file === FILE)
  assert.match(reason.errorCode, /ENOTDIR|EEXIST/)
  assert.ok(!JSON.stringify(reason).includes(folder), JSON.stringify(reason))
  assert.ok(
    logged.some((line) => line.includes(join(folder, 'file', 'data', DATABASE_FILE))),
    logged.join(),
  )
  rmSync(join(folder, 'file'))
  mkdirSync(join(folder, 'file'))
  await eventually(() => database.status().ok)
})

test('storage threads that die are started again, and lose nothing', async (t) => {
  const threads: Worker[] = []
  const onThread = (thread: Worker) => threads.push(thread)
  process.on('worker', onThread)
  t.after(() => process.off('worker', onThread))
  const database = await temporaryDatabase(t)
  await database.write(put('before', 1))
  assert.equal(threads.length, 2)

  const during = Array.from({ length: 100 }, (_, n) => database.write(put(`during${n}`, n)))
  const reading = database.select('SELECT 1').catch((error: unknown) => error)
  for (const thread of threads) void thread.terminate()
  const outcome = await reading
  if (outcome instanceof Error) assert.match(outcome.message, /storage_thread_ended/)
  await Promise.all(during)
  await eventually(() => database.status().ok && database.status().queued === 0)
  assert.equal(await read(database, 'before'), 1)
  assert.equal((await database.select("SELECT 1 FROM meta WHERE name LIKE 'during%'")).length, 100)
  assert.equal(threads.length, 4)
})

test('the reading thread gives back what a long read took, and the next read is answered all the same', async (t) => {
  const threads: Worker[] = []
  const onThread = (thread: Worker) => threads.push(thread)
  process.on('worker', onThread)
  t.after(() => process.off('worker', onThread))
  const database = await temporaryDatabase(t)
  await database.write(put('kept', 1))
  const rows = await database.select(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150000) SELECT i, 'row ' || i AS text FROM n",
  )
  assert.equal(rows.length, 150_000)
  const reader = threads.find((thread) => thread.threadName === 'store-reader')
  assert.ok(reader)
  await once(reader, 'exit')
  assert.equal(await read(database, 'kept'), 1)
  assert.equal(threads.length, 3)
})

test('closing writes what was only just submitted', async (t) => {
  const folder = temporaryFolder(t)
  const first = await temporaryDatabase(t, { dataDir: folder })
  for (let n = 0; n < 3_000; n++) first.record(put(`n${n}`, n), 'telemetry')
  await first.close()
  assert.equal(existsSync(join(folder, `${DATABASE_FILE}-wal`)), false)
  assert.deepEqual(await first.write(put('late', 1)), { stored: false })
  const second = await temporaryDatabase(t, { dataDir: folder })
  assert.equal(await read(second, 'n2999'), 2_999)
})

test('closed during a long read, everything is in one file: a copy of it is whole', async (t) => {
  const folder = temporaryFolder(t)
  const database = await temporaryDatabase(t, { dataDir: folder })
  await database.write(put('a', 'x'))
  await read(database, 'a')
  const reading = database.select(
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT max(i) FROM n, meta',
  )
  const over = reading.catch(() => undefined)
  await delay(100) // it has begun
  await database.close()
  await over
  assert.equal(existsSync(join(folder, `${DATABASE_FILE}-wal`)), false)
})
