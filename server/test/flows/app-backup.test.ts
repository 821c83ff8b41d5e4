/** A backup of the running product, restored elsewhere and in its own place, by the commands that people use. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import {
  startOrchestrator,
  TEST_KEY,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { BUILT_MAIN, ensureServer } from '../../bundle.ts'
import { isDeclared } from '../../src/backup/data-files.ts'
import { commitRestore, finishRestore } from '../../src/backup/restore/swap.ts'
import { DATABASE_FILE } from '../../src/store/database.ts'

const PASSPHRASE = 'a long passphrase'
const ENV = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }

interface Ended {
  readonly code: number | null
  readonly output: string
}

function command(
  name: 'backup' | 'restore',
  args: readonly string[],
  dataDir: string,
  passphrase = PASSPHRASE,
) {
  return spawn(process.execPath, [join(dirname(BUILT_MAIN), `${name}.js`), ...args], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, BACKUP_PASSPHRASE: passphrase },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

async function run(...given: Parameters<typeof command>): Promise<Ended> {
  const child = command(...given)
  const output: string[] = []
  child.stderr.on('data', (chunk) => output.push(String(chunk)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output: output.join('') }
}

async function download({ url }: TestOrchestrator, body: object): Promise<Response> {
  const headers = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' }
  return fetch(`${url}/backup`, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function saved(t: TestContext, response: Response): Promise<string> {
  assert.equal(response.status, 200)
  const path = join(temporaryFolder(t), 'one.backup')
  writeFileSync(path, Buffer.from(await response.arrayBuffer()))
  return path
}

/** Every row of every table but `meta`, which says when the file was opened, and the fleet's, which grows every second. */
function rowsOf(dataDir: string): Record<string, unknown> {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE), { readOnly: true })
  const tables = db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'meta' AND name NOT LIKE 'fleet%'",
    )
    .all()
  const rows = tables.map(({ name }) => [String(name), db.prepare(`SELECT * FROM "${name}"`).all()] as const)
  db.close()
  return Object.fromEntries(rows)
}

let template = ''
before(async () => {
  await ensureServer()
  template = mkdtempSync(join(tmpdir(), 'orchestrator-store-'))
  const product = await startOrchestrator({ env: { ...ENV, API_KEY: '' }, dataDir: template })
  await product.stop()
})
after(() => rmSync(template, { recursive: true, force: true }))

/** As the panel saves them. A name that this version does not know is kept. */
function settingsWith(marker: string): string {
  return JSON.stringify({ version: 1, revision: 1, data: { MARKER: marker } })
}

/** What a stopped product left, with a key, and rows and settings that bear `marker`. */
function dataWithRows(t: TestContext, marker: string): string {
  const dataDir = temporaryFolder(t)
  cpSync(template, dataDir, { recursive: true })
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE))
  db.exec('BEGIN')
  const insert = db.prepare('INSERT INTO meta (name, value) VALUES (?, ?)')
  for (let n = 0; n < 5000; n++) insert.run(`${marker} ${n} ${'x'.repeat(200)}`, n)
  db.exec('COMMIT')
  db.close()
  writeFileSync(join(dataDir, 'settings.json'), settingsWith(marker))
  return dataDir
}

function markerIn(dataDir: string): string {
  const db = new DatabaseSync(join(dataDir, DATABASE_FILE), { readOnly: true })
  const [row] = db.prepare("SELECT name FROM meta WHERE name LIKE '% 0 %'").all()
  db.close()
  return String(row?.['name']).split(' ')[0] ?? ''
}

