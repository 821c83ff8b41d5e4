import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import { severityOf } from '@acestream-orchestrator/contract/events/severities'
import type { Clock } from '../lib/clock.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import { DomainError } from '../lib/errors.ts'
import type {
  EventLinks,
  EventQuery,
  EventRecorder,
  EventType,
  JournalEvent,
  JournalStore,
  StoredEvent,
} from './journal-event.ts'

/** Entries kept in memory: what people look at first, and all there is while the store is down. */
const RECENT_ENTRIES = 500
/** The same message about the same thing within so long is counted on the entry before. */
const REPEAT_WITHIN_MS = 10_000

type Recorded = Omit<StoredEvent, 'id' | 'atMs'>

export interface Journal extends EventRecorder {
  /** Each entry as it is recorded. One that repeats comes again with the same id and a higher `details.repeats`. */
  readonly entries: Emitter<StoredEvent>
  /** Entries that turned out to belong to an incident after they were recorded. */
  readonly linked: Emitter<StoredEvent>
  /** The newest entries that `belongs` and that belong to no incident yet belong to this one. */
  link(incidentId: string, sinceMs: number, belongs: (links: EventLinks) => boolean): void
  /** From memory, newest first. */
  recent(): readonly StoredEvent[]
  /** From memory and the store, newest first; from memory alone while the store is down. */
  query(query: EventQuery): Promise<readonly StoredEvent[]>
}

export interface JournalOptions {
  readonly store: JournalStore
  readonly clock: Clock
  /** The English sentence of an event. */
  readonly word: (event: CodedEvent) => string
  /** 0 where the store could not tell. */
  readonly lastId: number
  /** Which incident it belongs to, as far as it is known when it happens. */
  readonly incidentOf?: (links: EventLinks) => string | null
  /** The newest stored entries, newest first, so that memory begins where the last run ended. */
  readonly recent?: readonly StoredEvent[]
}

export function createJournal(options: JournalOptions): Journal {
  const { store, clock, word, lastId, recent = [], incidentOf = () => null } = options
  const entries = createEmitter<StoredEvent>()
  const linked = createEmitter<StoredEvent>()
  const memory: StoredEvent[] = recent.slice(0, RECENT_ENTRIES)
  const add = createAdder(memory, clock, Math.max(lastId, recent[0]?.id ?? 0))

  function link(incidentId: string, sinceMs: number, belongs: (links: EventLinks) => boolean): void {
    memory.forEach((event, index) => {
      if (event.incidentId !== null || event.atMs < sinceMs || !belongs(event)) return
      const after = { ...event, incidentId }
      memory[index] = after
      store.append(after)
      linked.emit(after)
    })
  }

  return {
    entries,
    linked,
    link,
    recent: () => [...memory],
    record: (happened) => {
      const recorded = recordedAs(happened, word, incidentOf)
      const event = countRepeat(memory, recorded, clock.now()) ?? add(recorded)
      store.append(event)
      entries.emit(event)
    },
    query: async (query) => {
      const stored = await storedEntries(store, query)
      const byId = new Map(stored.map((event) => [event.id, event]))
      for (const event of memory) if (matches(event, query)) byId.set(event.id, event)
      return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, query.limit)
    },
  }
}

/** Ids grow with time, so that they stay unique where the store could not tell the last one. */
function createAdder(
  memory: StoredEvent[],
  clock: Clock,
  lastId: number,
): (recorded: Recorded) => StoredEvent {
  let newestId = lastId
  return (recorded) => {
    newestId = Math.max(newestId + 1, clock.now())
    const event = { ...recorded, id: newestId, atMs: clock.now() }
    memory.unshift(event)
    memory.length = Math.min(memory.length, RECENT_ENTRIES)
    return event
  }
}

/** Counts it on the entry before, if that says the same; undefined where it is an entry of its own. */
function countRepeat(memory: StoredEvent[], recorded: Recorded, nowMs: number): StoredEvent | undefined {
  const index = memory.findIndex((event) => isAboutTheSame(event, recorded))
  const before = memory[index]
  if (!before || !saysTheSame(before, recorded)) return undefined
  const ageMs = nowMs - before.atMs
  if (ageMs < 0 || ageMs > REPEAT_WITHIN_MS) return undefined
  const repeats = Number(before.details['repeats'] ?? 0) + 1
  const event = { ...before, params: recorded.params, details: { repeats, lastRepeatAtMs: nowMs } }
  memory[index] = event
  return event
}

const NO_LINKS: EventLinks = { engineId: null, streamId: null, streamShortId: null, vpn: null }

function recordedAs(
  { event, links }: JournalEvent,
  word: JournalOptions['word'],
  incidentOf: (links: EventLinks) => string | null,
): Recorded {
  const { code, ...params } = event
  const [type, category] = code.split('.') as [EventType, string]
  const message = word(event)
  const to = { ...NO_LINKS, ...links }
  const incidentId = incidentOf(to)
  return { ...to, type, category, severity: severityOf(event), message, params, details: {}, incidentId }
}

async function storedEntries(store: JournalStore, query: EventQuery): Promise<readonly StoredEvent[]> {
  try {
    return await store.query(query)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'store_unavailable') return []
    throw error
  }
}

function isAboutTheSame(event: StoredEvent, recorded: Recorded): boolean {
  return (
    event.type === recorded.type &&
    event.engineId === recorded.engineId &&
    event.streamId === recorded.streamId &&
    event.streamShortId === recorded.streamShortId
  )
}

function saysTheSame(event: StoredEvent, recorded: Recorded): boolean {
  return event.category === recorded.category && event.message === recorded.message
}

function matches(event: StoredEvent, query: EventQuery): boolean {
  return (
    (query.type === undefined || event.type === query.type) &&
    (query.engineId === undefined || event.engineId === query.engineId) &&
    (query.streamId === undefined || [event.streamId, event.streamShortId].includes(query.streamId)) &&
    (query.sinceMs === undefined || event.atMs >= query.sinceMs) &&
    (query.untilMs === undefined || event.atMs <= query.untilMs) &&
    (query.severities === undefined || query.severities.includes(event.severity)) &&
    (query.incidentId === undefined || event.incidentId === query.incidentId) &&
    (query.text === undefined || event.message.toLowerCase().includes(query.text.toLowerCase())) &&
    (query.beforeId === undefined || event.id < query.beforeId)
  )
}
