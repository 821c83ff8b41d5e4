import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { HttpAnswer } from '../http/client.ts'
import type { HttpFailure } from '../http/failure.ts'

/** What kept the control server from being read. `where` is `host:port`. */
export function failureReason(failure: HttpFailure, where: string, timeoutMs: number): Reason {
  switch (failure) {
    case 'refused':
      return { code: 'control_refused', where }
    case 'timeout':
    case 'connect_timeout':
      return { code: 'control_timeout', where, timeoutMs }
    case 'unresolved':
      return { code: 'control_unresolved', where }
    case 'no_route':
      return { code: 'control_no_route', where }
    case 'closed':
      return { code: 'control_closed', where }
    case 'not_http':
    case 'too_long':
      return { code: 'not_gluetun', where, reason: { code: 'no_answer', failure } }
    case 'unsendable':
      return { code: 'control_unsendable', where }
    case 'other':
      return { code: 'control_request_failed', where }
  }
}

/** What came back instead of Gluetun's JSON. Never the body: it may echo our credentials. */
export function strangeAnswer({ status, text }: HttpAnswer): Reason {
  if (status >= 300 && status < 400) return { code: 'answer_redirects', status }
  if (status !== 200) return { code: 'answer_status', status }
  return { code: /^\s*</.test(text) ? 'answer_is_html' : 'answer_is_other' }
}
