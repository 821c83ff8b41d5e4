import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { openDocument } from './open-document.ts'

const NAME = 'colours.json'
const NOW = Date.UTC(2026, 10, 27, 21, 4, 5)
const ASIDE = `${NAME}.damaged-2026-11-27T21-04-05.000Z`

/** In version 1 it was one colour, in version 2 it is a list. */
function readColours(data: unknown, version: number): readonly string[] | undefined {
  if (version === 1) return typeof data === 'string' ? [data] : undefined
  return Array.isArray(data) && data.every((each) => typeof each === 'string') ? data : undefined
}

function openIn(dataDir: string) {
  return openDocument({ dataDir, name: NAME, version: 2, read: readColours, clock: { now: () => NOW } })
}

function withFile(t: TestContext, content: unknown) {
  const folder = temporaryFolder(t)
  const path = join(folder, NAME)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return { folder, path }
}

describe('a document', () => {
  test('that nobody wrote is empty, and creates no file', async (t) => {
    const folder = temporaryFolder(t)
    const document = await openIn(folder)
    assert.deepEqual(document.current(), { revision: 0, data: null })
    assert.equal(document.fault(), null)
    assert.deepEqual(readdirSync(folder), [])
  })

  test('is kept for the next start, readable by its owner alone', async (t) => {
    const folder = temporaryFolder(t)
    const document = await openIn(folder)
    assert.deepEqual(await document.write(['red'], 0), { kind: 'written', revision: 1 })
    assert.deepEqual(await document.write(['red', 'blue'], 1), { kind: 'written', revision: 2 })
    assert.deepEqual((await openIn(folder)).current(), { revision: 2, data: ['red', 'blue'] })
    assert.equal(statSync(join(folder, NAME)).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(folder), [NAME])
  })

  test('that others may read is closed to them', async (t) => {
    const { folder, path } = withFile(t, { version: 2, revision: 1, data: [] })
    execFileSync('chmod', ['644', path])
    await openIn(folder)
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  test('written on an older revision is a conflict with what is there now', async (t) => {
    const document = await openIn(temporaryFolder(t))
    const [first, second] = await Promise.all([document.write(['red'], 0), document.write(['blue'], 0)])
    assert.equal(first.kind, 'written')
    assert.deepEqual(second, { kind: 'conflict', now: { revision: 1, data: ['red'] } })
    assert.deepEqual(document.current().data, ['red'])
  })

  test('of an older version is read, and written in the form of this one', async (t) => {
    const { folder, path } = withFile(t, { version: 1, revision: 4, data: 'red' })
    const document = await openIn(folder)
    assert.deepEqual(document.current(), { revision: 4, data: ['red'] })
    await document.write(['blue'], 4)
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), { version: 2, revision: 5, data: ['blue'] })
  })

  test('half written before a crash is the one of before', async (t) => {
    const { folder, path } = withFile(t, { version: 2, revision: 1, data: ['red'] })
    writeFileSync(`${path}.new`, '{"version": 2, "rev', { mode: 0o644 })
    const document = await openIn(folder)
    assert.deepEqual(document.current().data, ['red'])
    assert.equal((await document.write(['blue'], 1)).kind, 'written')
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })
})

