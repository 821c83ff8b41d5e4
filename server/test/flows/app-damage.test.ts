/** A database that was damaged or edited by another hand: the application says so, and goes on with what is whole. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'
import { DATABASE_FILE } from '../../src/store/database.ts'
import { MIGRATIONS } from '../../src/store/migrations/all.ts'
import { sentenceOrNull } from '../../src/wording/sentence.ts'

type Value = string | number | bigint | Uint8Array | null
type Column = { readonly name: string; readonly type: string; readonly pk: number }

/** What may stand where something else was expected; a strict table takes some of them only in some columns. */
const BAD: readonly Value[] = [
  null,
  '',
  '{"cut": ',
  '[]',
  '\u0000',
  'x'.repeat(100_000),
  -1,
  -(2n ** 63n),
  2n ** 63n - 1n,
  2 ** 53 - 1,
  1.5,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  new Uint8Array(),
  new Uint8Array([1, 255, 255, 255, 255, 127]),
  new Uint8Array([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 127]),
]

const TABLES = tablesOf(emptyDatabase())

function emptyDatabase(): DatabaseSync {
  const db = new DatabaseSync(':memory:')
  for (const { sql } of MIGRATIONS) db.exec(sql)
  return db
}

function tablesOf(db: DatabaseSync): string[] {
  return db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map(({ name }) => String(name))
}

/** What a run leaves: an engine, one stream that goes on and one that ended, wishes, an external engine. */
async function aPast(t: TestContext, outside: Outside): Promise<string> {
  const app = await anApp(t, outside)
  const engine = await app.engine()
  const running = await app.play(engine, 'a1')
  await app.play(engine, 'b2')
  await app.advance(10_000)
  await app.post('/events/stream_ended', { stream_id: 'b2', reason: 'handler_exit' })
  await app.post('/scale/2')
  await app.advance(20_000)
  await app.stop()
  return running.id
}

function edit({ dataDir }: Outside, change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
  change(db)
  db.close()
}

/** A row of that table with each bad value in each of its columns, beside the rows that are there. */
function spoil(db: DatabaseSync, table: string): number {
  const columns = db.prepare(`PRAGMA table_info(${table})`).all() as unknown as Column[]
  const names = columns.map(({ name }) => name)
  const insert = db.prepare(
    `INSERT OR IGNORE INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?')})`,
  )
  const good = db.prepare(`SELECT * FROM ${table} LIMIT 1`).get() as Record<string, Value> | undefined
  insert.setReadBigInts(true) // row ids too
  let inserted = 0
  for (const [at, column] of columns.entries())
    for (const [index, bad] of BAD.entries()) {
      const unique = at * BAD.length + index + 1_000
      const row = columns.map((each) =>
        each.name === column.name
          ? bad
          : each.pk > 0 || each.name === 'id'
            ? fresh(each, unique)
            : (good?.[each.name] ?? fresh(each, unique)),
      )
      try {
        inserted += Number(insert.run(...row).changes)
      } catch (error) {
        assert.match(String(error), /cannot store|constraint|NOT NULL|datatype/) // what a strict table refuses
      }
    }
  return inserted
}

function fresh({ name, type }: Column, unique: number): Value {
  if (name === 'details' || name === 'labels') return '{}'
  if (type === 'TEXT' || type === 'ANY') return `made-${unique}`
  return type === 'BLOB' ? new Uint8Array([unique % 256]) : unique
}

/** Everything that can be read answers, and time goes on. */
async function assertWorks(app: AppRig): Promise<void> {
  for (let minute = 0; minute < 3; minute++) await app.advance(61_000)
  const streams = (await app.get('/streams')).json<{ id: string }[]>()
  const [engine] = await app.engines()
  const urls = [
    '/healthz',
    '/orchestrator/status',
    '/streams',
    '/streams?status=ended&limit=1000',
    '/events?limit=1000',
    '/engines?all=true',
    '/contents?limit=500',
    '/contents?order=plays',
    '/history?range=24h',
    '/history?range=30d',
    '/vpn/status',
    '/metrics',
    ...(engine ? [`/engines/${engine.container_id}`, `/engines/${engine.container_id}/health`] : []),
    ...streams.slice(0, 3).map(({ id }) => `/streams/${encodeURIComponent(id)}/stats`),
  ]
  for (const url of urls) {
    const { statusCode, body } = await app.get(url)
    assert.ok(statusCode < 500, `${url}: ${statusCode} ${body.slice(0, 300)}`)
  }
}

for (const table of TABLES)
  test(`bad values in ${table} are left out, and the rest is used`, async (t) => {
    const outside = anOutside(t)
    const running = await aPast(t, outside)
    edit(outside, (db) => assert.ok(spoil(db, table) > 0))
    const app = await anApp(t, outside)
    await assertWorks(app)
    assert.equal(app.store.database.status().ok, true)
    assert.equal((await app.stream(running)).status, 'started')
    assert.equal((await app.post('/scale/1')).statusCode, 200)
  })

const SENSELESS: readonly (readonly [scale: Value, trust: Value])[] = [
  ['many', '{"cut": '],
  [-3, 'null'],
  [1.5, '{"trustedMs": "x"}'],
  [1e300, 7],
]

for (const [scale, trust] of SENSELESS)
  test(`a stored scale of ${scale} and a time trust of ${trust} are not used`, async (t) => {
    const outside = anOutside(t)
    await aPast(t, outside)
    edit(outside, (db) => {
      const put = db.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)')
      put.run('scale', scale)
      put.run('time_trust', trust)
    })
    const app = await anApp(t, outside)
    await app.advance(61_000)
    assert.equal((await app.store.intents.load()).scale, null)
    assert.equal((await app.post('/scale/1')).statusCode, 200)
  })

for (const table of TABLES)
  test(`without the table ${table} the database is left as it is, and the reason is told`, async (t) => {
    const outside = anOutside(t)
    await aPast(t, outside)
    edit(outside, (db) => db.exec(`DROP TABLE ${table}`))
    const app = await anApp(t, outside)
    const { ok, reason } = app.store.database.status()
    assert.equal(ok, false)
    assert.match(sentenceOrNull(reason) ?? '', new RegExp(`damaged.*${table}.*move it away`))
    assert.equal((await app.get('/readyz')).statusCode, 503)
    assert.equal((await app.get('/healthz')).statusCode, 200)
    const [engine] = await app.engines()
    assert.ok(engine)
    assert.equal((await app.play(engine, 'c3')).stored, false)
  })
