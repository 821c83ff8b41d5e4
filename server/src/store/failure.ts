import { basename } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import { messageOf } from '../lib/errors.ts'
import type { Failure } from './messages.ts'

/** The file is not ours to use as it is; its message says why and what to do, for anybody. Nothing was changed. */
export class StoreRefusal extends Error {}

/** How reasons name the database: they are read without a key (docs/api.md), so where DATA_DIR lies is for the log only. */
export function shownName(path: string): string {
  return `DATA_DIR/${basename(path)}`
}

const SQLITE_ERROR = 1
/** A table that was there when the file was opened; statements of ours name no other. */
const MISSING_TABLE = /^no such table: (?:main\.)?(\w+)/

/**
 * SQLite's primary result codes that speak of the world and not of the statement
 * (https://sqlite.org/rescode.html): the same write may work later.
 */
const REMEDIES: ReadonlyMap<number, (file: string) => string> = new Map([
  [5, locked],
  [6, locked],
  [7, () => 'the machine is out of memory; writing resumes by itself'],
  [
    8,
    (file) =>
      `${file} is read-only: give this user the right to write it and its folder; writing resumes by itself`,
  ],
  [
    10,
    (file) =>
      `the disk holding ${file} reports errors: check it (dmesg, free space); writing resumes by itself`,
  ],
  [11, damaged],
  [13, (file) => `the disk holding ${file} is full: free some space; writing resumes by itself`],
  [14, (file) => `${file} can't be opened: check that its folder exists and this user may write it`],
  [15, locked],
  [26, damaged],
])

function locked(file: string): string {
  return `another program holds ${file} locked (find it with: fuser ${file}); writing resumes by itself`
}

const LEFT_AS_IT_IS =
  'It was left as it is: move it away to begin an empty one, or put a copy in its place; either is taken up by itself'

function damaged(file: string): string {
  return `${file} is damaged or no SQLite database. ${LEFT_AS_IT_IS}`
}

export function damagedTables(path: string, tables: readonly string[]): string {
  return `${shownName(path)} is damaged: ${tables.join(', ')} missing or not as this program makes it. ${LEFT_AS_IT_IS}`
}

/** Sorts anything thrown while working on the database at `path`. */
export function failureOf(error: unknown, path: string): Failure {
  const detail = messageOf(error)
  if (error instanceof StoreRefusal) return { kind: 'unavailable', reason: detail, detail }
  const sqlite = sqliteCode(error)
  const table = sqlite?.primary === SQLITE_ERROR && MISSING_TABLE.exec(detail)?.[1]
  if (table) return { kind: 'unavailable', reason: damagedTables(path, [table]), detail }
  const remedy = sqlite && REMEDIES.get(sqlite.primary)
  if (remedy)
    return { kind: 'unavailable', reason: `${remedy(shownName(path))} (SQLite ${sqlite.code})`, detail }
  if (isSystemError(error)) return { kind: 'unavailable', reason: systemReason(error, path), detail }
  return { kind: 'fault', reason: 'the store has a fault; the log of the orchestrator says what', detail }
}

/** Node's own message names the path, which is for the log. */
function systemReason({ errno, code, syscall }: SystemError, path: string): string {
  return `working on ${shownName(path)}: ${getSystemErrorMessage(errno)} (${syscall} ${code}); writing resumes by itself`
}

interface SystemError extends Error {
  readonly errno: number
  readonly code: string
  readonly syscall: string
}

function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'errno' in error && typeof error.errno === 'number'
}

/** Extended codes carry the primary one in their low byte. */
function sqliteCode(error: unknown): { readonly code: number; readonly primary: number } | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined
  return { code: error.errcode, primary: error.errcode & 0xff }
}
