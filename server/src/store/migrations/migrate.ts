// migrations/: the schema, one numbered step after another.
import { chmodSync, existsSync, renameSync, rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { damagedTables, StoreRefusal, shownName } from '../connection/failure.ts'
import { brokenTables } from './schema.ts'

/** One step of the schema. A released migration is never edited; what it got wrong, the next one puts right. */
export interface Migration {
  readonly version: number
  readonly sql: string
}

/** How commits are made safe: a write-ahead log, which readers do not wait for, or a rollback journal, which they do. */
export type Journal = 'WAL' | 'DELETE'

/** Marks a file as ours in its header (`PRAGMA application_id`): "AceO" in ASCII. */
export const APPLICATION_ID = 0x4163654f

/**
 * Brings the file to the newest schema. An existing one is copied first, to `<path>.v<old version>`, so that going
 * back to the version before is `mv`. Throws `StoreRefusal` for a newer schema, another program's database, and tables
 * that are missing or not ours.
 */
export function migrate(
  db: DatabaseSync,
  path: string,
  migrations: readonly Migration[],
  journal: Journal = 'WAL',
): void {
  const current = readPragma(db, 'user_version')
  const latest = migrations.at(-1)?.version ?? 0
  refuseForeign(db, path, current)
  if (current > latest) throw new StoreRefusal(newerSchema(path, current, latest))
  if (current > 0 && current < latest) copyFile(db, `${path}.v${current}`)
  db.exec(`PRAGMA journal_mode = ${journal}`)
  for (const migration of migrations) if (migration.version > current) apply(db, migration)
  const broken = brokenTables(db, migrations)
  if (broken.length > 0) throw new StoreRefusal(damagedTables(path, broken))
}

function refuseForeign(db: DatabaseSync, path: string, version: number): void {
  if (readPragma(db, 'application_id') === APPLICATION_ID) return
  const tables = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()
  if (version === 0 && Number(tables?.['n']) === 0) return
  throw new StoreRefusal({ code: 'store_of_another_program', file: shownName(path) })
}

function newerSchema(path: string, schema: number, known: number): Reason {
  const copy = `${path}.v${known}`
  return {
    code: 'store_of_newer_version',
    file: shownName(path),
    schema,
    known,
    copy: existsSync(copy) ? shownName(copy) : null,
  }
}

/** Through a temporary name, so that a copy cut short by a full disk is never taken for a whole one, nor left there. */
function copyFile(db: DatabaseSync, target: string): void {
  const unfinished = `${target}.unfinished`
  rmSync(unfinished, { force: true })
  try {
    db.prepare('VACUUM INTO ?').run(unfinished)
    chmodSync(unfinished, 0o600)
    renameSync(unfinished, target)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

function apply(db: DatabaseSync, { version, sql }: Migration): void {
  db.exec('BEGIN IMMEDIATE')
  try {
    db.exec(sql)
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function readPragma(db: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
}
