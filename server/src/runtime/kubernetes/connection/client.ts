import type { IncomingMessage } from 'node:http'
import { Agent } from 'node:http'
import type { Readable } from 'node:stream'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { secureAgent } from '../../../http/agents.ts'
import { exchange } from '../../../http/exchange.ts'
import { codeOf, failureOf } from '../../../http/failure.ts'
import { endWhenSilent } from '../../../http/silence.ts'
import type { Clock } from '../../../lib/clock.ts'
import { DomainError, messageOf } from '../../../lib/errors.ts'
import type { Reader } from '../../../lib/shape.ts'
import { orAbort } from '../../common/abortable.ts'
import { jsonIn, textOf } from '../../common/body.ts'
import { type Attempted, callFailed } from '../../common/call-failed.ts'
import { type Reachability, trackReachability } from '../../common/reachability.ts'
import type { ClusterAccess } from './access.ts'
import { isRefusal, toRefusal } from './refusal.ts'

export interface KubernetesCall extends Attempted {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
  /** How long the API server may take, body included; for a stream, to begin. */
  readonly timeoutMs?: number
  /** Of a stream: the longest pause between two pieces of it. */
  readonly silenceMs?: number
  /** Nothing works without it: if it fails, the cluster counts as unreachable. */
  readonly vital?: boolean
}

export interface ReadCall<T> extends KubernetesCall {
  readonly read: Reader<T>
}

/**
 * The API of one cluster. Rejects with `KubernetesRefusal` when the API server says no, with `runtime_unavailable` when it
 * can't be talked to, and with the signal's reason on an abort. Every call has a deadline.
 */
export interface KubernetesClient {
  readonly namespace: string
  readonly reachability: Reachability
  call<T>(call: ReadCall<T>, signal: AbortSignal): Promise<T>
  /** The answer as it comes. Aborting the signal destroys it. */
  open(call: KubernetesCall, signal: AbortSignal): Promise<Readable>
  close(): void
}

const TIMEOUT_MS = 15_000
const CONNECT_TIMEOUT_MS = 5_000
const IDLE_CONNECTION_MS = 30_000
const CONNECTIONS = 16

/** A merge patch: what is given replaces, null removes (RFC 7386). */
const MERGE_PATCH = 'application/merge-patch+json'

export function createKubernetesClient(
  access: ClusterAccess,
  namespace: string,
  clock: Clock,
): KubernetesClient {
  const reachability = trackReachability('kubernetes', clock)
  const agents = {
    ordinary: agentFor(access, CONNECTIONS),
    streams: agentFor(access, Number.POSITIVE_INFINITY),
  }
  const send = (call: KubernetesCall, agent: Agent, signal: AbortSignal) =>
    sendOver(access, agent, call, signal)
  const connection = { access, reachability }
  return {
    namespace,
    reachability,
    call: (call, signal) =>
      within(connection, call, signal, async (limited) => {
        const value = call.read(jsonIn(await textOf(await send(call, agents.ordinary, limited))))
        if (value === undefined) throw new DomainError('general_error', { code: 'kubernetes_not_understood' })
        return value
      }),
    // The body outlives the call's deadline, so that only its reader's signal and silence may end it.
    open: (call, signal) => within(connection, call, signal, () => send(call, agents.streams, signal)),
    close: () => {
      agents.ordinary.destroy()
      agents.streams.destroy()
    },
  }
}

function agentFor({ server, ca, certificate }: ClusterAccess, maxSockets: number): Agent {
  const options = { maxSockets, keepAlive: true, timeout: IDLE_CONNECTION_MS }
  if (!server.startsWith('https:')) return new Agent(options)
  return secureAgent({ ...options, ...(ca === undefined ? {} : { ca }), ...certificate })
}

async function sendOver(
  access: ClusterAccess,
  agent: Agent,
  call: KubernetesCall,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { protocol, hostname, port, pathname } = new URL(access.server)
  const token = await access.token()
  const query = new URLSearchParams(
    Object.entries(call.query ?? {}).map(([key, value]) => [key, String(value)]),
  )
  const path = `${pathname === '/' ? '' : pathname}${call.path}`
  // Node gives a DELETE no length by itself, and its body would be read as the next request.
  const body = call.body === undefined ? undefined : JSON.stringify(call.body)
  const type = call.method === 'PATCH' ? MERGE_PATCH : 'application/json'
  const answer = await exchange(
    {
      agent,
      keepAlive: true,
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port,
      method: call.method,
      path: query.size === 0 ? path : `${path}?${query}`,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
      },
      body,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
    },
    signal,
  )
  const status = answer.statusCode ?? 0
  if (status >= 300) throw toRefusal(status, await textOf(answer), call, access.server)
  if (call.silenceMs !== undefined) endWhenSilent(answer, call.silenceMs)
  return answer
}

interface Connection {
  readonly access: ClusterAccess
  readonly reachability: Reachability
}

/** Runs one exchange under its deadline and translates every way it can fail. */
async function within<T>(
  connection: Connection,
  call: KubernetesCall,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeoutMs = call.timeoutMs ?? TIMEOUT_MS
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), timeoutMs)
  try {
    const limited = AbortSignal.any([signal, deadline.signal])
    const value = await orAbort(run(limited), limited)
    if (call.vital) connection.reachability.found()
    return value
  } catch (error) {
    signal.throwIfAborted()
    if (isRefusal(error) && !call.vital && error.status !== 401) throw error
    const { server } = connection.access
    const reason: Reason = deadline.signal.aborted
      ? { code: 'kubernetes_timeout', server, timeoutMs }
      : whyUnreachable(error, server)
    if (call.vital) connection.reachability.lost(reason)
    throw new DomainError('runtime_unavailable', callFailed(call, reason), { cause: error })
  } finally {
    clearTimeout(timer)
  }
}

const TLS_WORDS = /CERT|TLS|SSL|SELF_SIGNED|certificate/i

function whyUnreachable(error: unknown, server: string): Reason {
  if (error instanceof DomainError) return error.reason
  const message = messageOf(error)
  if (failureOf(error) === 'refused') return { code: 'kubernetes_not_running', server }
  if (TLS_WORDS.test(`${codeOf(error)} ${message}`))
    return { code: 'kubernetes_tls_refused', server, text: message }
  return { code: 'kubernetes_connection_failed', server, text: message }
}
