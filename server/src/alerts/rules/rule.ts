import type { Severity } from '@acestream-orchestrator/contract/events/event'
import type { Incident } from '../../incidents/incident.ts'
import { isQuiet, type QuietHours } from './quiet-hours.ts'

/** Who set a rule or a notifier: nobody yet, the environment (read-only), or a person in the panel. */
export type Origin = 'default' | 'environment' | 'panel'

/** Which incidents a person is told about, and when. */
export interface AlertRule {
  readonly id: string
  readonly enabled: boolean
  readonly severities: readonly Severity[]
  /** An incident must last so long before anybody is told, and be over for so long (five minutes at most) before that is. */
  readonly delayMs: number
  /** What comes within so long after the first goes into the same message. */
  readonly gatherMs: number
  /** Told again each time it has been open for so long; null: once. */
  readonly repeatMs: number | null
  /** Also tells that it is over. */
  readonly tellsResolved: boolean
  /** Null: at any hour. */
  readonly quiet: QuietHours | null
  /** Ids; null: through all of them. */
  readonly notifiers: readonly string[] | null
  readonly origin: Origin
}

/** In force until somebody sets rules: a fault that repairs itself within a minute tells nobody. */
export const DEFAULT_RULE: AlertRule = {
  id: 'default',
  enabled: true,
  severities: ['warning', 'critical'],
  delayMs: 60_000,
  gatherMs: 30_000,
  repeatMs: null,
  tellsResolved: true,
  quiet: null,
  notifiers: null,
  origin: 'default',
}

/** Whether the rule is about the incident, for that notifier. Nobody is told of a failing notifier through that notifier. */
export function isAbout(rule: AlertRule, incident: Pick<Incident, 'severity' | 'subject'>, notifier: string) {
  if (!rule.enabled || !rule.severities.includes(incident.severity)) return false
  if (incident.subject.kind === 'notifier' && incident.subject.id === notifier) return false
  return rule.notifiers === null || rule.notifiers.includes(notifier)
}

/** Whether the rule keeps still about an incident of that severity at that moment. */
export function isHeld({ quiet }: AlertRule, severity: Severity, nowMs: number): boolean {
  if (quiet === null || (severity === 'critical' && quiet.exceptCritical)) return false
  return isQuiet(quiet, nowMs)
}
