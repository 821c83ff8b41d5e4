import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { DomainError } from '../lib/errors.ts'
import { createBackups, fileName } from './backups.ts'
import type { BackupRequest, BackupSources } from './create.ts'
import { DATABASE_NAME as DB } from './data-files.ts'
import { openBackup } from './format/backup-file.ts'

const MIB = 1024 * 1024
const NOW = Date.UTC(2026, 10, 27, 22, 15, 9)
const SECRETS = ['alert-secrets.json', 'web-push.json', 'api-key']
const OPEN = [DB, 'settings.json', 'alerts.json']

interface Rig {
  readonly dataDir: string
  create(request: BackupRequest, signal?: AbortSignal): Promise<{ name: string; bytes: Buffer }>
}

function rig(t: TestContext, change: Partial<BackupSources> = {}): Rig {
  const dataDir = temporaryFolder(t)
  for (const name of [...OPEN, ...SECRETS, 'in-use.lock', `${DB}-wal`])
    writeFileSync(join(dataDir, name), `${name}!`)
  const copyDatabase = async (target: string) => {
    writeFileSync(target, 'copied rows')
    return { schema: 7 }
  }
  const { create } = createBackups({ dataDir, product: '1.2.3', copyDatabase, ...change }, { now: () => NOW })
  return {
    dataDir,
    create: async (request, signal = new AbortController().signal) => {
      const { name, bytes, content } = await create(request, signal)
      const all = Buffer.concat(await Array.fromAsync(content))
      assert.equal(all.length, bytes)
      return { name, bytes: all }
    },
  }
}

async function read(bytes: Buffer, passphrase: string | null) {
  const opened = await openBackup(chunksOf(bytes))
  const found: Record<string, string> = {}
  await opened.read(passphrase, {
    expect: async () => {},
    receive: async ({ name }, content) => {
      found[name] = Buffer.concat(await Array.fromAsync(content)).toString()
    },
  })
  return { header: opened.header, found }
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}

describe('what the person chooses', () => {
  interface Case {
    readonly choice: string
    readonly request: BackupRequest
    readonly sections: readonly string[]
    readonly holds: readonly string[]
    readonly leftOut: readonly string[]
  }
  const cases: readonly Case[] = [
    {
      choice: 'no passphrase: secrets are left out',
      request: { passphrase: null, encrypt: 'everything' },
      sections: ['plain'],
      holds: OPEN,
      leftOut: SECRETS,
    },
    {
      choice: 'a passphrase for the secrets',
      request: { passphrase: 'a passphrase', encrypt: 'secrets' },
      sections: ['plain', 'encrypted'],
      holds: [...OPEN, ...SECRETS],
      leftOut: [],
    },
    {
      choice: 'a passphrase for everything',
      request: { passphrase: 'a passphrase', encrypt: 'everything' },
      sections: ['encrypted'],
      holds: [...OPEN, ...SECRETS],
      leftOut: [],
    },
  ]
  for (const { choice, request, sections, holds, leftOut } of cases)
    test(choice, async (t) => {
      const { name, bytes } = await rig(t).create(request)
      const { header, found } = await read(bytes, request.passphrase)
      assert.equal(name, 'acestream-orchestrator-20261127-221509.backup')
      assert.deepEqual([header.sections, header.leftOut, header.schema], [sections, leftOut, 7])
      const expected = holds.map((each) => [each, each === DB ? 'copied rows' : `${each}!`])
      assert.deepEqual(found, Object.fromEntries(expected))
      assert.equal(bytes.includes('api-key!'), false)
    })
})

test('a file that is not there is neither in it nor missing', async (t) => {
  const { create } = createBackups(
    { dataDir: temporaryFolder(t), product: '1', copyDatabase: async () => ({ schema: 7 }) },
    { now: () => NOW },
  )
  const ready = await create({ passphrase: null, encrypt: 'everything' }, new AbortController().signal)
  const { header, found } = await read(Buffer.concat(await Array.fromAsync(ready.content)), null)
  assert.deepEqual([Object.keys(found), header.leftOut], [[DB], []])
})

test('its working files have no name once it is being sent, and those of a killed one are removed later', async (t) => {
  const { dataDir, create } = rig(t)
  const before = readdirSync(dataDir).sort()
  const old = join(dataDir, 'backup-1.unfinished')
  const young = join(dataDir, 'backup-2.unfinished')
  for (const path of [old, young]) writeFileSync(path, 'half')
  utimesSync(old, NOW / 1000 - 7200, NOW / 1000 - 7200)
  utimesSync(young, NOW / 1000, NOW / 1000)
  await create({ passphrase: null, encrypt: 'everything' })
  assert.deepEqual(readdirSync(dataDir).sort(), [...before, 'backup-2.unfinished'].sort())
})

test('what can not be copied is an error that leaves nothing behind, and the next one works', async (t) => {
  let isBroken = true
  const copyDatabase = async (target: string) => {
    if (isBroken) throw new DomainError('store_unavailable', 'the disk is away')
    writeFileSync(target, 'copied rows')
    return { schema: 7 }
  }
  const { dataDir, create } = rig(t, { copyDatabase })
  const before = readdirSync(dataDir)
  await assert.rejects(create({ passphrase: null, encrypt: 'everything' }), /the disk is away/)
  assert.deepEqual(readdirSync(dataDir), before)
  isBroken = false
  await create({ passphrase: null, encrypt: 'everything' })
})

test('a disk that fills up meanwhile is said with its figures, and nothing is left on it', {
  skip: process.getuid?.() !== 0 && 'mounting a disk needs root',
}, async (t) => {
  const disk = temporaryFolder(t)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk])
  try {
    writeFileSync(join(disk, DB), '')
    truncateSync(join(disk, DB), 6 * MIB)
    const copyDatabase = async (target: string) => {
      writeFileSync(target, randomBytes(6 * MIB))
      writeFileSync(join(disk, 'recording.ts'), randomBytes(6 * MIB)) // somebody else's
      return { schema: 7 }
    }
    const { create } = createBackups({ dataDir: disk, product: '1.2.3', copyDatabase }, { now: () => NOW })
    const { signal } = new AbortController()
    const isSaid = (error: unknown) => {
      assert.ok(error instanceof DomainError && error.reason.code === 'backup_disk_full', String(error))
      assert.ok(error.reason.freeBytes < error.reason.neededBytes)
      return error.code === 'store_unavailable'
    }
    await assert.rejects(create({ passphrase: null, encrypt: 'everything' }, signal), isSaid)
    assert.deepEqual(readdirSync(disk).toSorted(), [DB, 'recording.ts'].toSorted())
  } finally {
    execFileSync('umount', [disk])
  }
})

test('a second one is refused while one is made', async (t) => {
  const gate = Promise.withResolvers<{ schema: number }>()
  const { create } = rig(t, { copyDatabase: () => gate.promise })
  const first = create({ passphrase: null, encrypt: 'everything' })
  await assert.rejects(
    create({ passphrase: null, encrypt: 'everything' }),
    (error) => error instanceof DomainError && error.reason.code === 'backup_running',
  )
  gate.resolve({ schema: 7 })
  await first
})

test('a name sorts by its time', () => {
  assert.equal(fileName(Date.UTC(2026, 0, 2, 3, 4, 5)), 'acestream-orchestrator-20260102-030405.backup')
})
