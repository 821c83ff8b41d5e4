import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { BackupRefusal } from '../refusal.ts'
import { type BackupContents, openBackup, writeBackup } from './backup-file.ts'
import { LARGEST_PAYLOAD } from './frames.ts'
import type { Entry, PackedFile } from './section.ts'

/** A passphrase is tried in no time: these tests try thousands. */
const CHEAP = 16
const PASSPHRASE = 'correct horse battery staple'

function fileOf(name: string, content: Buffer): PackedFile {
  return {
    name,
    bytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
    open: () => piecesOf(content, 10_000),
  }
}

async function* piecesOf(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size)
}

interface Given {
  readonly plain?: readonly PackedFile[]
  readonly encrypted?: readonly PackedFile[]
}

function contentsOf({ plain = [], encrypted = [] }: Given): BackupContents {
  const createdAt = '2026-11-27T12:00:00.000Z'
  return { product: '1.2.3', schema: 7, createdAt, leftOut: [], plain, encrypted }
}

async function written(given: Given, passphrase: string | null = null): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of writeBackup(contentsOf(given), passphrase, CHEAP)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Name and content of everything in it, whatever the pieces in which its bytes come. */
async function contentIn(bytes: Buffer, passphrase: string | null = null, pieces = 1000) {
  const found = new Map<string, Buffer>()
  const opened = await openBackup(piecesOf(bytes, pieces))
  await opened.read(passphrase, {
    expect: async () => {},
    receive: async ({ name }: Entry, content) => {
      found.set(name, Buffer.concat(await Array.fromAsync(content)))
    },
  })
  return { header: opened.header, found }
}

function refusedWith(code: BackupRefusal['reason']['code'] | undefined) {
  return (error: unknown) =>
    error instanceof BackupRefusal && (code === undefined || error.reason.code === code)
}

const database = fileOf('database', Buffer.concat([randomBytes(150_000), Buffer.alloc(150_000, 'row')]))
const secret = fileOf('secret', Buffer.from('not to be seen'))

describe('a backup holds what was put into it', () => {
  const sizes = [0, 1, LARGEST_PAYLOAD - 1, LARGEST_PAYLOAD, LARGEST_PAYLOAD + 1, 3 * LARGEST_PAYLOAD]
  for (const size of sizes)
    test(`a file of ${size} bytes`, async () => {
      const content = randomBytes(size)
      const bytes = await written({ plain: [fileOf('one', content)] })
      const { found } = await contentIn(bytes)
      assert.deepEqual([...found], [['one', content]])
    })

  test('any files, in plain and encrypted, read in pieces of any size', async () => {
    const content = fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes))
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { maxLength: 4 }),
        fc.array(content, { maxLength: 2 }),
        fc.integer({ min: 1, max: 7000 }),
        async (plain, encrypted, pieces) => {
          const given = {
            plain: plain.map((each, at) => fileOf(`plain ${at}`, each)),
            encrypted: encrypted.map((each, at) => fileOf(`encrypted ${at}`, each)),
          }
          const { found } = await contentIn(await written(given, PASSPHRASE), PASSPHRASE, pieces)
          assert.deepEqual([...found.values()], [...plain, ...encrypted])
        },
      ),
      { numRuns: 15 },
    )
  })

  test('its header says what it is before anything is read', async () => {
    const { header } = await contentIn(await written({ plain: [database] }))
    const { product, schema, sections, key } = header
    assert.deepEqual(
      { product, schema, sections, key },
      { product: '1.2.3', schema: 7, sections: ['plain'], key: null },
    )
  })

  test('a passphrase typed on another system opens it, its letters composed or not', async () => {
    const bytes = await written({ encrypted: [secret] }, 'contrase\u00f1a')
    const { found } = await contentIn(bytes, 'contrasen\u0303a')
    assert.equal(found.get('secret')?.toString(), 'not to be seen')
  })

  test('a file that changes while it is read makes no backup', async () => {
    await assert.rejects(written({ plain: [{ ...secret, bytes: 3 }] }), /backing up secret: it had 3 bytes/)
  })
})

