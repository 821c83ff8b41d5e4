/** Snapshots in which all is well but for what a test names, and what is found in them. */
import { detect } from '../../server/src/incidents/detect/detect.ts'
import type { Finding } from '../../server/src/incidents/detect/finding.ts'
import { sightOf } from '../../server/src/incidents/detect/sight.ts'
import type { Incident } from '../../server/src/incidents/incident.ts'
import { advance, ledgerOf } from '../../server/src/incidents/ledger.ts'
import type { Snapshot, VpnSight } from '../../server/src/incidents/snapshot.ts'
import { incidentSentence } from '../../server/src/wording/incidents/message.ts'
import { T0 } from '../builders/world.ts'

export function aSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    nowMs: T0,
    wasRead: true,
    engines: [],
    gone: [],
    streams: [],
    ended: [],
    vpns: [],
    runtime: { kind: 'docker', reachable: true, reason: null, sinceMs: null },
    store: { ok: true, reason: null },
    log: { ok: true, reason: null },
    settings: null,
    fleet: { wanted: 0, existing: 0, maximum: 6, available: 1, blocked: null, unhealthyGraceMs: 30_000 },
    notifiers: [],
    ...change,
  }
}

export function aVpn(change: Partial<VpnSight> = {}): VpnSight {
  return {
    name: 'gluetun',
    checked: true,
    running: true,
    connected: true,
    reason: null,
    sinceMs: T0,
    leaking: false,
    ...change,
  }
}

export function findingsIn(change: Partial<Snapshot>): readonly Finding[] {
  return detect(sightOf(aSnapshot(change)))
}

/** What is open after one look. */
export function incidentsIn(change: Partial<Snapshot>): readonly Incident[] {
  const sight = sightOf(aSnapshot(change))
  let ids = 0
  const look = { sight, findings: detect(sight), newId: () => `incident-${++ids}`, word: incidentSentence }
  return [...advance(ledgerOf([]), look).ledger.open.values()]
}
