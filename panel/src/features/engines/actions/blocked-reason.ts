import type { Status } from '../../../fleet/model.ts'
import type { Say } from '../../../i18n/say.ts'

/** Why no engine can be created now; `null` when one can. */
export function blockedReason(status: Status | null, say: Say): string | null {
  if (status === null || status.provisioning.can_provision) return null
  const { blocked_reason_details: details, blocked_reason: reason } = status.provisioning
  const said = { reason: details?.message ?? reason, reason_data: details?.reason_data }
  return say(said, 'reason')
}
