import type { ValidationFault } from '@acestream-orchestrator/contract/problem'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { LONGEST_ID } from '@acestream-orchestrator/contract/stream'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { DomainError, type ErrorCode } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { sentenceOf } from '../../wording/sentence.ts'
import { domainFaults, faultsOf, notJson, reasonOfFaults, worded } from '../read/faults.ts'
import { InvalidRequest } from '../read/validation.ts'

/** The one place where one of our codes becomes an HTTP status. A code without a row does not compile. */
const STATUS_OF: { readonly [Code in ErrorCode]: number } = {
  validation: 422,
  unauthorized: 401,
  forbidden: 403,
  too_many_attempts: 429,
  too_many_streams: 429,
  not_found: 404,
  unknown_engine: 404,
  conflict: 409,
  payload_too_large: 413,
  image_not_allowed: 403,
  engine_refused: 502,
  vpn_disconnected: 503,
  circuit_breaker: 503,
  max_capacity: 503,
  vpn_error: 503,
  runtime_unavailable: 503,
  image_pulling: 503,
  image_missing: 503,
  no_free_port: 503,
  store_unavailable: 503,
  general_error: 503,
}

/** Why a 503 will not pass by itself, or not soon. */
const NEEDS_OPERATOR: ReadonlySet<ErrorCode> = new Set(['image_missing', 'no_free_port'])
/** `Retry-After` where nobody knows when it will be better. */
const DEFAULT_RETRY_S = 10

const LARGEST_BODY_BYTES = 1024 * 1024

/** Answers everything that is thrown. What is neither ours nor the caller's fault stays inside, in the log. */
export function createErrorHandler(logger: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    if (reply.raw.destroyed) return // the caller left; nobody reads the answer
    const faults = callerFaults(error)
    if (error instanceof DomainError) answer(reply, error)
    else if (faults) send(reply, 422, faults, 'validation', reasonOfFaults(faults))
    else if (isTooLarge(error)) answer(reply, tooLarge())
    else {
      const path = request.originalUrl.split('?', 1)[0] // a query may hold the playback key
      logger.error({ err: error, method: request.method, path }, 'a request failed')
      refuse(reply, 500, 'general_error', { code: 'internal_error' })
    }
  }
}

/** An unknown path is 404; a known one asked with the wrong method says which it takes. */
export function createNotFoundHandler(methodsOf: (path: string) => readonly string[]) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const allowed = methodsOf(request.url.split('?', 1)[0] ?? '')
    if (allowed.length === 0) refuse(reply, 404, 'not_found', { code: 'path_not_found' })
    else
      refuse(reply.header('allow', allowed.join(', ')), 405, 'method_not_allowed', {
        code: 'method_not_allowed',
      })
  }
}

/** Of two hosts each proxy on the way may have believed another one (RFC 9112, 3.2). */
export function refuseSecondHost(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { rawHeaders } = request.raw
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts++
  if (hosts > 1) refuse(reply, 400, 'validation', { code: 'second_host_header' })
  else done()
}

function answer(reply: FastifyReply, error: DomainError): void {
  const status = STATUS_OF[error.code]
  if ((status === 503 && !error.isLasting) || error.retryAfterS !== undefined)
    reply.header('retry-after', Math.max(1, Math.ceil(error.retryAfterS ?? DEFAULT_RETRY_S)))
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  send(reply, status, detailOf(error, status), error.code, error.reason)
}

function detailOf(error: DomainError, status: number): unknown {
  if (error.code === 'validation') return domainFaults(error)
  return status === 503 ? unavailable(error) : sentenceOf(error.reason)
}

/** The shape that existing clients know: why there is no engine, and whether to wait. */
function unavailable(error: DomainError): object {
  return {
    code: error.code,
    message: sentenceOf(error.reason),
    recovery_eta_seconds: error.retryAfterS === undefined ? null : Math.ceil(error.retryAfterS),
    can_retry: !error.isLasting && !NEEDS_OPERATOR.has(error.code),
    should_wait: !error.isLasting && !NEEDS_OPERATOR.has(error.code),
  }
}

/** What the framework found wrong with the request itself; undefined when it is not the caller's fault. */
function callerFaults(error: unknown): ValidationFault[] | undefined {
  if (error instanceof InvalidRequest) return faultsOf(error.faults, error.validationContext)
  const { code, statusCode } = error as Partial<FastifyError>
  if (code === 'FST_ERR_MAX_PARAM_LENGTH')
    return [faultInPath('string_too_long', { code: 'id_too_long', most: LONGEST_ID })]
  if (code === 'FST_ERR_BAD_URL') return [faultInPath('url_parsing', { code: 'not_percent_encoded' })]
  if (code === 'FST_ERR_CTP_INVALID_JSON_BODY') return [notJson()]
  if (code?.startsWith('FST_ERR_CTP_') && (statusCode === 400 || statusCode === 415))
    return [
      { type: 'value_error', loc: ['body'], ...worded(BODY_FAULTS[code] ?? { code: 'value_not_valid' }) },
    ]
  return undefined
}

/** What the framework finds wrong with a body beside its JSON, in our words. */
const BODY_FAULTS: Readonly<Record<string, Reason>> = {
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'body_length_differs' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'body_type_unreadable' },
}

function faultInPath(type: string, reason: Reason): ValidationFault {
  return { type, loc: ['path'], ...worded(reason) }
}

function tooLarge(): DomainError {
  return new DomainError('payload_too_large', { code: 'body_too_large', mostBytes: LARGEST_BODY_BYTES })
}

function isTooLarge(error: unknown): boolean {
  return (error as Partial<FastifyError>).statusCode === 413
}

function refuse(reply: FastifyReply, status: number, code: string, reason: Reason): void {
  send(reply, status, sentenceOf(reason), code, reason)
}

function send(reply: FastifyReply, status: number, detail: unknown, code: string, reason?: Reason): void {
  reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send({ detail, code, ...(reason && { reason_data: reason }) })
}