describe('a backup of the running product', () => {
  test('starts elsewhere with the same rows and the same key', async (t) => {
    const product = await startOrchestrator({ env: ENV, dataDir: dataWithRows(t, 'saved') })
    t.after(() => product.close())
    const file = await saved(t, await download(product, { passphrase: PASSPHRASE }))
    await product.stop()

    const elsewhere = join(temporaryFolder(t), 'data')
    const { code, output } = await run('restore', [file], elsewhere)
    assert.equal(code, 0, output)
    assert.deepEqual(rowsOf(elsewhere), rowsOf(product.dataDir))
    assert.equal(
      readFileSync(join(elsewhere, 'api-key'), 'utf8'),
      readFileSync(join(product.dataDir, 'api-key'), 'utf8'),
    )
    assert.equal(readFileSync(join(elsewhere, 'settings.json'), 'utf8'), settingsWith('saved'))
    assert.equal(statSync(join(elsewhere, DATABASE_FILE)).mode & 0o777, 0o600)
    const there = await startOrchestrator({ env: ENV, dataDir: elsewhere })
    t.after(() => there.close())
    assert.equal((await there.get<{ status: string }>('/healthz')).status, 'ok')
    assert.equal(markerIn(elsewhere), 'saved')
  })

  test('comes with its name and its length, and its passphrase is in no log', async (t) => {
    const product = await startOrchestrator({ env: { ...ENV, LOG_LEVEL: 'debug' } })
    t.after(() => product.close())
    const response = await download(product, { passphrase: PASSPHRASE, encrypt: 'secrets' })
    const bytes = await response.arrayBuffer()
    assert.equal(response.headers.get('content-length'), String(bytes.byteLength))
    assert.match(
      response.headers.get('content-disposition') ?? '',
      /filename="acestream-orchestrator-\d{8}-\d{6}\.backup"/,
    )
    const short = await download(product, { passphrase: 'short' })
    assert.equal(short.status, 422)
    assert.doesNotMatch(await short.text(), /"short"/)
    for (const secret of [PASSPHRASE, 'short"']) assert.equal(product.log().includes(secret), false)
    assert.deepEqual(
      readdirSync(product.dataDir).filter((name) => !isDeclared(name)),
      [],
    )
  })

  test('needs the key', async (t) => {
    const product = await startOrchestrator({ env: ENV })
    t.after(() => product.close())
    assert.equal((await fetch(`${product.url}/backup`, { method: 'POST' })).status, 401)
  })

  test('is not restored over it', async (t) => {
    const product = await startOrchestrator({ env: ENV, dataDir: dataWithRows(t, 'present') })
    t.after(() => product.close())
    const file = await saved(t, await download(product, {}))
    const before = readdirSync(product.dataDir).sort()
    const { code, output } = await run('restore', [file], product.dataDir)
    assert.equal(code, 1)
    assert.match(
      output,
      /^Nothing was changed: the orchestrator is running \(process \d+ .*\): stop it first\.$/m,
    )
    assert.deepEqual(readdirSync(product.dataDir).sort(), before)
  })
})

test('the commands make a backup, check it and put it in place', async (t) => {
  const dataDir = dataWithRows(t, 'saved')
  const file = join(temporaryFolder(t), 'my.backup')
  const made = await run('backup', [file], dataDir)
  assert.equal(made.code, 0, made.output)
  assert.match((await run('backup', [file], dataDir)).output, /exists already: nothing was written/)
  assert.match((await run('restore', [file, '--check'], '/nowhere')).output, /^Whole and readable: made by /)
  const wrong = await run('restore', [file, '--check'], '/nowhere', 'another passphrase')
  assert.deepEqual([wrong.code, wrong.output], [1, 'Not restorable: the passphrase is wrong.\n'])

  const present = dataWithRows(t, 'present')
  const { code, output } = await run('restore', [file], present)
  assert.equal(code, 0, output)
  assert.equal(markerIn(present), 'saved')
  const aside = readdirSync(present).find((name) => name.startsWith('before-restore-')) ?? ''
  assert.equal(markerIn(join(present, aside)), 'present')
  assert.equal(readFileSync(join(present, aside, 'settings.json'), 'utf8'), settingsWith('present'))
})

test('a restore that is killed at any moment leaves all of the old or all of the new', async (t) => {
  const saves = dataWithRows(t, 'saved')
  const file = join(temporaryFolder(t), 'my.backup')
  assert.equal((await run('backup', [file], saves, '')).code, 0)
  const whole = dataWithRows(t, 'present')
  const startedAt = performance.now()
  assert.equal((await run('restore', [file], whole, '')).code, 0)
  const tookMs = performance.now() - startedAt
  for (let round = 0; round < 8; round++) {
    const dataDir = dataWithRows(t, 'present')
    const child = command('restore', [file], dataDir, '')
    await delay(tookMs * (0.3 + round / 10))
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    finishRestore(dataDir) // as the next start does
    assert.equal(readFileSync(join(dataDir, 'settings.json'), 'utf8'), settingsWith(markerIn(dataDir)))
    assert.equal(existsSync(join(dataDir, 'api-key')), true)
  }
})

test('the next start completes a restore that was interrupted once it counted', async (t) => {
  const dataDir = dataWithRows(t, 'present')
  const unfinished = join(dataDir, 'restore.unfinished')
  cpSync(dataWithRows(t, 'saved'), unfinished, { recursive: true })
  commitRestore(dataDir, {
    aside: 'before-restore-x',
    restored: [DATABASE_FILE, 'settings.json'],
    removed: [],
  })
  const product = await startOrchestrator({ env: ENV, dataDir })
  t.after(() => product.close())
  assert.match(product.log(), /an interrupted restore of a backup was completed/)
  assert.deepEqual([markerIn(dataDir), markerIn(join(dataDir, 'before-restore-x'))], ['saved', 'present'])
})
