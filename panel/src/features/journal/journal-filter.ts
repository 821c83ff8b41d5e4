import type { Entry } from '../../fleet/model.ts'
import { timeOf } from '../../i18n/format.ts'
import type { Route } from '../../routing/route.ts'
import { TYPES, type TypeFilter } from './timeline.ts'

export const SEVERITIES = ['all', 'warning', 'critical'] as const
/** `warning`: that and worse. */
export type SeverityFilter = (typeof SEVERITIES)[number]

/** Which entries are shown: it lives in the address. */
export interface JournalFilter {
  readonly type: TypeFilter
  readonly severity: SeverityFilter
  readonly text: string
  /** Only what happened until then, in Unix ms; null: until now. */
  readonly atMs: number | null
}

const LEVELS: Record<SeverityFilter, readonly Entry['severity'][]> = {
  all: ['info', 'warning', 'critical'],
  warning: ['warning', 'critical'],
  critical: ['critical'],
}

export const readJournalFilter = ({ type, severity, q, at }: Route['params']): JournalFilter => ({
  type: TYPES.find((known) => known === type) ?? 'all',
  severity: SEVERITIES.find((known) => known === severity) ?? 'all',
  text: q ?? '',
  atMs: timeOf(at ?? null),
})

/** More than the type is asked for: what came lately need not hold any of it. */
export const isSearch = ({ severity, text, atMs }: JournalFilter): boolean =>
  severity !== 'all' || text.trim() !== '' || atMs !== null

/** Whether an entry is shown, by its sentence as it is read here or as the server has it. */
export function matches(entry: Entry, filter: JournalFilter, sentence: string): boolean {
  const { type, severity, text, atMs } = filter
  const wanted = text.trim().toLowerCase()
  return (
    (type === 'all' || entry.event_type === type) &&
    LEVELS[severity].includes(entry.severity) &&
    (atMs === null || (timeOf(entry.timestamp) ?? 0) <= atMs) &&
    `${sentence}\n${entry.message}`.toLowerCase().includes(wanted)
  )
}

/** The filter as the server is asked for older entries. */
export function queryOf({ type, severity, text, atMs }: JournalFilter): string {
  const query = new URLSearchParams()
  if (type !== 'all') query.set('type', type)
  if (severity !== 'all') query.set('severity', LEVELS[severity].join(','))
  if (text.trim() !== '') query.set('q', text.trim())
  if (atMs !== null) query.set('at', new Date(atMs).toISOString())
  return query.toString()
}
