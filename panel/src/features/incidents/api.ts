import { get } from '../../connection/http/api.ts'
import { RequestFault } from '../../connection/http/fault.ts'
import type { Incident } from '../../fleet/model.ts'
import { list } from '../../fleet/reading/read.ts'
import { readIncident } from '../../fleet/reading/readers.ts'

/** Incidents that were open at `since` or later, newest first; null where the server keeps none. */
export async function fetchIncidents(since: Date, signal: AbortSignal): Promise<Incident[] | null> {
  try {
    const query = `state=all&limit=200&since=${encodeURIComponent(since.toISOString())}`
    return list(await get(`/incidents?${query}`, signal), readIncident)
  } catch (error) {
    if (error instanceof RequestFault && error.fault.kind === 'not_found') return null
    throw error
  }
}
