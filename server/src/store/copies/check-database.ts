import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS } from '../migrations/all.ts'
import { APPLICATION_ID } from '../migrations/migrate.ts'
import { brokenTables } from '../migrations/schema.ts'

/** Version of the tables that this program writes. */
export const NEWEST_SCHEMA = MIGRATIONS.at(-1)?.version ?? 0

/** What a database file turned out to be; `detail` in SQLite's words or ours. */
export type CheckedDatabase =
  | { readonly ok: true; readonly schema: number }
  | { readonly ok: false; readonly detail: string }

/** Reads all of a database that nobody uses. Never throws; nothing is changed. */
export function checkDatabase(path: string): CheckedDatabase {
  try {
    const db = new DatabaseSync(path, { readOnly: true })
    try {
      return check(db)
    } finally {
      db.close()
    }
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) }
  }
}

function check(db: DatabaseSync): CheckedDatabase {
  const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
  if (pragma('application_id') !== APPLICATION_ID)
    return { ok: false, detail: 'it is another program’s database' }
  const found = String(pragma('integrity_check(1)'))
  if (found !== 'ok') return { ok: false, detail: found }
  const schema = Number(pragma('user_version'))
  const broken = brokenTables(
    db,
    MIGRATIONS.filter(({ version }) => version <= schema),
  )
  if (broken.length > 0) return { ok: false, detail: `tables are missing or different: ${broken.join(', ')}` }
  return { ok: true, schema }
}
