import { basename } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { messageOf } from '../../lib/errors.ts'
import type { Failure } from './messages.ts'

/** The file is not ours to use as it is. Nothing was changed. */
export class StoreRefusal extends Error {
  readonly reason: Reason

  constructor(reason: Reason) {
    super(reason.code)
    this.reason = reason
  }
}

/** How reasons name the database: they are read without a key (docs/api.md), so where DATA_DIR lies is for the log only. */
export function shownName(path: string): string {
  return `DATA_DIR/${basename(path)}`
}

const SQLITE_ERROR = 1
/** A table that was there when the file was opened; our statements name no other. */
const MISSING_TABLE = /^no such table: (?:main\.)?(\w+)/

/**
 * SQLite's primary result codes that are about the disk, a lock or the file and not about the statement
 * (https://sqlite.org/rescode.html): the same write may work later.
 */
const CODES = new Map([
  [5, 'store_locked'],
  [6, 'store_locked'],
  [7, 'store_out_of_memory'],
  [8, 'store_read_only'],
  [10, 'store_disk_errors'],
  [11, 'store_damaged'],
  [13, 'store_disk_full'],
  [14, 'store_not_openable'],
  [15, 'store_locked'],
  [26, 'store_damaged'],
] as const)

export function damagedTables(path: string, tables: readonly string[]): Reason {
  return { code: 'store_tables_damaged', file: shownName(path), tables }
}

/** Sorts anything thrown while working on the database at `path`. */
export function failureOf(error: unknown, path: string): Failure {
  const detail = messageOf(error)
  const reason =
    error instanceof StoreRefusal ? error.reason : (sqliteReason(error, path) ?? systemReason(error, path))
  return reason === undefined
    ? { kind: 'fault', reason: { code: 'store_fault' }, detail }
    : { kind: 'unavailable', reason, detail }
}

function sqliteReason(error: unknown, path: string): Reason | undefined {
  const sqlite = sqliteCode(error)
  if (sqlite === undefined) return undefined
  const table = sqlite.primary === SQLITE_ERROR && MISSING_TABLE.exec(messageOf(error))?.[1]
  if (table) return damagedTables(path, [table])
  const code = (CODES as ReadonlyMap<number, CodeOfSqlite>).get(sqlite.primary)
  return code && { code, file: shownName(path), sqliteCode: sqlite.code }
}

type CodeOfSqlite = ReturnType<(typeof CODES)['get']> & string

/** Node's own message names the path, which is for the log. */
function systemReason(error: unknown, path: string): Reason | undefined {
  if (!isSystemError(error)) return undefined
  const { errno, code: errorCode, syscall } = error
  return {
    code: 'store_system_error',
    file: shownName(path),
    text: getSystemErrorMessage(errno),
    syscall,
    errorCode,
  }
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
