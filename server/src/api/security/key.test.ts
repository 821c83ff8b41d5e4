import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { loadKey, readKey } from './key.ts'

async function aDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'key-'))
  t.after(() => rm(directory, { recursive: true }))
  return directory
}

const modeOf = async (path: string) => (await stat(path)).mode & 0o777

test('a configured key is taken as it is and not written down', async (t) => {
  const directory = await aDirectory(t)
  assert.deepEqual(await loadKey(directory, 'mine'), { key: 'mine', generated: false, notKept: null })
  assert.equal(await readKey(directory), null)
})

test('a key is made once, readable by its owner only, and found again', async (t) => {
  const directory = join(await aDirectory(t), 'data')
  const made = await loadKey(directory, null)
  assert.equal(made.generated, true)
  assert.equal(made.notKept, null)
  assert.match(made.key, /^[\w-]{43}$/)
  assert.equal(await modeOf(join(directory, 'api-key')), 0o600)
  assert.deepEqual(await loadKey(directory, null), { key: made.key, generated: false, notKept: null })
})

test('two keys are never the same', async (t) => {
  const [one, other] = [await loadKey(await aDirectory(t), null), await loadKey(await aDirectory(t), null)]
  assert.notEqual(one.key, other.key)
})

test('a kept key that others may read is closed to them', async (t) => {
  const directory = await aDirectory(t)
  const path = join(directory, 'api-key')
  await writeFile(path, 'kept\n')
  await chmod(path, 0o644)
  assert.equal(await readKey(directory), 'kept')
  assert.equal(await modeOf(path), 0o600)
})

test('an empty file is no key: a new one takes its place', async (t) => {
  const directory = await aDirectory(t)
  await writeFile(join(directory, 'api-key'), '\n')
  const { key, generated } = await loadKey(directory, null)
  assert.equal(generated, true)
  assert.equal(await readFile(join(directory, 'api-key'), 'utf8'), `${key}\n`)
})

test('where no key can be kept, one is made that holds for this run, and the log says why', async (t) => {
  const directory = await aDirectory(t)
  await writeFile(join(directory, 'file'), '')
  const { key, generated, notKept } = await loadKey(join(directory, 'file'), null)
  assert.equal(generated, true)
  assert.match(key, /^[\w-]{43}$/)
  assert.match(notKept ?? '', /ENOTDIR/)
})

test('a kept key whose mode can not be changed is taken all the same', async (t) => {
  const directory = await aDirectory(t)
  await symlink('/proc/self/status', join(directory, 'api-key')) // its mode is nobody's to change, not even root's
  assert.match((await readKey(directory)) ?? '', /^Name:/)
})
