import type { Connection } from '../connection/connection.ts'

/**
 * Writes a whole copy of the database as of one moment to `target`, a file that is empty or not there yet, without what has
 * been deleted since. With a write-ahead log nobody waits for it. On a reading thread only: it runs in no transaction.
 */
export function copyDatabase(
  connection: Connection,
  { target }: { readonly target: string },
): { schema: number } {
  connection.run('VACUUM INTO ?', target)
  const [row] = connection.all('PRAGMA user_version')
  return { schema: Number(row?.['user_version']) }
}
