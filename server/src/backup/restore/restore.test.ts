import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { DATABASE_NAME as DB } from '../data-files.ts'
import { type BackupContents, writeBackup } from '../format/backup-file.ts'
import type { PackedFile } from '../format/section.ts'
import { BackupRefusal } from '../refusal.ts'
import { checkBackup, type RestoreOptions, restore } from './restore.ts'

const CHEAP = 16
const PASSPHRASE = 'a passphrase'
const PRESENT = { [DB]: 'present rows', 'api-key': 'present key', 'settings.json': 'present settings' }

function fileOf(name: string, text: string): PackedFile {
  const content = Buffer.from(text)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { name, bytes: content.length, sha256, open: () => chunksOf(content) }
}

async function* chunksOf(content: Buffer): AsyncGenerator<Buffer> {
  yield content
}

const SAVED: BackupContents = {
  product: '1.2.3',
  schema: 7,
  createdAt: '2026-11-27T12:00:00.000Z',
  leftOut: [],
  plain: [fileOf(DB, 'saved rows')],
  encrypted: [fileOf('api-key', 'saved key')],
}
const WITHOUT_SECRETS: BackupContents = { ...SAVED, leftOut: ['api-key'], encrypted: [] }

async function bytesOf(contents: BackupContents): Promise<Buffer> {
  const needed = contents.encrypted.length > 0 ? PASSPHRASE : null
  return Buffer.concat(await Array.fromAsync(writeBackup(contents, needed, CHEAP)))
}

function presentData(t: TestContext): string {
  const dataDir = temporaryFolder(t)
  for (const [name, content] of Object.entries(PRESENT)) writeFileSync(join(dataDir, name), content)
  return dataDir
}

function optionsFor(dataDir: string, bytes: Buffer, change: Partial<RestoreOptions> = {}): RestoreOptions {
  return {
    dataDir,
    backup: chunksOf(bytes),
    passphrase: async () => PASSPHRASE,
    newestSchema: 7,
    checkDatabase: () => ({ ok: true, schema: 7 }),
    freeBytes: async () => 1e12,
    nowMs: Date.UTC(2026, 10, 27, 22, 15),
    ...change,
  }
}

function textsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isFile())
  return Object.fromEntries(names.map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]))
}

describe('a backup that is restored', () => {
  test('takes the place of the present data, which is kept', async (t) => {
    const dataDir = presentData(t)
    const { restored, stayed, aside } = await restore(optionsFor(dataDir, await bytesOf(SAVED)))
    assert.deepEqual(textsIn(dataDir), { [DB]: 'saved rows', 'api-key': 'saved key' })
    assert.deepEqual(textsIn(join(dataDir, aside)), PRESENT)
    assert.equal(aside, 'before-restore-2026-11-27T221500Z')
    assert.deepEqual([restored, stayed], [[DB, 'api-key'], []])
  })

  test('goes into a folder that does not exist yet, for its owner alone', async (t) => {
    const dataDir = join(temporaryFolder(t), 'new')
    await restore(optionsFor(dataDir, await bytesOf(SAVED)))
    assert.deepEqual(textsIn(dataDir), { [DB]: 'saved rows', 'api-key': 'saved key' })
    assert.equal(statSync(join(dataDir, 'api-key')).mode & 0o777, 0o600)
  })

  test('without secrets leaves the present ones where they are', async (t) => {
    const dataDir = presentData(t)
    const { stayed } = await restore(optionsFor(dataDir, await bytesOf(WITHOUT_SECRETS)))
    assert.deepEqual(textsIn(dataDir), { [DB]: 'saved rows', 'api-key': 'present key' })
    assert.deepEqual(stayed, ['api-key'])
  })

  test('of an older schema is taken: the next start brings it up to date', async (t) => {
    const checkDatabase = () => ({ ok: true, schema: 5 }) as const
    const bytes = await bytesOf({ ...WITHOUT_SECRETS, schema: 5 })
    const dataDir = presentData(t)
    await restore(optionsFor(dataDir, bytes, { checkDatabase }))
    assert.equal(readFileSync(join(dataDir, DB), 'utf8'), 'saved rows')
  })

  test('asks for no passphrase where nothing is encrypted', async (t) => {
    const passphrase = () => assert.fail('asked')
    await restore(optionsFor(presentData(t), await bytesOf(WITHOUT_SECRETS), { passphrase }))
  })
})

