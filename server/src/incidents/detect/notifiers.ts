import type { NotifierSight } from '../snapshot.ts'
import { doing, type Finding } from './finding.ts'
import type { Sight } from './sight.ts'

/** One failed message that gets through with the next try is nothing to worry about. */
const FAILING_MS = 30_000

/** Notifiers whose messages can't be delivered. */
export function detectNotifiers({ snapshot }: Sight): readonly Finding[] {
  return snapshot.notifiers.filter(({ reason }) => reason !== null).map(failing)
}

function failing({ id, name, reason, failingSinceMs, waiting }: NotifierSight): Finding {
  return {
    key: `notifier:${id}`,
    incident: { code: 'notifier_failing', notifier: name },
    severity: 'warning',
    subject: { kind: 'notifier', id, name },
    reason,
    sinceMs: failingSinceMs,
    engines: [],
    streams: [],
    doing: doing({ code: 'messages_wait', messages: waiting }),
    can: ['settings'],
    opensAfterMs: FAILING_MS,
  }
}
