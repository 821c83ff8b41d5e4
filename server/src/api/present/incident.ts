import type { Incident as IncidentState } from '@acestream-orchestrator/contract/incident'
import type { Incident } from '../../incidents/incident.ts'
import { sentenceOrNull } from '../../wording/sentence.ts'
import { iso, isoOrNull } from './time.ts'

/** More of them nobody reads; the totals say how many there are. */
const MOST_AFFECTED = 50

export function incidentState(incident: Incident): IncidentState {
  const { engines, streams, doing } = incident
  return {
    id: incident.id,
    code: incident.code,
    severity: incident.severity,
    state: incident.resolvedAtMs === null ? 'open' : 'resolved',
    subject: incident.subject,
    opened_at: iso(incident.openedAtMs),
    first_opened_at: iso(incident.firstOpenedAtMs),
    updated_at: iso(incident.updatedAtMs),
    resolved_at: isoOrNull(incident.resolvedAtMs),
    count: incident.count,
    message: incident.message,
    params: incident.params,
    reason: sentenceOrNull(incident.reason),
    reason_data: incident.reason,
    affected_engines: engines.slice(0, MOST_AFFECTED).map(({ id, name }) => ({ id, name })),
    affected_engines_total: engines.length,
    affected_streams: streams
      .slice(0, MOST_AFFECTED)
      .map(({ id, reportedId, title, cut }) => ({ id: reportedId, short_id: id, title, cut })),
    affected_streams_total: streams.length,
    doing: sentenceOrNull(doing?.reason ?? null),
    doing_data: doing?.reason ?? null,
    doing_at: isoOrNull(doing?.atMs ?? null),
    can: [...incident.can],
    outcome: sentenceOrNull(incident.outcome),
    outcome_data: incident.outcome,
  }
}
