import { statSync } from 'node:fs'
import { errors } from 'undici'
import { messageOf } from '../../lib/errors.ts'
import type { Endpoint } from './endpoint.ts'
import { SshError } from './ssh.ts'

/** What an operator is told when no connection to Docker could be made or kept: what is wrong, and what to do. */
export function whyUnreachable(error: unknown, endpoint: Endpoint): string {
  if (error instanceof SshError) return `${endpoint.label}: ${error.message}`
  const code = codeOf(error)
  const said = code === undefined ? undefined : REASONS[code]
  if (said) return said(endpoint)
  const message = messageOf(error)
  if (TLS_WORDS.test(`${code} ${message}`))
    return `${endpoint.label} refused our TLS (${message}): check DOCKER_TLS_VERIFY and the files in DOCKER_CERT_PATH`
  return `${endpoint.label}: ${message}`
}

/** The answer broke off or was garbled: that alone is no sign that Docker is away. */
export function isBrokenOff(error: unknown): boolean {
  return BROKEN_OFF.has(codeOf(error) ?? '')
}

/** Stands for a parser's error, which has no code. */
const NO_HTTP = 'NO_HTTP'
const CUT = 'UND_ERR_SOCKET'
const BROKEN_OFF = new Set([CUT, NO_HTTP, 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ECONNRESET', 'EPIPE'])

const TLS_WORDS = /CERT|TLS|SSL|SELF_SIGNED|certificate/i

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof errors.HTTPParserError) return /EOF/.test(error.message) ? CUT : NO_HTTP
  const code = (error as NodeJS.ErrnoException).code
  return typeof code === 'string' ? code : codeOf(error.cause)
}

const REASONS: Readonly<Record<string, (endpoint: Endpoint) => string>> = {
  ENOENT: (endpoint) =>
    `there is no Docker socket at ${pathOf(endpoint)}: start Docker, set DOCKER_HOST, or mount the socket ` +
    `into our container (-v ${pathOf(endpoint)}:${pathOf(endpoint)})`,
  EACCES: noPermission,
  EPERM: noPermission,
  ECONNREFUSED: (endpoint) => `${endpoint.label} refuses connections: the Docker engine is not running there`,
  ECONNRESET: closed,
  EPIPE: closed,
  [CUT]: closed,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: closed,
  [NO_HTTP]: (endpoint) => `${endpoint.label} speaks no HTTP: check DOCKER_HOST`,
  UND_ERR_CONNECT_TIMEOUT: (endpoint) => `${endpoint.label} takes no connection`,
  ENOTFOUND: (endpoint) => `${endpoint.label}: no machine of that name is known`,
  EAI_AGAIN: (endpoint) => `${endpoint.label}: its name can't be resolved now`,
  EHOSTUNREACH: (endpoint) => `${endpoint.label}: no route to that machine`,
  ENETUNREACH: (endpoint) => `${endpoint.label}: no route to that network`,
  ETIMEDOUT: (endpoint) => `${endpoint.label} does not answer`,
}

function closed({ label }: Endpoint): string {
  return `${label} closed the connection before its answer was complete: Docker or a proxy before it may be restarting`
}

function noPermission(endpoint: Endpoint): string {
  const group = groupOf(endpoint)
  const what = `permission denied on ${pathOf(endpoint)}`
  if (group === undefined) return `${what}: run as a user that may use it`
  return (
    `${what}: it belongs to group ${group}; add our user to that group, ` +
    `or start our container with --group-add ${group} (compose: group_add: ["${group}"])`
  )
}

function pathOf(endpoint: Endpoint): string {
  return endpoint.kind === 'unix' ? endpoint.socketPath : endpoint.label
}

function groupOf(endpoint: Endpoint): number | undefined {
  if (endpoint.kind !== 'unix') return undefined
  try {
    return statSync(endpoint.socketPath).gid
  } catch {
    return undefined // a directory above it may be closed to us as well
  }
}
