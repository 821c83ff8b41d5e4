// `npm run restore FILE [-- --check]`, and in the image `node server/dist/restore.js FILE`: puts a backup in the place of the
// present data, which is kept beside. `-` reads it from standard input; `--check` only reads it.
import { createReadStream, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { askPassphrase } from './app/commands/ask-passphrase.ts'
import { fail, readConfig, say } from './app/commands/print.ts'
import { refusalWords } from './app/commands/refusal-words.ts'
import { freeBytesAt } from './backup/create.ts'
import { BackupRefusal } from './backup/refusal.ts'
import { checkBackup, type Restored, restore } from './backup/restore/restore.ts'
import { lockDataDir } from './host/data-lock.ts'
import { systemClock } from './lib/clock.ts'
import { messageOf } from './lib/errors.ts'
import { checkDatabase, NEWEST_SCHEMA } from './store/copies/check-database.ts'

const args = process.argv.slice(2)
const isCheck = args.includes('--check')
const [file] = args.filter((each) => each !== '--check')
if (file === undefined) fail('Which backup? npm run restore FILE')

const { dataDir } = readConfig().storage
const nowMs = systemClock.now()
const reading = {
  backup:
    file === '-'
      ? process.stdin
      : createReadStream(resolve(process.env['INIT_CWD'] ?? '', file), { highWaterMark: 256 * 1024 }),
  passphrase: () => askPassphrase('Passphrase of the backup: '),
  newestSchema: NEWEST_SCHEMA,
}

void run()

async function run(): Promise<void> {
  try {
    if (isCheck) await check()
    else tell(await restoreLocked())
  } catch (error) {
    const why = error instanceof BackupRefusal ? refusalWords(error.reason) : messageOf(error)
    fail(isCheck ? `Not restorable: ${why}.` : `Nothing was changed: ${why}.`)
  }
  process.exit(0)
}

async function check(): Promise<void> {
  const { header, names } = await checkBackup(reading)
  say(`Whole and readable: made by ${header.product} at ${header.createdAt}, with ${names.join(', ')}.`)
  if (header.leftOut.length > 0) say(`Made without: ${header.leftOut.join(', ')}.`)
}

async function restoreLocked(): Promise<Restored> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = lockDataDir(dataDir, nowMs)
  if (lock.kind === 'taken') throw new BackupRefusal({ code: 'in_use', holder: lock.holder })
  if (lock.kind === 'impossible') throw new BackupRefusal({ code: 'not_lockable', reason: lock.reason })
  return restore({ ...reading, dataDir, checkDatabase, freeBytes: freeBytesAt, nowMs })
}

function tell({ header, restored, stayed, aside }: Restored): void {
  say(`Restored what ${header.product} saved at ${header.createdAt}: ${restored.join(', ')}.`)
  if (stayed.length > 0) say(`Not in the backup, so the present ones stay: ${stayed.join(', ')}.`)
  say(`What was there before is in ${dataDir}/${aside}: remove it when all is well.`)
}
