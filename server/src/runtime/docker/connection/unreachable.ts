import { statSync } from 'node:fs'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { isParserCode } from '../../../http/failure.ts'
import { messageOf } from '../../../lib/errors.ts'
import type { Endpoint } from './endpoint.ts'
import { SshError } from './ssh.ts'

/** What an operator is told when no connection to Docker could be made or kept: what is wrong, and what to do. */
export function whyUnreachable(error: unknown, endpoint: Endpoint): Reason {
  const { label } = endpoint
  if (error instanceof SshError)
    return { code: 'docker_connection_failed', endpoint: label, reason: error.reason }
  const code = codeOf(error)
  const said = code === undefined ? undefined : REASONS[code]
  if (said) return said(endpoint)
  const message = messageOf(error)
  if (TLS_WORDS.test(`${code} ${message}`))
    return { code: 'docker_tls_refused', endpoint: label, text: message }
  return { code: 'docker_connection_failed', endpoint: label, reason: verbatim(message) }
}

/** The answer broke off or was garbled: that alone is no sign that Docker is away. */
export function isBrokenOff(error: unknown): boolean {
  return BROKEN_OFF.has(codeOf(error) ?? '')
}

/** Stands for all that the parser finds wrong, but for an end that comes too soon. */
const NO_HTTP = 'NO_HTTP'
const CUT = 'ECONNRESET'
const CUT_IN_PARSER = 'HPE_INVALID_EOF_STATE'
const BROKEN_OFF = new Set([CUT, NO_HTTP, 'EPIPE'])

const TLS_WORDS = /CERT|TLS|SSL|SELF_SIGNED|certificate/i

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const code = (error as NodeJS.ErrnoException).code
  if (typeof code !== 'string') return codeOf(error.cause)
  if (code === CUT_IN_PARSER) return CUT
  return isParserCode(code) ? NO_HTTP : code
}

type Why = (endpoint: Endpoint) => Reason

const closed: Why = ({ label }) => ({ code: 'docker_connection_closed', endpoint: label })
const noRoute: Why = ({ label }) => ({ code: 'docker_no_route', endpoint: label })
const noPermission: Why = (endpoint) => ({
  code: 'docker_permission_denied',
  path: pathOf(endpoint),
  group: groupOf(endpoint),
})

const REASONS: Readonly<Record<string, Why>> = {
  ENOENT: (endpoint) => ({ code: 'docker_socket_missing', path: pathOf(endpoint) }),
  EACCES: noPermission,
  EPERM: noPermission,
  ECONNREFUSED: ({ label }) => ({ code: 'docker_not_running', endpoint: label }),
  [CUT]: closed,
  EPIPE: closed,
  [NO_HTTP]: ({ label }) => ({ code: 'docker_not_http', endpoint: label }),
  ENOTFOUND: ({ label }) => ({ code: 'docker_host_unknown', endpoint: label, isTemporary: false }),
  EAI_AGAIN: ({ label }) => ({ code: 'docker_host_unknown', endpoint: label, isTemporary: true }),
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  ETIMEDOUT: ({ label }) => ({ code: 'docker_connect_timeout', endpoint: label }),
}

function pathOf(endpoint: Endpoint): string {
  return endpoint.kind === 'unix' ? endpoint.socketPath : endpoint.label
}

function groupOf(endpoint: Endpoint): number | null {
  if (endpoint.kind !== 'unix') return null
  try {
    return statSync(endpoint.socketPath).gid
  } catch {
    return null // a directory above it may be closed to us as well
  }
}
