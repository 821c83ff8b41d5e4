import { backoffMs } from '../lib/backoff.ts'
import type { Breaker } from './world.ts'

/**
 * Stops making engines while making them keeps failing. Creations that fail and engines that die young both count;
 * an engine that lives clears both. Times are monotonic ms.
 */
export interface BreakerRecord {
  readonly creationFailures: number
  readonly youngDeaths: number
  /** How often it opened since the last success: sets the length of the next pause. */
  readonly opened: number
  readonly openUntilMs: number | null
  readonly reason: string | null
}

export const CLOSED: BreakerRecord = {
  creationFailures: 0,
  youngDeaths: 0,
  opened: 0,
  openUntilMs: null,
  reason: null,
}

/** Dying sooner than this after its start counts as a crash loop in the making. */
export const YOUNG_MS = 60_000

const MAX_CREATION_FAILURES = 3
const MAX_YOUNG_DEATHS = 5
const PAUSE = { firstMs: 10_000, longestMs: 300_000 }

export type Misfortune = 'creation' | 'young_death'

export function afterMisfortune(
  record: BreakerRecord,
  kind: Misfortune,
  reason: string,
  nowMs: number,
): BreakerRecord {
  const counted = {
    ...record,
    creationFailures: record.creationFailures + Number(kind === 'creation'),
    youngDeaths: record.youngDeaths + Number(kind === 'young_death'),
    reason,
  }
  const isOpen = record.openUntilMs !== null && nowMs < record.openUntilMs
  const tooMany = counted.creationFailures >= MAX_CREATION_FAILURES || counted.youngDeaths >= MAX_YOUNG_DEATHS
  if (isOpen || !tooMany) return counted
  const opened = record.opened + 1
  return { ...counted, opened, openUntilMs: nowMs + backoffMs(opened, PAUSE) }
}

/** A new engine answered: creation works. What dies young is only forgiven by one that lives on. */
export function afterReady(record: BreakerRecord): BreakerRecord {
  if (record.youngDeaths >= MAX_YOUNG_DEATHS) return record
  return record.youngDeaths > 0
    ? { ...CLOSED, youngDeaths: record.youngDeaths, reason: record.reason }
    : CLOSED
}

export function afterSurvival(): BreakerRecord {
  return CLOSED
}

export function breakerAt(record: BreakerRecord, nowMs: number): Breaker {
  if (record.openUntilMs === null) return { state: 'closed', reason: null, endsInS: null }
  const leftMs = record.openUntilMs - nowMs
  if (leftMs <= 0) return { state: 'half_open', reason: record.reason, endsInS: 0 }
  return { state: 'open', reason: record.reason, endsInS: Math.ceil(leftMs / 1000) }
}
