import { resolve } from 'node:path'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../lib/clock.ts'
import type { Emitter } from '../lib/emitter.ts'
import { DomainError } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import type { Reply, Request, Row, SqlValue, Sync, Unit } from './connection/messages.ts'
import type { ProcedureArgs, ProcedureName, ProcedureResult } from './connection/procedures.ts'
import { createThread, type Thread } from './connection/thread.ts'
import { createRowReader } from './tables/row-reader.ts'
import { type Lane, type Outcome, weigh } from './writing/write-queue.ts'
import { createWriter, type StoreStatus } from './writing/writer.ts'

/** Lies in DATA_DIR, with `-wal` and `-shm` beside it while open. */
export const DATABASE_FILE = 'acestream-orchestrator.sqlite'

/** Reads beyond this many at a time are refused: their answers would come too late to be of use. */
const MOST_READS_WAITING = 500
const READ_TIMEOUT_MS = 10_000
const RETRY_AFTER_S = 5

/** The one SQLite file, behind two threads: the event loop waits for no disk, and a read for no write. */
export interface Database {
  /**
   * Writes the unit whole or not at all, together with what else is written in these 20 ms. `stored:true` comes after
   * its commit; `stored:false` at once while the store is down, and the unit waits in a bounded queue. Rejects only
   * for a unit that SQLite refuses as wrong.
   */
  write(unit: Unit): Promise<{ readonly stored: boolean }>
  /**
   * As `write`, but never queued: rejects with `store_unavailable` when it is not known to be durable. After a disk
   * hung it may nevertheless turn out to have been written.
   */
  writeOrRefuse(unit: Unit): Promise<void>
  /** As `write` for those who don't wait; a refused unit is logged. */
  record(unit: Unit, lane: Lane): void
  /** Rows as last committed. Rejects with `store_unavailable`. */
  select(sql: string, ...params: readonly SqlValue[]): Promise<readonly Row[]>
  /** As `select`, each row converted; rows that `convert` refuses with `BadValue` are left out and logged. */
  rows<T>(convert: (row: Row) => T, sql: string, ...params: readonly SqlValue[]): Promise<readonly T[]>
  /** Runs a procedure on the reading thread. Rejects with `store_unavailable`. */
  read<N extends ProcedureName>(name: N, args: ProcedureArgs<N>): Promise<ProcedureResult<N>>
  /** Runs a procedure on the writing thread, in one transaction. Rejects with `store_unavailable`. */
  change<N extends ProcedureName>(name: N, args: ProcedureArgs<N>): Promise<ProcedureResult<N>>
  /** Reads have a thread of their own from now on: those of a start are few and short, and it would wait for a second thread. */
  separateReads(): void
  status(): StoreStatus
  /** Emits when `ok` or `reason` changes. */
  readonly changes: Emitter<StoreStatus>
  /** Writes what waits (five seconds at most) and closes the file. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly dataDir: string
  /** `full` also survives a power cut, at the price of a disk flush per commit. */
  readonly sync: Sync
  readonly clock: Clock
  readonly logger: Logger
  /** A start's: the writing thread, started before (`startWriter`); it answers reads too until `separateReads`. */
  readonly writer?: Thread
}

/** Starts the writing thread, which takes as long as reading half of our code; the file is opened by `openDatabase`. */
export function startWriter({ dataDir, sync }: Pick<DatabaseOptions, 'dataDir' | 'sync'>): Thread {
  const thread = createThread({ role: 'writer', path: resolve(dataDir, DATABASE_FILE), sync })
  thread.boot()
  return thread
}

/** Resolves after the first attempt to open, also when it failed: `status()` then says why, and it is tried again. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { dataDir, sync, clock, logger } = options
  const path = resolve(dataDir, DATABASE_FILE)
  const writing = options.writer ?? startWriter(options)
  const apart = createThread({ role: 'reader', path, sync })
  const readRows = createRowReader(logger)
  let reading = options.writer ?? apart
  let everOpened = false
  const onOpened = () => {
    everOpened = true
    if (reading === apart) void apart.request({ kind: 'open' })
  }
  const writer = createWriter({ thread: writing, path, clock, logger, onOpened })
  await writer.open()

  async function ask(thread: Thread, request: Request): Promise<unknown> {
    if (!everOpened) throw unavailable('reading_store', writer.status().reason)
    if (thread.pending() >= MOST_READS_WAITING) throw unavailable('reading_store', { code: 'too_many_reads' })
    const reply = await withTimeout(thread.request(request))
    if (reply.kind === 'done') return reply.value
    if (reply.failure.kind === 'unavailable') throw unavailable('reading_store', reply.failure.reason)
    throw new Error(`reading the store: ${reply.failure.detail}`)
  }

  async function select(sql: string, ...params: readonly SqlValue[]): Promise<readonly Row[]> {
    return (await ask(reading, { kind: 'select', statement: { sql, params } })) as readonly Row[]
  }

  function submit(unit: Unit, lane: Lane, strict: boolean): Promise<Outcome> {
    return new Promise((settle) => writer.submit({ unit, lane, strict, bytes: weigh(unit), settle }))
  }

  return {
    write: async (unit) => {
      const outcome = await submit(unit, 'events', false)
      if (outcome.kind === 'fault') throw new Error(`writing to the store: ${outcome.reason}`)
      return { stored: outcome.kind === 'stored' }
    },
    writeOrRefuse: async (unit) => {
      const outcome = await submit(unit, 'events', true)
      if (outcome.kind === 'fault') throw new Error(`writing to the store: ${outcome.reason}`)
      if (outcome.kind === 'not_stored') throw unavailable('writing_store', writer.status().reason)
    },
    record: (unit, lane) => void submit(unit, lane, false),
    select,
    rows: async (convert, sql, ...params) => readRows(await select(sql, ...params), convert),
    read: async (name, args) =>
      (await ask(reading, { kind: 'call', name, args })) as ProcedureResult<typeof name>,
    change: async (name, args) =>
      (await ask(writing, { kind: 'call', name, args })) as ProcedureResult<typeof name>,
    separateReads: () => {
      reading = apart
    },
    status: writer.status,
    changes: writer.changes,
    close: async () => {
      await writer.close(apart.stop())
    },
  }
}

function unavailable(code: 'reading_store' | 'writing_store', reason: Reason | null): DomainError {
  const why: Reason = { code, reason: reason ?? { code: 'store_closing' } }
  return new DomainError('store_unavailable', why, { retryAfterS: RETRY_AFTER_S })
}

/** A hung disk must not hold a request: the late answer is dropped. */
function withTimeout(answer: Promise<Reply>): Promise<Reply> {
  return new Promise((resolve) => {
    const reason = { code: 'disk_not_answering', forMs: READ_TIMEOUT_MS } as const
    const timer = setTimeout(
      () => resolve({ kind: 'failed', failure: { kind: 'unavailable', reason, detail: reason.code } }),
      READ_TIMEOUT_MS,
    )
    void answer.then((reply) => {
      clearTimeout(timer)
      resolve(reply)
    })
  })
}
