import type { EventLinks } from '../journal/journal-event.ts'
import type { Incident } from './incident.ts'

/** What is recorded about an engine so soon after its incident still tells of how it ended. */
const AFTERMATH_MS = 30_000

/** A journal entry with these links tells of this incident. */
export function belongsTo(links: EventLinks, incident: Incident, nowMs: number): boolean {
  const { resolvedAtMs } = incident
  if (resolvedAtMs !== null && nowMs - resolvedAtMs > AFTERMATH_MS) return false
  const { subject, streams, engines } = incident
  const { engineId, streamShortId, vpn } = links
  if (streamShortId !== null)
    return streams.some(({ id }) => id === streamShortId) || (subject.id === engineId && engineId !== null)
  if (engineId !== null)
    return subject.kind === 'vpn' ? engines.some(({ id }) => id === engineId) : subject.id === engineId
  return subject.kind === 'vpn' && subject.id === vpn
}
