import { messageOf } from '../lib/errors.ts'
import type { Failure } from './messages.ts'

/** The file is not ours to use as it is; its message says why and what to do. Nothing was changed. */
export class StoreRefusal extends Error {}

/**
 * SQLite's primary result codes that speak of the world and not of the statement
 * (https://sqlite.org/rescode.html): the same write may work later.
 */
const REMEDIES: ReadonlyMap<number, (path: string) => string> = new Map([
  [5, locked],
  [6, locked],
  [7, () => 'the machine is out of memory; writing resumes by itself'],
  [
    8,
    (path) =>
      `${path} is read-only: give this user the right to write it and its folder; writing resumes by itself`,
  ],
  [
    10,
    (path) =>
      `the disk holding ${path} reports errors: check it (dmesg, free space); writing resumes by itself`,
  ],
  [11, damaged],
  [13, (path) => `the disk holding ${path} is full: free some space; writing resumes by itself`],
  [14, (path) => `${path} can't be opened: check that its folder exists and this user may write it`],
  [15, locked],
  [26, damaged],
])

function locked(path: string): string {
  return `another program holds ${path} locked (find it with: fuser ${path}); writing resumes by itself`
}

function damaged(path: string): string {
  return (
    `${path} is damaged or no SQLite database. It was left as it is: move it away to begin an empty one, ` +
    'or put a copy in its place; either is taken up by itself'
  )
}

/** Sorts anything thrown while working on the database at `path`. */
export function failureOf(error: unknown, path: string): Failure {
  const sqlite = sqliteCode(error)
  if (sqlite === undefined) {
    const system = error instanceof Error && 'syscall' in error
    return {
      kind: system || error instanceof StoreRefusal ? 'unavailable' : 'fault',
      reason: messageOf(error),
    }
  }
  const remedy = REMEDIES.get(sqlite.primary)
  if (!remedy) return { kind: 'fault', reason: messageOf(error) }
  return { kind: 'unavailable', reason: `${remedy(path)} (SQLite ${sqlite.code}: ${messageOf(error)})` }
}

/** Extended codes carry the primary one in their low byte. */
function sqliteCode(error: unknown): { readonly code: number; readonly primary: number } | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return { code: error.errcode, primary: error.errcode & 0xff }
}
