// features/incidents/: what was wrong at some time, for charts and lists of the past.

import { useQuery } from '@tanstack/react-query'
import type { ChartMark } from '../../components/charts/time-chart.tsx'
import { capital } from '../../fleet/incidents/incidents.ts'
import { useIncidents } from '../../fleet/live-store.ts'
import type { Incident } from '../../fleet/model.ts'
import { timeOf } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { fetchIncidents } from './api.ts'

const REFETCH_MS = 60_000
/** The past is asked for in steps of this, so that a window that moves on asks once and not each second. */
const STEP_MS = 300_000

interface Bounds {
  readonly fromMs: number
  readonly toMs: number
}

/** What was wrong in that time, to be marked on a time axis; `concerns` leaves out what has nothing to do with the chart. */
export function useIncidentMarks(
  { fromMs, toMs }: Bounds,
  concerns: ((incident: Incident) => boolean) | null,
): readonly ChartMark[] {
  const { incidentOf } = useI18n()
  const live = useIncidents()
  const sinceMs = Math.floor(fromMs / STEP_MS) * STEP_MS
  const { data } = useQuery({
    queryKey: ['incidents', sinceMs],
    queryFn: ({ signal }) => fetchIncidents(new Date(sinceMs), signal),
    enabled: live !== null,
    refetchInterval: REFETCH_MS,
    retry: false,
    placeholderData: (before) => before,
  })
  const known = new Map([...(data ?? []), ...(live ?? [])].map((incident) => [incident.id, incident]))
  return [...known.values()]
    .filter((incident) => incident.severity !== 'info' && (concerns?.(incident) ?? true))
    .flatMap((incident) => {
      const from = timeOf(incident.opened_at)
      const to = timeOf(incident.resolved_at) ?? toMs
      if (from === null || from > toMs || to < fromMs) return []
      const text = capital(incidentOf(incident), incident.subject.name)
      return [{ fromMs: from, toMs: to, severity: incident.severity, text }]
    })
    .toSorted((a, b) => b.fromMs - a.fromMs)
}
