// fleet/incidents/: what the server says is wrong, as the page shows it.

import { timeOf } from '../../i18n/format.ts'
import type { Incident } from '../model.ts'

/** For so long a resolved incident stays to be seen. */
const RESOLVED_SHOWN_MS = 15 * 60_000

const RANK: Record<Incident['severity'], number> = { critical: 0, warning: 1, info: 2 }

/** What is wrong now: the worst first, of equals what streams suffer from, then the one that began first. */
export const openIncidents = (incidents: readonly Incident[]): Incident[] =>
  incidents
    .filter(({ state }) => state === 'open')
    .toSorted(
      (a, b) =>
        RANK[a.severity] - RANK[b.severity] ||
        Number(b.affected_streams_total > 0) - Number(a.affected_streams_total > 0) ||
        a.opened_at.localeCompare(b.opened_at),
    )

/** What was wrong until a moment ago, the latest first. What belongs to another incident is listed with that one. */
export const resolvedIncidents = (incidents: readonly Incident[], nowMs: number): Incident[] =>
  incidents
    .filter(({ state, resolved_at, outcome_data }) => {
      const at = timeOf(resolved_at)
      const recent = state === 'resolved' && at !== null && nowMs - at < RESOLVED_SHOWN_MS
      return recent && outcome_data?.code !== 'part_of_another'
    })
    .toSorted((a, b) => (b.resolved_at ?? '').localeCompare(a.resolved_at ?? ''))

/** Engines that are wrong themselves. */
const OF_ENGINES: ReadonlySet<string> = new Set(['engine_unhealthy', 'engine_failed'])

export const enginesConcerned = (open: readonly Incident[]): number =>
  open.filter(({ code }) => OF_ENGINES.has(code)).length

/** What is worth a notification: nobody can watch, or nobody more. */
export const isPressing = ({ severity, code }: Incident): boolean =>
  severity === 'critical' || code === 'capacity_full'

/** Sentences begin small, as they follow a name elsewhere; a name stays as it is written. */
export const capital = (sentence: string, name: string | null): string =>
  name !== null && sentence.startsWith(name) ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1)
