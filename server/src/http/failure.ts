/**
 * Why no answer could be read. `timeout`: the request's own deadline; `closed`: the connection was, before the answer was complete;
 * `not_http`: what answers speaks another protocol; `unsendable`: no header can carry what was to be sent.
 */
export type HttpFailure =
  | 'refused'
  | 'timeout'
  | 'connect_timeout'
  | 'unresolved'
  | 'no_route'
  | 'closed'
  | 'not_http'
  | 'too_long'
  | 'unsendable'
  | 'other'

const FAILURES: Readonly<Record<string, HttpFailure>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
  EHOSTUNREACH: 'no_route',
  ENETUNREACH: 'no_route',
  ETIMEDOUT: 'connect_timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  ERR_INVALID_CHAR: 'unsendable',
  ERR_INVALID_HTTP_TOKEN: 'unsendable',
  ERR_UNESCAPED_CHARACTERS: 'unsendable',
}

export function failureOf(error: unknown): HttpFailure {
  const code = codeOf(error)
  return isParserCode(code) ? 'not_http' : (FAILURES[code] ?? 'other')
}

/** What Node's parser found wrong (https://nodejs.org/api/errors.html, "HTTP parser errors"). */
export function isParserCode(code: string): boolean {
  return code.startsWith('HPE_')
}

export function isReset(error: unknown): boolean {
  return failureOf(error) === 'closed'
}

/** Dual-stack connects fail with an AggregateError: its first part says why. Empty: no code. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : ''
}
