import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { temporaryDatabase, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'

const KILLED_AFTER = 500

/** Writes without end from many callers, and prints each number once its write was answered as stored. */
const WRITER = `
  const { openDatabase } = await import(process.argv[1])
  const { systemClock } = await import(process.argv[2])
  const { silentLogger } = await import(process.argv[3])
  const database = await openDatabase({ dataDir: process.argv[4], sync: 'normal', clock: systemClock, logger: silentLogger })
  let next = 0
  for (let caller = 0; caller < 20; caller++) void write()
  async function write() {
    const n = next++
    const sql = 'INSERT INTO meta (name, value) VALUES (?, 1)'
    const { stored } = await database.write([{ sql, params: ['n' + n] }])
    if (!stored) process.exit(1)
    console.log(n)
    void write()
  }
`

test('everything that was answered as stored is there after kill -9', async (t) => {
  const folder = temporaryFolder(t)
  const modules = ['../database.ts', '../../lib/clock.ts', '../../lib/log.ts'].map(
    (path) => new URL(path, import.meta.url).href,
  )
  const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, ...modules, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const answered: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    answered.push(`n${line}`)
    if (answered.length === KILLED_AFTER) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  assert.equal(child.signalCode, 'SIGKILL')

  const database = await temporaryDatabase(t, { dataDir: folder })
  const rows = await database.select('SELECT name FROM meta')
  const present = new Set(rows.map(({ name }) => name))
  assert.ok(answered.length >= KILLED_AFTER)
  assert.deepEqual(
    answered.filter((name) => !present.has(name)),
    [],
  )
})