describe('a damaged document', () => {
  const cases: Readonly<Record<string, unknown>> = {
    'is cut short': '{"version": 2, "revision": 1, "da',
    'is empty': '',
    'is no object': '[]',
    'has no version': { revision: 1, data: [] },
    'has a revision that is no number': { version: 2, revision: '1', data: [] },
    'has data that this version never wrote': { version: 2, revision: 1, data: [1] },
    'has data that the older version never wrote': { version: 1, revision: 1, data: [] },
    'is larger than any of ours': `{"version": 2, "revision": 1, "data": ["${'x'.repeat(4 * 1024 ** 2)}"]}`,
  }
  for (const [title, content] of Object.entries(cases))
    test(`that ${title} is put aside whole and reported`, async (t) => {
      const { folder, path } = withFile(t, content)
      const before = readFileSync(path)
      const document = await openIn(folder)
      assert.deepEqual(document.current(), { revision: 0, data: null })
      assert.deepEqual(document.fault(), {
        code: 'document_damaged',
        file: `DATA_DIR/${NAME}`,
        copy: `DATA_DIR/${ASIDE}`,
      })
      assert.deepEqual(readdirSync(folder), [ASIDE])
      assert.ok(readFileSync(join(folder, ASIDE)).equals(before))
    })

  test('is reported after a restart too, and until it is written again', async (t) => {
    const { folder } = withFile(t, 'x')
    await openIn(folder)
    const again = await openIn(folder)
    assert.equal(again.fault()?.code, 'document_damaged')
    assert.equal((await again.write(['red'], 0)).kind, 'written')
    assert.equal(again.fault(), null)
    assert.equal((await openIn(folder)).fault(), null)
    assert.deepEqual(readdirSync(folder).sort(), [NAME, ASIDE])
  })

  test('may be a pipe, which is not waited for', async (t) => {
    const folder = temporaryFolder(t)
    execFileSync('mkfifo', [join(folder, NAME)])
    assert.equal((await openIn(folder)).fault()?.code, 'document_damaged')
  })
})

describe('a document of a newer version', () => {
  const newer = { version: 3, revision: 9, data: { colours: ['red'] } }

  test('is not used, and never written over', async (t) => {
    const { folder, path } = withFile(t, newer)
    const document = await openIn(folder)
    const reason = {
      code: 'document_of_newer_version',
      file: `DATA_DIR/${NAME}`,
      version: 3,
      known: 2,
    }
    assert.deepEqual(document.current(), { revision: 0, data: null })
    assert.deepEqual(document.fault(), reason)
    assert.deepEqual(await document.write(['blue'], 0), { kind: 'refused', reason })
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), newer)
  })

  test('makes room once it was moved away', async (t) => {
    const { folder, path } = withFile(t, newer)
    const document = await openIn(folder)
    renameSync(path, `${path}.kept`)
    assert.deepEqual(await document.write(['blue'], 0), { kind: 'written', revision: 1 })
    assert.equal(document.fault(), null)
  })

  test('that was replaced by one of ours is a conflict, and not lost', async (t) => {
    const { folder, path } = withFile(t, newer)
    const document = await openIn(folder)
    writeFileSync(path, JSON.stringify({ version: 2, revision: 6, data: ['green'] }))
    const now = { revision: 6, data: ['green'] }
    assert.deepEqual(await document.write(['blue'], 0), { kind: 'conflict', now })
    assert.deepEqual(document.current(), now)
  })
})

describe('a folder that can not be used', () => {
  test('refuses the write with the reason, and keeps what was', async (t) => {
    const { folder, path } = withFile(t, { version: 2, revision: 1, data: ['red'] })
    const document = await openIn(folder)
    mkdirSync(`${path}.new`) // as root no right is missing: a folder in the way is what nobody can write over
    const refused = await document.write(['blue'], 1)
    assert.equal(refused.kind === 'refused' && refused.reason.code, 'document_not_writable')
    assert.equal(document.fault()?.code, 'document_not_writable')
    assert.deepEqual(document.current(), { revision: 1, data: ['red'] })
  })

  test('is none at all: empty, and a write says so', async (t) => {
    const document = await openIn(join(temporaryFolder(t), 'missing'))
    assert.equal(document.fault(), null)
    const refused = await document.write([], 0)
    assert.deepEqual(refused, {
      kind: 'refused',
      reason: { code: 'document_not_writable', file: `DATA_DIR/${NAME}`, errorCode: 'ENOENT' },
    })
  })

  test('is a file: it is not read, and nothing is written', async (t) => {
    const { path } = withFile(t, 'a file')
    const document = await openIn(path)
    assert.equal(document.fault()?.code, 'document_not_readable')
    assert.equal((await document.write([], 0)).kind, 'refused')
    assert.equal(readFileSync(path, 'utf8'), 'a file')
  })
})
