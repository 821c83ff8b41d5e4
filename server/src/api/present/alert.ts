import type {
  Notifier,
  NotifierList,
  NotifierTest,
  AlertRule as RuleState,
} from '@acestream-orchestrator/contract/alert'
import type { NotifierConfig, NotifierKind } from '../../alerts/notifier.ts'
import type { Delivery } from '../../alerts/ports.ts'
import { timeOfDay } from '../../alerts/rules/quiet-hours.ts'
import type { AlertRule } from '../../alerts/rules/rule.ts'
import type { AlertService } from '../../alerts/service.ts'
import { sentenceOrNull } from '../../wording/sentence.ts'
import { isoOrNull } from './time.ts'

/** Secret fields are left out: only that they are set is shown. */
function notifierState(
  config: NotifierConfig,
  kind: Pick<NotifierKind, 'fields'>,
  { status, push }: Pick<AlertService, 'status' | 'push'>,
): Notifier {
  const { id, name, enabled, language, origin, variables, fields } = config
  const isSecret = new Set(kind.fields.flatMap((each) => (each.secret ? [each.name] : [])))
  const { waiting, last, failingSinceMs } = status(id)
  return {
    ...{ id, kind: config.kind, name, enabled, language, origin, variables: [...variables] },
    fields: Object.fromEntries(Object.entries(fields).filter(([field]) => !isSecret.has(field))),
    secrets_set: Object.keys(fields).filter((field) => isSecret.has(field)),
    waiting,
    failing_since: isoOrNull(failingSinceMs),
    last_attempt_at: isoOrNull(last?.atMs ?? null),
    last_sent_at: isoOrNull(last?.sentAtMs ?? null),
    last_error: sentenceOrNull(last?.reason ?? null),
    last_error_data: last?.reason ?? null,
    ...(config.kind === 'web_push' ? browsersOf(push.browsers(id)) : NO_BROWSERS),
  }
}

const NO_BROWSERS = { browsers: null, browser_ids: null }

function browsersOf(ids: readonly string[]): Pick<Notifier, 'browsers' | 'browser_ids'> {
  return { browsers: ids.length, browser_ids: [...ids] }
}

/** One notifier, without its secrets. */
export async function notifierOf(config: NotifierConfig, alerts: AlertService): Promise<Notifier> {
  const kind = (await alerts.kinds()).find((each) => each.kind === config.kind)
  return notifierState(config, kind ?? { fields: [] }, alerts)
}

/** All of them, and what a new one of each kind needs. */
export async function notifiersOf(alerts: AlertService): Promise<NotifierList> {
  const { book } = alerts
  return {
    revision: book.revision(),
    notifiers: await Promise.all(book.notifiers().map((each) => notifierOf(each, alerts))),
    kinds: (await alerts.kinds()).map(({ kind, fields }) => ({
      kind,
      fields: fields.map((each) => ({ ...each, allowed: [...each.allowed] })),
    })),
    fault: sentenceOrNull(book.fault()),
    fault_data: book.fault(),
  }
}

export function notifierTest(delivery: Delivery): NotifierTest {
  const reason = delivery.kind === 'sent' ? null : delivery.reason
  return { sent: reason === null, error: sentenceOrNull(reason), error_data: reason }
}

export function ruleState(rule: AlertRule): RuleState {
  const { id, origin, enabled, severities, delayMs, gatherMs, repeatMs, tellsResolved, quiet, notifiers } =
    rule
  return {
    ...{ id, origin, enabled, severities: [...severities], tells_resolved: tellsResolved },
    delay_s: Math.round(delayMs / 1000),
    gather_s: Math.round(gatherMs / 1000),
    repeat_s: repeatMs === null ? null : Math.round(repeatMs / 1000),
    quiet: quiet && {
      from: timeOfDay(quiet.from),
      to: timeOfDay(quiet.to),
      time_zone: quiet.timeZone,
      except_critical: quiet.exceptCritical,
    },
    notifiers: notifiers && [...notifiers],
  }
}
