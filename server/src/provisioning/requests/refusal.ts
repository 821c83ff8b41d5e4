import { DomainError, type ErrorCode } from '../../lib/errors.ts'
import type { Blocked } from '../planning/step.ts'
import type { CreateFailure } from '../ports.ts'

/** What stands in the way of any engine, as the answer to a caller who waits for one. */
export function refusal({ code, reason, etaS }: Blocked): DomainError {
  return new DomainError(code, reason, etaS === null ? {} : { retryAfterS: etaS })
}

const CODE_OF: { readonly [K in CreateFailure['kind']]: ErrorCode } = {
  port_taken: 'conflict',
  name_taken: 'conflict',
  image_missing: 'image_missing',
  vpn_gone: 'vpn_error',
  unreachable: 'runtime_unavailable',
  unsupported: 'general_error',
  other: 'general_error',
}

/** Why a container that a caller asked for was not made. */
export function creationError({ kind, reason }: CreateFailure): DomainError {
  return new DomainError(CODE_OF[kind], reason, { isLasting: kind === 'unsupported' })
}
