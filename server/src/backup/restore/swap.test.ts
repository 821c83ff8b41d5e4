import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { DATABASE_NAME as DB, RESTORE_READY } from '../data-files.ts'
import { commitRestore, finishing, finishRestore, UNFINISHED } from './swap.ts'

const PLAN = { aside: 'before-restore-x', restored: [DB, 'api-key'], removed: ['settings.json'] }
const OLD = {
  [DB]: 'old rows',
  [`${DB}-wal`]: 'old commits',
  'api-key': 'old key',
  'settings.json': 'old settings',
}
const NEW = { [DB]: 'new rows', 'api-key': 'new key' }

function put(folder: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
}

/** The files of a folder, without its folders. */
function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile())
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]))
}

function committed(dataDir: string): void {
  put(dataDir, OLD)
  put(join(dataDir, UNFINISHED), NEW)
  commitRestore(dataDir, PLAN)
}

test('the new files take the place of the old ones, which are kept together', (t) => {
  const dataDir = temporaryFolder(t)
  committed(dataDir)
  assert.deepEqual(finishRestore(dataDir), PLAN)
  assert.deepEqual(filesIn(dataDir), NEW)
  assert.deepEqual(filesIn(join(dataDir, PLAN.aside)), OLD)
  assert.equal(existsSync(join(dataDir, RESTORE_READY)), false)
})

test('until it is committed nothing is changed', (t) => {
  const dataDir = temporaryFolder(t)
  put(dataDir, OLD)
  put(join(dataDir, UNFINISHED), NEW)
  assert.equal(finishRestore(dataDir), null)
  assert.deepEqual(filesIn(dataDir), OLD)
})

test('stopped after any number of steps, the next start completes it', (t) => {
  const whole = temporaryFolder(t)
  committed(whole)
  const steps = [...finishing(whole)].length
  assert.ok(steps >= 8, `${steps} steps`)
  for (let stopped = 0; stopped <= steps; stopped++) {
    const dataDir = temporaryFolder(t)
    committed(dataDir)
    const some = finishing(dataDir)
    for (let step = 0; step < stopped; step++) some.next()
    finishRestore(dataDir)
    assert.deepEqual(filesIn(dataDir), NEW, `stopped after ${stopped}`)
    assert.deepEqual(filesIn(join(dataDir, PLAN.aside)), OLD, `stopped after ${stopped}`)
  }
})
