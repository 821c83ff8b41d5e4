import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Told } from './announce/told.ts'
import type { AlertMessage } from './message.ts'

/** What came of one attempt to deliver a message. */
export type Delivery =
  | { readonly kind: 'sent' }
  /** `waitMs`: the receiver asks to be left alone for so long. */
  | { readonly kind: 'failed'; readonly reason: Reason; readonly waitMs?: number }

/** Delivers one message through a notifier. Aborts with its signal; a rejection is a failure too. */
export type Deliver = (message: AlertMessage, signal: AbortSignal) => Promise<Delivery>

/** The last attempt through a notifier, and the last one that succeeded. */
export interface LastResult {
  readonly notifier: string
  readonly atMs: number
  /** Null: it was delivered. */
  readonly reason: Reason | null
  readonly sentAtMs: number | null
}

/** What outlasts a run. */
export interface AlertMemory {
  readonly told: readonly Told[]
  /** Not delivered yet, the oldest first. */
  readonly outbox: readonly AlertMessage[]
  readonly results: readonly LastResult[]
}

/** What one look changed. */
export interface AlertChange {
  readonly told: readonly Told[]
  readonly forgotten: readonly Told[]
  readonly messages: readonly AlertMessage[]
}

/** Keeps who was told what, and messages until they are delivered. Nothing here rejects while the store is down. */
export interface AlertStore {
  load(): Promise<AlertMemory>
  /** Whole or not at all; resolves once it is durable, or immediately while the store is down. */
  keep(change: AlertChange): Promise<void>
  /** The message is delivered, or given up. */
  drop(messageId: string): void
  putResult(result: LastResult): void
}
