// Gluetun's control server: what it answers, read by every version's rules, and the restart of its tunnel.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { createHttpClient, type HttpClient, type HttpOutcome, type HttpRequest } from '../http/client.ts'
import { neverAborts } from '../lib/abort.ts'
import { type Address, httpOrigin } from '../lib/address.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'
import type { ControlClient, ControlReading, Credentials } from '../vpn/ports.ts'
import { basicToken, redactor } from '../vpn/redact.ts'
import { parseAnyIp, parseVersion } from './answers.ts'
import { readPorts } from './forwarded-ports.ts'
import { createKnownServers, type KnownServer } from './known-servers.ts'
import { type Answers, readingOf } from './reading.ts'
import { restart } from './restart.ts'

export interface ControlClientOptions {
  readonly clock?: Clock
  /** For a GET, from the first byte sent to the last one read. */
  readonly readTimeoutMs?: number
  /** For a PUT: Gluetun answers it when its VPN loop has changed state. */
  readonly restartTimeoutMs?: number
  readonly http?: HttpClient
}

/** Gluetun closes an idle connection after its read timeout of 3 s; ours must go first. */
const KEEP_ALIVE_MS = 1000

/** Gluetun's answers are below 1 KiB. */
const LONGEST_ANSWER_BYTES = 64 * 1024

/**
 * Speaks to Gluetun's control server from v3.38 to the tip of its main branch, telling versions apart by what
 * they answer. Never asks for `/v1/vpn/settings`, which holds the VPN's secrets in clear.
 */
export function createControlClient(options: ControlClientOptions = {}): ControlClient {
  const clock = options.clock ?? systemClock
  const readTimeoutMs = options.readTimeoutMs ?? 3000
  const timeoutMs = options.restartTimeoutMs ?? 30_000
  const http =
    options.http ?? createHttpClient({ keepAliveMs: KEEP_ALIVE_MS, longestBytes: LONGEST_ANSWER_BYTES })
  const servers = createKnownServers(clock)

  async function read(
    address: Address,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<ControlReading> {
    const origin = httpOrigin(address)
    const headers = credentialHeaders(credentials)
    const ask = (path: string): Promise<HttpOutcome> =>
      http.request({ method: 'GET', origin, path, headers, timeoutMs: readTimeoutMs }, signal)
    const answers = await readAll(ask, servers.get(origin))
    const where = `${address.host}:${address.port}`
    const reading = readingOf(answers, { where, credentials, readTimeoutMs })
    servers.note(origin, reading, answers)
    return reading
  }

  return {
    read,
    restartTunnel: async (address, credentials, signal) => {
      signal.throwIfAborted()
      await restart({
        put: (status) => http.request(putRequest(address, credentials, status, timeoutMs), neverAborts()),
        clock,
        clean: redactor([credentials]),
      })
    },
    hostIp: (url, signal) => hostIp(http, url, signal),
  }
}

/** One check: three requests, or up to five where the server is not known yet. */
async function readAll(
  ask: (path: string) => Promise<HttpOutcome>,
  known: KnownServer | undefined,
): Promise<Answers> {
  const [status, publicIp, ports, version] = await Promise.all([
    ask('/v1/vpn/status'),
    ask('/v1/publicip/ip'),
    readPorts(ask, known?.portsPath),
    known?.version ?? ask('/v1/version').then(versionIn),
  ])
  const versionAnswered = version !== undefined && known?.version === undefined
  return { status, publicIp, ports, version, versionAnswered }
}

function putRequest(
  address: Address,
  credentials: Credentials,
  status: 'stopped' | 'running',
  timeoutMs: number,
): HttpRequest {
  return {
    method: 'PUT',
    origin: httpOrigin(address),
    path: '/v1/vpn/status',
    headers: { ...credentialHeaders(credentials), 'content-type': 'application/json' },
    body: JSON.stringify({ status }),
    timeoutMs,
  }
}

function credentialHeaders(credentials: Credentials): Readonly<Record<string, string>> {
  switch (credentials.kind) {
    case 'none':
      return {}
    case 'api_key':
      return { 'x-api-key': credentials.key }
    case 'basic':
      return { authorization: `Basic ${basicToken(credentials.user, credentials.password)}` }
  }
}

function versionIn(answer: HttpOutcome): string | undefined {
  return answer.kind === 'answer' && answer.status === 200 ? parseVersion(answer.text) : undefined
}

/** An address service on the Internet may be slower than a neighbour. */
const HOST_IP_TIMEOUT_MS = 10_000

/** The URL's path and query may hold a token: reasons name the host only. */
async function hostIp(http: HttpClient, url: string, signal: AbortSignal): Promise<string> {
  const { origin, pathname, search, host } = new URL(url)
  const answer = await http.request(
    { method: 'GET', origin, path: pathname + search, timeoutMs: HOST_IP_TIMEOUT_MS },
    signal,
  )
  const failed = (reason: Reason): DomainError =>
    new DomainError('vpn_error', { code: 'leak_check_failed', host, reason })
  if (answer.kind === 'failed') throw failed({ code: 'no_answer', failure: answer.failure })
  if (answer.status !== 200) throw failed({ code: 'leak_check_not_final', status: answer.status })
  const ip = parseAnyIp(answer.text)
  if (ip === undefined) throw failed({ code: 'no_ip_in_answer' })
  return ip
}
