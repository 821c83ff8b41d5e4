import type { CodedEvent, Severity } from '@acestream-orchestrator/contract/events/event'

export type EventType = 'engine' | 'stream' | 'vpn' | 'health' | 'system'

/** Whom an event is about, by id, so that each of them can show what happened to it. */
export interface EventLinks {
  readonly engineId: string | null
  /** As the stream's reporter calls it; a later play of the same id is told apart by `streamShortId`. */
  readonly streamId: string | null
  readonly streamShortId: string | null
  /** Name of the VPN container. */
  readonly vpn: string | null
}

/** Something worth recording: what happened, to whom, why. Becomes one journal entry. */
export interface JournalEvent {
  readonly event: CodedEvent
  readonly links?: Partial<EventLinks>
}

export interface StoredEvent extends EventLinks {
  readonly id: number
  readonly atMs: number
  readonly type: EventType
  /** What kind of thing happened, e.g. `created`, `failed`, `unhealthy`, `ended`: a closed word per type. */
  readonly category: string
  readonly severity: Severity
  /** The English sentence, made when it was recorded. */
  readonly message: string
  /** Null for what was recorded as a sentence alone, before events had parameters. */
  readonly params: Readonly<Record<string, unknown>> | null
  /** What is known beside the parameters, e.g. `repeats`. */
  readonly details: Readonly<Record<string, unknown>>
  /** The incident that it belongs to, as soon as there is one. */
  readonly incidentId: string | null
}

export interface EventQuery {
  readonly type?: EventType
  readonly engineId?: string
  /** Either id of a stream. */
  readonly streamId?: string
  readonly sinceMs?: number
  /** Only those of that moment or before. */
  readonly untilMs?: number
  readonly severities?: readonly Severity[]
  readonly incidentId?: string
  /** Only those whose sentence has these words in it, whatever their case. */
  readonly text?: string
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

/** The way in: whoever sees something happen records it. */
export interface EventRecorder {
  record(event: JournalEvent): void
}
