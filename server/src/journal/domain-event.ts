import type { EventType } from '@acestream-orchestrator/contract/event'

/** Something worth telling a person: what happened, to whom, why. Becomes one journal entry. */
export interface DomainEvent {
  readonly atMs: number
  readonly type: EventType
  /** What kind of thing happened, e.g. `created`, `failed`, `unhealthy`, `ended`: a closed word per type. */
  readonly category: string
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
  readonly engineId: string | null
  /** As the stream's reporter calls it; a later play of the same id is told apart by `streamShortId`. */
  readonly streamId: string | null
  readonly streamShortId?: string | null
}

export interface StoredEvent extends DomainEvent {
  readonly id: number
}

export interface EventQuery {
  readonly type?: EventType
  readonly engineId?: string
  /** Either id of a stream. */
  readonly streamId?: string
  readonly sinceMs?: number
  /** Only entries with a smaller id: the next page. */
  readonly beforeId?: number
  readonly limit: number
}

/** Kept 90 days or 200,000 rows, whichever is less. */
export interface JournalStore {
  append(event: StoredEvent): void
  /** Newest first. */
  query(query: EventQuery): Promise<readonly StoredEvent[]>
  /** 0 when there is none. */
  lastId(): Promise<number>
}

/** The way in: whoever sees something happen tells the journal. */
export interface Narrator {
  tell(event: Omit<DomainEvent, 'atMs'>): void
}
