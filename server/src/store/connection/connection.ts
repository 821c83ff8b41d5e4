// The file: handles on it inside storage threads, and requests to those threads.
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { MIGRATIONS } from '../migrations/all.ts'
import { type Journal, migrate } from '../migrations/migrate.ts'
import { failureOf, StoreRefusal, shownName } from './failure.ts'
import type { Row, SqlValue, ThreadSetup, Unit } from './messages.ts'

/** How long a statement waits for another program's lock before it gives up. */
const BUSY_TIMEOUT_MS = 1_000
/** The write-ahead log is cut back to this after a checkpoint that follows a burst. */
const WAL_LIMIT_BYTES = 32 * 1024 * 1024
const CACHE_KIB = 4_096

/** One handle on the database file, used only inside its storage thread. Every call may throw what SQLite throws. */
export interface Connection {
  all(sql: string, ...params: readonly SqlValue[]): readonly Row[]
  /** Returns how many rows changed. */
  run(sql: string, ...params: readonly SqlValue[]): number
  transaction<T>(work: () => T): T
  /**
   * Writes all units in one transaction. A unit whose statements are wrong is undone alone: its fault is in the
   * answer at its place, null for the others. Throws, with nothing written, when the store itself fails, and
   * `StoreRefusal` when the file is no longer the one that was opened: what is written to it would be lost.
   */
  commit(units: readonly Unit[]): readonly (string | null)[]
  close(): void
}

/** Opens the file; the writer makes its folder, migrates it and throws `StoreRefusal` where it must not touch it. */
export function openConnection(setup: ThreadSetup): Connection {
  const { path } = setup
  if (setup.role === 'writer') makePrivate(path)
  try {
    return connect(openFile(setup, 'WAL'), path)
  } catch (error) {
    if (setup.role === 'reader' || !lacksSharedMemory(error)) throw error
    return connect(openFile(setup, 'DELETE'), path)
  }
}

function openFile(setup: ThreadSetup, journal: Journal): DatabaseSync {
  const db = new DatabaseSync(setup.path, { readOnly: setup.role === 'reader', timeout: BUSY_TIMEOUT_MS })
  try {
    prepareFile(db, setup, journal)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * The errors of opening, sizing, locking and mapping the memory that the users of a write-ahead log share
 * (https://sqlite.org/rescode.html): file systems of a network or of FUSE may have none.
 */
const ABOUT_SHARED_MEMORY: ReadonlySet<unknown> = new Set([4618, 4874, 5130, 5386])

function lacksSharedMemory(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && ABOUT_SHARED_MEMORY.has(error.errcode)
}

/**
 * For nobody else to read: the files beside it take its mode. It is created before SQLite opens it and never opened
 * here once it exists, because closing a file drops the locks that this process has on it.
 */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600))
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    try {
      chmodSync(file, 0o600)
    } catch {
      // another owner's, or a file system without modes: whether it can be used is for SQLite to say
    }
}

function prepareFile(db: DatabaseSync, { role, path, sync }: ThreadSetup, journal: Journal): void {
  // Before the first read: a write-ahead log can be read without shared memory by one user alone.
  if (journal === 'DELETE') db.exec('PRAGMA locking_mode = EXCLUSIVE')
  db.exec(`PRAGMA cache_size = -${CACHE_KIB}`)
  if (role === 'reader') return
  migrate(db, path, MIGRATIONS, journal)
  if (journal === 'DELETE') db.exec('PRAGMA locking_mode = NORMAL; SELECT 1 FROM sqlite_schema LIMIT 1')
  db.exec(`PRAGMA synchronous = ${sync}; PRAGMA journal_size_limit = ${WAL_LIMIT_BYTES}`)
}

function connect(db: DatabaseSync, path: string): Connection {
  const statements = new Map<string, StatementSync>()
  const inode = inodeOf(path)

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql)
    if (known) return known
    const made = db.prepare(sql)
    statements.set(sql, made)
    return made
  }

  function run(sql: string, ...params: readonly SqlValue[]): number {
    return Number(prepared(sql).run(...params).changes)
  }

  function transaction<T>(work: () => T): T {
    run('BEGIN IMMEDIATE')
    try {
      const result = work()
      run('COMMIT')
      return result
    } catch (error) {
      if (db.isTransaction) run('ROLLBACK') // a full disk has already rolled back
      throw error
    }
  }

  function write(unit: Unit): string | null {
    run('SAVEPOINT unit')
    try {
      for (const { sql, params } of unit) run(sql, ...params)
    } catch (error) {
      const failure = failureOf(error, path)
      if (failure.kind === 'unavailable') throw error
      run('ROLLBACK TO unit')
      run('RELEASE unit')
      return failure.detail
    }
    run('RELEASE unit')
    return null
  }

  return {
    all: (sql, ...params) => readAll(prepared(sql), params),
    run,
    transaction,
    commit: (units) => {
      if (inodeOf(path) !== inode) throw new StoreRefusal({ code: 'store_replaced', file: shownName(path) })
      return transaction(() => units.map(write))
    },
    close: () => db.close(),
  }
}

/** An integer beyond 2^53, which only damage leaves, comes as the nearest number there is. */
function readAll(statement: StatementSync, params: readonly SqlValue[]): readonly Row[] {
  try {
    return statement.all(...params) as Row[]
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  statement.setReadBigInts(true)
  try {
    return statement.all(...params).map(withNumbers)
  } finally {
    statement.setReadBigInts(false)
  }
}

function withNumbers(row: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === 'bigint' ? Number(value) : value]),
  ) as Row
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino
}
