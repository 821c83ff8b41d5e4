import type { Incident } from './incident.ts'

export interface IncidentQuery {
  readonly state: 'open' | 'resolved' | 'all'
  /** Only those that were open at that moment or later. */
  readonly sinceMs?: number
  readonly limit: number
}

/** Kept 90 days or 20,000 rows, whichever is less; an open one as long as it is open. */
export interface IncidentStore {
  /** Best effort, in order. */
  put(incident: Incident): void
  /** The open ones, and those resolved since then: where the last run left off. */
  load(resolvedSinceMs: number): Promise<readonly Incident[]>
  /** The newest first, by when they came last. */
  query(query: IncidentQuery): Promise<readonly Incident[]>
}