describe('nothing is changed by a backup that', () => {
  interface Refused {
    readonly that: string
    readonly code: BackupRefusal['reason']['code']
    readonly contents?: BackupContents
    readonly damage?: (bytes: Buffer) => Buffer
    readonly change?: Partial<RestoreOptions>
  }

  const cases: readonly Refused[] = [
    { that: 'is cut short', code: 'cut_short', damage: (bytes) => bytes.subarray(0, -1) },
    { that: 'has a flipped bit', code: 'damaged', damage: (bytes) => flipped(bytes, bytes.length - 20) },
    { that: 'is no backup', code: 'not_a_backup', damage: () => Buffer.from('something else') },
    { that: 'has newer tables', code: 'newer_schema', contents: { ...WITHOUT_SECRETS, schema: 8 } },
    {
      that: 'holds a file that is not known',
      code: 'newer_contents',
      contents: { ...WITHOUT_SECRETS, plain: [fileOf('../outside', 'x')] },
    },
    {
      that: 'holds a file twice',
      code: 'damaged',
      contents: { ...WITHOUT_SECRETS, plain: [fileOf(DB, 'a'), fileOf(DB, 'b')] },
    },
    {
      that: 'is encrypted, without its passphrase',
      code: 'passphrase_missing',
      change: { passphrase: async () => null },
    },
    {
      that: 'is encrypted, with another passphrase',
      code: 'passphrase_wrong',
      change: { passphrase: async () => 'no' },
    },
    { that: 'does not fit on the disk', code: 'disk_full', change: { freeBytes: async () => 1000 } },
    {
      that: 'holds a damaged database',
      code: 'database_damaged',
      change: { checkDatabase: () => ({ ok: false, detail: 'row 7 missing from index' }) },
    },
    {
      that: 'holds a database of another schema than it says',
      code: 'damaged',
      change: { checkDatabase: () => ({ ok: true, schema: 6 }) },
    },
  ]
  for (const { that, code, contents = SAVED, damage = (bytes: Buffer) => bytes, change } of cases)
    test(that, async (t) => {
      const dataDir = presentData(t)
      const bytes = damage(await bytesOf(contents))
      await assert.rejects(
        restore(optionsFor(dataDir, bytes, change)),
        (error) => error instanceof BackupRefusal && error.reason.code === code,
      )
      assert.deepEqual(textsIn(dataDir), PRESENT)
      assert.deepEqual(readdirSync(dataDir).sort(), Object.keys(PRESENT).sort())
    })

  function flipped(bytes: Buffer, at: number): Buffer {
    const changed = Buffer.from(bytes)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    return changed
  }
})

test('what a killed restore left behind is not mistaken for data', async (t) => {
  const dataDir = presentData(t)
  mkdirSync(join(dataDir, 'restore.unfinished'))
  writeFileSync(join(dataDir, 'restore.unfinished', DB), 'half')
  await restore(optionsFor(dataDir, await bytesOf(SAVED)))
  assert.equal(readFileSync(join(dataDir, DB), 'utf8'), 'saved rows')
  assert.equal(existsSync(join(dataDir, 'restore.unfinished')), false)
})

test('a check reads everything and touches nothing', async () => {
  const { names, header } = await checkBackup(optionsFor('/nowhere', await bytesOf(SAVED)))
  assert.deepEqual([names, header.product], [[DB, 'api-key'], '1.2.3'])
  const cut = (await bytesOf(SAVED)).subarray(0, -1)
  await assert.rejects(checkBackup(optionsFor('/nowhere', cut)), /cut_short/)
})
