import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { RuntimeCall } from '@acestream-orchestrator/contract/reasons/runtime'

/** What was being done when a call failed. */
export interface Attempted {
  readonly call: RuntimeCall
  /** The container or image it was about. */
  readonly subject?: string
}

export function callFailed({ call, subject = undefined }: Attempted, reason: Reason): Reason {
  return { code: 'runtime_call_failed', call, subject: subject ?? null, reason }
}
