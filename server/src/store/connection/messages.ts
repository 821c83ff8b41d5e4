import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ProcedureArgs, ProcedureName } from './procedures.ts'

/** What crosses the thread boundary: plain data only. Integers stay below 2^53. */
export type SqlValue = string | number | null | Uint8Array

export interface Statement {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/** Statements that take effect together or not at all. */
export type Unit = readonly Statement[]

export type Row = Readonly<Record<string, SqlValue>>

export type Request =
  /** Opens (and migrates) the file if it is not open, and proves that it can be written. */
  | { readonly kind: 'open' }
  /** One transaction; the answer is one fault or null per unit. */
  | { readonly kind: 'commit'; readonly units: readonly Unit[] }
  | { readonly kind: 'select'; readonly statement: Statement }
  | { readonly kind: 'call'; readonly name: ProcedureName; readonly args: ProcedureArgs<ProcedureName> }
  | { readonly kind: 'close' }

export type Reply =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface Failure {
  /**
   * `unavailable`: the disk, a lock or the file; the same request may work later.
   * `fault`: the request itself is wrong and always will be.
   */
  readonly kind: 'unavailable' | 'fault'
  /** What is wrong and what to do, for anybody: it names no place on this machine. */
  readonly reason: Reason
  /** What was thrown, in its own words: for the log. */
  readonly detail: string
}

export type Sync = 'normal' | 'full'

/** How a storage thread is set up. The reader never writes. */
export interface ThreadSetup {
  readonly role: 'writer' | 'reader'
  readonly path: string
  readonly sync: Sync
}
