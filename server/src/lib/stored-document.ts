import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

/** What a document holds now. `revision` counts its writes; 0 with null: nothing has been written. */
export interface Kept<T> {
  readonly revision: number
  readonly data: T | null
}

/** What a write came to. Only `written` changed anything. */
export type Write<T> =
  | { readonly kind: 'written'; readonly revision: number }
  /** Somebody else wrote since the given revision was read; `now` is what they wrote. */
  | { readonly kind: 'conflict'; readonly now: Kept<T> }
  | { readonly kind: 'refused'; readonly reason: Reason }

/** A small file of our own that is read whole at start and written whole: settings, notifiers. */
export interface StoredDocument<T> {
  current(): Kept<T>
  /** Why its file is not used, or could not be written the last time; null: all is well. */
  fault(): Reason | null
  /** Replaces all of it, if nobody did since `revision`; one write at a time. Never rejects. */
  write(data: T, revision: number): Promise<Write<T>>
}
