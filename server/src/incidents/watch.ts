// incidents/: what is wrong now and what became of it. `detect` finds it in a snapshot, the ledger follows it from one look to the next.
import type { CodedIncident } from '@acestream-orchestrator/contract/reasons/incident'
import type { EventLinks } from '../journal/journal-event.ts'
import type { Clock } from '../lib/clock.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import { DomainError } from '../lib/errors.ts'
import { startLoop } from '../lib/loop.ts'
import { detect } from './detect/detect.ts'
import { sightOf } from './detect/sight.ts'
import type { Incident } from './incident.ts'
import { advance, type Change, type Ledger, ledgerOf } from './ledger.ts'
import { belongsTo } from './links.ts'
import { withPast } from './past.ts'
import type { IncidentQuery, IncidentStore } from './ports.ts'
import type { Snapshot } from './snapshot.ts'

export interface IncidentsOptions {
  /** Everything there is, read now. */
  readonly read: () => Snapshot
  readonly store: IncidentStore
  readonly clock: Clock
  readonly newId: () => string
  readonly word: (incident: CodedIncident) => string
}

/** The one owner of what is wrong. */
export interface Incidents {
  readonly changes: Emitter<Change>
  /** What is wrong now, looked at now. */
  open(): readonly Incident[]
  /** The open ones and those resolved within a quarter of an hour, the newest first. */
  recent(): readonly Incident[]
  /** From memory and the store, the newest first; from memory alone while the store is down. */
  query(query: IncidentQuery): Promise<readonly Incident[]>
  /** Which incident a journal entry with these links belongs to, as far as it is known now. */
  incidentOf(links: EventLinks): string | null
  /** How many of each code were opened since the start. */
  counts(): ReadonlyMap<string, number>
  /** Something has changed that may be wrong or mended: look soon. */
  wake(): void
  /** Goes on with what was stored before our start. */
  restore(stored: readonly Incident[]): void
  stop(): Promise<void>
}

/** Some findings come with time alone, so there is a look this often. */
const REST_MS = 1_000
/** Changes within this time share one look. */
const SETTLE_MS = 100

export function startIncidents({ read, store, clock, newId, word }: IncidentsOptions): Incidents {
  const changes = createEmitter<Change>()
  const counts = new Map<string, number>()
  let ledger: Ledger = ledgerOf([])

  function look(): void {
    const sight = sightOf(read())
    const after = advance(ledger, { sight, findings: detect(sight, suspectsIn(ledger)), newId, word })
    ledger = after.ledger
    for (const change of after.changes) record(change)
  }

  function record(change: Change): void {
    const { kind, incident } = change
    if (kind === 'opened') counts.set(incident.code, (counts.get(incident.code) ?? 0) + 1)
    store.put(incident)
    changes.emit(change)
  }

  function restore(stored: readonly Incident[]): void {
    const joined = withPast(ledger, stored, clock.now())
    ledger = joined.ledger
    for (const { incident } of joined.ended) store.put(incident)
  }

  function recent(): readonly Incident[] {
    return [...ledger.open.values(), ...ledger.recent.values()].sort(newestFirst)
  }

  const loop = startLoop(clock, async (signal) => {
    await clock.sleep(SETTLE_MS, signal)
    look()
    return REST_MS
  })

  return {
    changes,
    open: () => {
      look()
      return [...ledger.open.values()].sort(newestFirst)
    },
    recent,
    query: async (query) => withNewer(await storedOnes(store, query), recent(), query),
    incidentOf: (links) => recent().find((each) => belongsTo(links, each, clock.now()))?.id ?? null,
    counts: () => counts,
    wake: loop.wake,
    restore,
    stop: loop.stop,
  }
}

function suspectsIn({ open }: Ledger): ReadonlySet<string> {
  const ids = [...open.values()].map(({ subject }) => (subject.kind === 'engine' ? subject.id : null))
  return new Set(ids.filter((id) => id !== null))
}

function newestFirst(a: Incident, b: Incident): number {
  return b.openedAtMs - a.openedAtMs
}

/** What is in memory is newer than its row, and may not match any more. */
function withNewer(
  stored: readonly Incident[],
  inMemory: readonly Incident[],
  query: IncidentQuery,
): readonly Incident[] {
  const byId = new Map(stored.map((each) => [each.id, each]))
  for (const each of inMemory)
    if (matches(each, query)) byId.set(each.id, each)
    else byId.delete(each.id)
  return [...byId.values()].sort(newestFirst).slice(0, query.limit)
}

async function storedOnes(store: IncidentStore, query: IncidentQuery): Promise<readonly Incident[]> {
  try {
    return await store.query(query)
  } catch (error) {
    if (error instanceof DomainError && error.code === 'store_unavailable') return []
    throw error
  }
}

function matches({ resolvedAtMs }: Incident, { state, sinceMs }: IncidentQuery): boolean {
  const isOpen = resolvedAtMs === null
  if (state !== 'all' && isOpen !== (state === 'open')) return false
  return sinceMs === undefined || isOpen || resolvedAtMs >= sinceMs
}
