// `npm run backup [FILE]`, and in the image `node server/dist/backup.js [FILE]`: the database and the settings in one file,
// whether or not the orchestrator runs. `-` writes it to standard output.
import { existsSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { SHORTEST_PASSPHRASE } from '@acestream-orchestrator/contract/backup'
import { askPassphrase } from './app/commands/ask-passphrase.ts'
import { fail, readConfig, say } from './app/commands/print.ts'
import { megabytes } from './app/commands/refusal-words.ts'
import { fileName } from './backup/backups.ts'
import { gather } from './backup/create.ts'
import { writeBackup } from './backup/format/backup-file.ts'
import { systemClock } from './lib/clock.ts'
import { DomainError, messageOf } from './lib/errors.ts'
import { createDatabaseCopier } from './store/copies/database-copier.ts'
import { ownVersion } from './version.ts'
import { sentenceOf } from './wording/sentence.ts'

const [given] = process.argv.slice(2)
const { dataDir } = readConfig().storage
const nowMs = systemClock.now()
const target = given === '-' ? null : resolve(process.env['INIT_CWD'] ?? '', given ?? fileName(nowMs))
if (target !== null && existsSync(target)) fail(`${target} exists already: nothing was written.`)
void run()

async function run(): Promise<void> {
  const passphrase = await choosePassphrase()
  try {
    const leftOut = await write(passphrase)
    if (target !== null) say(`Wrote ${target}, ${megabytes((await stat(target)).size)}.`)
    if (leftOut.length > 0)
      say(`Secrets were left out, because there is no passphrase: ${leftOut.join(', ')}.`)
  } catch (error) {
    fail(`No backup was made: ${error instanceof DomainError ? sentenceOf(error.reason) : messageOf(error)}`)
  }
}

async function choosePassphrase(): Promise<string | null> {
  const typed = await askPassphrase(
    'Passphrase (none: nothing is encrypted, and secrets are left out): ',
  ).catch(() => fail('Nothing was written.'))
  if (typed !== null && [...typed].length < SHORTEST_PASSPHRASE)
    fail(`A passphrase has ${SHORTEST_PASSPHRASE} characters or more. Nothing was written.`)
  return typed
}

async function write(passphrase: string | null): Promise<readonly string[]> {
  const sources = { dataDir, product: ownVersion(), copyDatabase: createDatabaseCopier(dataDir) }
  const request = { passphrase, encrypt: 'everything' } as const
  const { contents, close } = await gather(sources, request, nowMs, new AbortController().signal)
  try {
    const bytes = writeBackup(contents, passphrase)
    await (target === null ? toStandardOutput(bytes) : toFile(bytes, target))
    return contents.leftOut
  } finally {
    await close()
  }
}

/** Beside it first: what bears the name is whole. */
async function toFile(bytes: AsyncIterable<Buffer>, path: string): Promise<void> {
  const unfinished = `${path}.unfinished`
  const file = await open(unfinished, 'w', 0o600)
  try {
    for await (const chunk of bytes) await file.appendFile(chunk)
    await file.sync()
    await file.close()
    await rename(unfinished, path)
  } catch (error) {
    await file.close()
    await rm(unfinished, { force: true })
    throw error
  }
}

async function toStandardOutput(bytes: AsyncIterable<Buffer>): Promise<void> {
  for await (const chunk of bytes)
    if (!process.stdout.write(chunk)) await new Promise((resume) => process.stdout.once('drain', resume))
}
