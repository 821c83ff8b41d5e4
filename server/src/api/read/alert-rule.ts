import type { AlertRuleDraft } from '@acestream-orchestrator/contract/alert'
import { isTimeZone, type QuietHours, readTimeOfDay } from '../../alerts/rules/quiet-hours.ts'
import type { AlertRule } from '../../alerts/rules/rule.ts'
import { DomainError } from '../../lib/errors.ts'

/** A rule as a person wants it; `known`: ids of notifiers. Throws `validation`. */
export function alertRule(id: string, draft: AlertRuleDraft, known: readonly string[]): AlertRule {
  const { enabled, severities, delay_s, gather_s, repeat_s, tells_resolved, quiet, notifiers } = draft
  const unknown = notifiers?.find((each) => !known.includes(each))
  if (unknown !== undefined)
    throw new DomainError(
      'validation',
      { code: 'not_such_a_notifier', id: unknown },
      { field: { loc: ['body', 'notifiers'], input: unknown } },
    )
  return {
    ...{ id, enabled, severities, tellsResolved: tells_resolved, notifiers },
    delayMs: delay_s * 1000,
    gatherMs: gather_s * 1000,
    repeatMs: repeat_s === null ? null : repeat_s * 1000,
    quiet: quiet && quietHours(quiet),
    origin: 'panel',
  }
}

function quietHours({
  from,
  to,
  time_zone,
  except_critical,
}: NonNullable<AlertRuleDraft['quiet']>): QuietHours {
  if (!isTimeZone(time_zone))
    throw new DomainError(
      'validation',
      { code: 'not_a_time_zone' },
      { field: { loc: ['body', 'quiet', 'time_zone'], input: time_zone } },
    )
  return {
    from: readTimeOfDay(from) ?? 0,
    to: readTimeOfDay(to) ?? 0,
    timeZone: time_zone,
    exceptCritical: except_critical,
  }
}
