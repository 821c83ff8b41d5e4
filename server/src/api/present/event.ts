import type { JournalEntry } from '@acestream-orchestrator/contract/event'
import type { StoredEvent } from '../../journal/journal-event.ts'
import { detailsOf } from '../../wording/events/message.ts'
import { iso } from './time.ts'

export function journalEntry(event: StoredEvent): JournalEntry {
  return {
    id: event.id,
    timestamp: iso(event.atMs),
    event_type: event.type,
    category: event.category,
    severity: event.severity,
    message: event.message,
    params: event.params && { ...event.params },
    details: { ...(event.params && detailsOf(event.params)), ...detailsOf(event.details) },
    container_id: event.engineId,
    stream_id: event.streamId,
    stream_short_id: event.streamShortId,
    vpn_container: event.vpn,
    incident_id: event.incidentId,
  }
}
