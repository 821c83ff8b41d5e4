import type { Incident } from './incident.ts'
import { type Change, type Ledger, ledgerOf } from './ledger.ts'

/** What the ledger is together with what was stored before our start, and what changes by it. */
export interface WithPast {
  readonly ledger: Ledger
  readonly ended: readonly Change[]
}

/**
 * Stored incidents go on under their ids. One that came again before the store could be read goes on as the newer one; the
 * stored one ends as a part of it.
 */
export function withPast(ledger: Ledger, stored: readonly Incident[], nowMs: number): WithPast {
  const past = ledgerOf(stored)
  const twice = [...past.open.values()].filter(({ key }) => ledger.open.has(key))
  return {
    ledger: {
      open: new Map([...past.open, ...ledger.open]),
      recent: new Map([...past.recent, ...ledger.recent]),
      pending: ledger.pending,
    },
    ended: twice.map((incident) => ({ kind: 'resolved', incident: superseded(incident, nowMs) })),
  }
}

function superseded(incident: Incident, nowMs: number): Incident {
  return {
    ...incident,
    resolvedAtMs: nowMs,
    updatedAtMs: nowMs,
    doing: null,
    can: [],
    outcome: { code: 'part_of_another', reason: null, afterMs: nowMs - incident.openedAtMs },
  }
}
