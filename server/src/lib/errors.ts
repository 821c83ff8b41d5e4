import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'

/** Every way the orchestrator can refuse or fail, closed so that one table can turn each into HTTP. */
export const ERROR_CODES = [
  'validation',
  'unauthorized',
  'forbidden',
  'too_many_attempts',
  'too_many_streams',
  'not_found',
  'unknown_engine',
  'conflict',
  'payload_too_large',
  'image_not_allowed',
  'engine_refused',
  'vpn_disconnected',
  'circuit_breaker',
  'max_capacity',
  'vpn_error',
  'runtime_unavailable',
  'image_pulling',
  'image_missing',
  'no_free_port',
  'store_unavailable',
  'general_error',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** Which field of what a caller sent is wrong: the place (`['body', 'session', 'stat_url']`) and the value given. */
export interface FieldFault {
  readonly loc: readonly (string | number)[]
  readonly input: unknown
}

export interface ErrorOptions {
  /** With `validation`: several fields at fault, each with its reason. */
  readonly fields?: readonly (Pick<FieldFault, 'loc'> & Partial<FieldFault> & { readonly reason: Reason })[]
  readonly cause?: unknown
  /** With `validation`: the field at fault, so that the answer can point at it. */
  readonly field?: FieldFault
  /** When trying again makes sense, in seconds from now; becomes `Retry-After`. */
  readonly retryAfterS?: number
  /** No later try will do better, whatever the code. */
  readonly isLasting?: boolean
}

/**
 * A failure the caller should hear about. `reason` says what was being done and what to do; where the reason is somebody's
 * words, the message has them.
 */
export class DomainError extends Error {
  readonly code: ErrorCode
  readonly reason: Reason
  readonly retryAfterS: number | undefined
  readonly isLasting: boolean
  readonly field: FieldFault | undefined
  readonly fields: NonNullable<ErrorOptions['fields']>

  constructor(code: ErrorCode, why: Reason | string, options: ErrorOptions = {}) {
    const reason = typeof why === 'string' ? verbatim(why) : why
    super(
      reason.code === 'verbatim' ? reason.text : `${code}: ${JSON.stringify(reason)}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'DomainError'
    this.code = code
    this.reason = reason
    this.retryAfterS = options.retryAfterS
    this.isLasting = options.isLasting ?? false
    this.field = options.field
    this.fields = options.fields ?? []
  }
}

/** The message of anything thrown, causes included, for logs and reasons. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return error.cause === undefined ? error.name : messageOf(error.cause)
}

/** Why something that was thrown was thrown. */
export function reasonOf(error: unknown): Reason {
  return error instanceof DomainError ? error.reason : verbatim(messageOf(error))
}

/** True for the rejection that an aborted `AbortSignal` causes: neither a failure nor a result. */
export function isAbort(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === 'AbortError'))
  )
}