describe('what is encrypted', () => {
  test('shows neither names nor bytes, nor how long they are', async () => {
    const bytes = await written({ encrypted: [secret] }, PASSPHRASE)
    assert.equal(bytes.includes('secret'), false)
    assert.equal(bytes.includes(secret.sha256), false)
    assert.equal(bytes.includes('not to be seen'), false)
  })

  test('is never the same twice', async () => {
    const [one, other] = [
      await written({ encrypted: [secret] }, PASSPHRASE),
      await written({ encrypted: [secret] }, PASSPHRASE),
    ]
    assert.notDeepEqual(one.subarray(-60), other.subarray(-60))
  })

  test('needs its passphrase', async () => {
    const bytes = await written({ plain: [database], encrypted: [secret] }, PASSPHRASE)
    await assert.rejects(contentIn(bytes, null), refusedWith('passphrase_missing'))
    await assert.rejects(contentIn(bytes, `${PASSPHRASE} `), refusedWith('passphrase_wrong'))
  })

  test('is not written without one', async () => {
    await assert.rejects(written({ encrypted: [secret] }, null), /no passphrase/)
  })
})

describe('what is not as it was written is refused', () => {
  const kinds = [
    { kind: 'plain', given: { plain: [fileOf('one', randomBytes(700))] } },
    { kind: 'encrypted', given: { encrypted: [fileOf('one', randomBytes(700))] } },
  ]
  for (const { kind, given } of kinds) {
    test(`any bit flipped, ${kind}`, async () => {
      const bytes = await written(given, PASSPHRASE)
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
          const flipped = Buffer.from(bytes)
          flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
          await assert.rejects(contentIn(flipped, PASSPHRASE), refusedWith(undefined))
        }),
        { numRuns: 300 },
      )
    })

    test(`cut short anywhere, ${kind}`, async () => {
      const bytes = await written(given, PASSPHRASE)
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), async (length) => {
          await assert.rejects(contentIn(bytes.subarray(0, length), PASSPHRASE), refusedWith(undefined))
        }),
        { numRuns: 200 },
      )
    })
  }

  test('a large one cut in the middle says so', async () => {
    const bytes = await written({ plain: [database] })
    await assert.rejects(contentIn(bytes.subarray(0, bytes.length >> 1)), refusedWith('cut_short'))
  })

  test('frames in another order', async () => {
    const bytes = await written({ plain: [fileOf('one', randomBytes(4 * LARGEST_PAYLOAD))] })
    const frame = 4 + LARGEST_PAYLOAD + 16
    const start = 8 + 4 + bytes.readUInt32BE(8) + 32
    const swapped = Buffer.concat([
      bytes.subarray(0, start),
      bytes.subarray(start + frame, start + 2 * frame),
      bytes.subarray(start, start + frame),
      bytes.subarray(start + 2 * frame),
    ])
    await assert.rejects(contentIn(swapped), refusedWith('damaged'))
  })

  test('sections of another backup behind this header', async () => {
    const one = await written({ encrypted: [secret] }, PASSPHRASE)
    const other = await written({ encrypted: [secret] }, PASSPHRASE)
    const startOf = (bytes: Buffer) => 8 + 4 + bytes.readUInt32BE(8) + 32
    const mixed = Buffer.concat([one.subarray(0, startOf(one)), other.subarray(startOf(other))])
    await assert.rejects(contentIn(mixed, PASSPHRASE), refusedWith('damaged'))
  })

  test('more bytes than belong to it', async () => {
    const bytes = await written({ plain: [secret] })
    await assert.rejects(contentIn(Buffer.concat([bytes, Buffer.of(0)])), refusedWith('damaged'))
  })

  for (const [what, bytes] of [
    ['nothing', Buffer.alloc(0)],
    ['a database', Buffer.from('SQLite format 3\0')],
    ['a gzip file', Buffer.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0)],
  ] as const)
    test(`${what} is no backup`, async () => {
      await assert.rejects(contentIn(bytes), refusedWith('not_a_backup'))
    })
})
