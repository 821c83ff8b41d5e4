import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { backoffMs } from '../../lib/backoff.ts'
import type { Breaker } from '../planning/world.ts'

/**
 * Stops creating engines while creating them keeps failing. Creations that fail and engines that die young both count;
 * an engine that lives clears both. Times are monotonic ms.
 */
export interface BreakerRecord {
  readonly creationFailures: number
  readonly youngDeaths: readonly YoungDeath[]
  /** How often it opened since the last success: sets the length of the next pause. */
  readonly opened: number
  readonly openUntilMs: number | null
  readonly reason: Reason | null
}

type Opening = Pick<BreakerRecord, 'opened' | 'openUntilMs'>

export interface YoungDeath {
  readonly id: string
  readonly atMs: number
  /** How things stood before it opened the breaker; null where it did not. */
  readonly openedFrom: Opening | null
}

export const CLOSED: BreakerRecord = {
  creationFailures: 0,
  youngDeaths: [],
  opened: 0,
  openUntilMs: null,
  reason: null,
}

const MAX_CREATION_FAILURES = 3
const MAX_YOUNG_DEATHS = 5
const PAUSE = { firstMs: 10_000, longestMs: 300_000 }
/** Docker gives containers this long to stop when it is stopped itself, so deaths come before it stops answering. */
const STOPPING_MS = 15_000

export function afterCreationFailed(record: BreakerRecord, reason: Reason, nowMs: number): BreakerRecord {
  return counted({ ...record, creationFailures: record.creationFailures + 1, reason }, nowMs)
}

/** Counted once, however often it is seen. */
export function afterYoungDeath(
  record: BreakerRecord,
  id: string,
  reason: Reason,
  nowMs: number,
): BreakerRecord {
  if (record.youngDeaths.some((death) => death.id === id)) return record
  const { opened, openUntilMs, youngDeaths } = record
  const death = { id, atMs: nowMs, openedFrom: null }
  const dead = counted({ ...record, youngDeaths: [...youngDeaths, death], reason }, nowMs)
  if (dead.opened === opened) return dead
  return { ...dead, youngDeaths: [...youngDeaths, { ...death, openedFrom: { opened, openUntilMs } }] }
}

function counted(record: BreakerRecord, nowMs: number): BreakerRecord {
  const isOpen = record.openUntilMs !== null && nowMs < record.openUntilMs
  if (isOpen || !hasFailedTooOften(record)) return record
  const opened = record.opened + 1
  return { ...record, opened, openUntilMs: nowMs + backoffMs(opened, PAUSE) }
}

function hasFailedTooOften({ creationFailures, youngDeaths }: BreakerRecord): boolean {
  return creationFailures >= MAX_CREATION_FAILURES || youngDeaths.length >= MAX_YOUNG_DEATHS
}

/** A new engine answered: creation works. What dies young is only forgiven by one that lives on. */
export function afterReady(record: BreakerRecord): BreakerRecord {
  const { youngDeaths, reason } = record
  if (youngDeaths.length >= MAX_YOUNG_DEATHS) return record
  return youngDeaths.length > 0 ? { ...CLOSED, youngDeaths, reason } : CLOSED
}

/** The runtime went away, and took engines with it: their deaths say nothing about the engines. */
export function afterRuntimeLost(record: BreakerRecord, nowMs: number): BreakerRecord {
  return withDeaths(record, ({ atMs }) => nowMs - atMs >= STOPPING_MS)
}

/** It runs again, and not by us: somebody restarted it, which is no death. */
export function afterRevival(record: BreakerRecord, id: string): BreakerRecord {
  return withDeaths(record, (death) => death.id !== id)
}

function withDeaths(record: BreakerRecord, isKept: (death: YoungDeath) => boolean): BreakerRecord {
  const youngDeaths = record.youngDeaths.filter(isKept)
  if (youngDeaths.length === record.youngDeaths.length) return record
  const forgiven = record.youngDeaths.find((death) => death.openedFrom !== null && !isKept(death))
  const kept = { ...record, youngDeaths, ...forgiven?.openedFrom }
  return hasFailedTooOften(kept) ? kept : { ...kept, opened: 0, openUntilMs: null }
}

export function breakerAt(record: BreakerRecord, nowMs: number): Breaker {
  if (record.openUntilMs === null) return { state: 'closed', reason: null, endsInS: null }
  const leftMs = record.openUntilMs - nowMs
  if (leftMs <= 0) return { state: 'half_open', reason: record.reason, endsInS: 0 }
  return { state: 'open', reason: record.reason, endsInS: Math.ceil(leftMs / 1000) }
}
