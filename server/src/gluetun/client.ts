import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { createHttpClient, type HttpClient, type HttpOutcome, type HttpRequest } from '../http/client.ts'
import { neverAborts } from '../lib/abort.ts'
import { type Address, httpOrigin } from '../lib/address.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'
import type { ControlClient, ControlReading, Credentials } from '../vpn/ports.ts'
import { basicToken, redactor } from '../vpn/redact.ts'
import { parseAnyIp, parseVersion } from './answers.ts'
import { type PortsPath, readPorts } from './forwarded-ports.ts'
import { readingOf } from './reading.ts'
import { restart } from './restart.ts'

export interface ControlClientOptions {
  readonly clock?: Clock
  /** For a GET, from the first byte sent to the last one read. */
  readonly readTimeoutMs?: number
  /** For a PUT: Gluetun answers it when its VPN loop has changed state. */
  readonly restartTimeoutMs?: number
  readonly http?: HttpClient
}

/** What is known of the server at one address, so that a check is three requests and not five. */
interface Acquaintance {
  readonly portsPath: PortsPath | undefined
  readonly version: string | undefined
  readonly untilMs: number
}

/** Another Gluetun may answer at the same address after an update. */
const ACQUAINTANCE_MS = 60_000

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
  const restartTimeoutMs = options.restartTimeoutMs ?? 30_000
  const http =
    options.http ?? createHttpClient({ keepAliveMs: KEEP_ALIVE_MS, longestBytes: LONGEST_ANSWER_BYTES })
  const acquaintances = new Map<string, Acquaintance>()

  function acquaintance(origin: string): Acquaintance | undefined {
    const known = acquaintances.get(origin)
    return known && known.untilMs > clock.elapsedMs() ? known : undefined
  }

  async function read(
    address: Address,
    credentials: Credentials,
    signal: AbortSignal,
  ): Promise<ControlReading> {
    const origin = httpOrigin(address)
    const headers = credentialHeaders(credentials)
    const ask = (path: string): Promise<HttpOutcome> =>
      http.request({ method: 'GET', origin, path, headers, timeoutMs: readTimeoutMs }, signal)
    const known = acquaintance(origin)
    const [status, publicIp, ports, version] = await Promise.all([
      ask('/v1/vpn/status'),
      ask('/v1/publicip/ip'),
      readPorts(ask, known?.portsPath),
      known?.version ?? ask('/v1/version').then(versionIn),
    ])
    const reading = readingOf(
      {
        status,
        publicIp,
        ports,
        version,
        versionAnswered: version !== undefined && known?.version === undefined,
      },
      { where: `${address.host}:${address.port}`, credentials, readTimeoutMs },
    )
    if (reading.kind === 'ok' && !known)
      acquaintances.set(origin, {
        portsPath: 'path' in ports ? ports.path : undefined,
        version,
        untilMs: clock.elapsedMs() + ACQUAINTANCE_MS,
      })
    if (reading.kind !== 'ok') acquaintances.delete(origin)
    return reading
  }

  function put(
    address: Address,
    credentials: Credentials,
    status: 'stopped' | 'running',
  ): Promise<HttpOutcome> {
    const request: HttpRequest = {
      method: 'PUT',
      origin: httpOrigin(address),
      path: '/v1/vpn/status',
      headers: { ...credentialHeaders(credentials), 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
      timeoutMs: restartTimeoutMs,
    }
    return http.request(request, neverAborts())
  }

  return {
    read,
    restartTunnel: async (address, credentials, signal) => {
      signal.throwIfAborted()
      await restart({
        put: (status) => put(address, credentials, status),
        clock,
        clean: redactor([credentials]),
      })
    },
    hostIp: (url, signal) => hostIp(http, url, signal),
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
