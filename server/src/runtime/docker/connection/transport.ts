import { type Dispatcher, Pool } from 'undici'
import type { Endpoint } from './endpoint.ts'
import { sshConnector } from './ssh.ts'

export interface TransportCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
  /** The longest pause between two pieces of the body; without it a pause may last for ever. */
  readonly silenceMs?: number
}

/** One HTTP answer whose body is still to be read. Aborting the request's signal destroys it. */
export type Answer = Dispatcher.ResponseData

/** One request, one answer, no notion of containers. */
export type Transport = (call: TransportCall, signal: AbortSignal) => Promise<Answer>

export interface Transports {
  /** Shares few connections: a burst of calls queues here instead of overrunning Docker. */
  readonly ordinary: Transport
  /** As many connections as there are calls, so that what blocks for long starves nobody. */
  readonly long: Transport
}

const ORDINARY_CONNECTIONS = 16
/** Over SSH each connection is a process here and one there, and sshd refuses many at once (MaxStartups). */
const SSH_CONNECTIONS = 4
const CONNECT_TIMEOUT_MS = 10_000
/** A half-open connection to another machine is noticed by its silence. */
const TCP_KEEPALIVE_MS = 30_000
const IDLE_CONNECTION_MS = 60_000

export function openTransports(endpoint: Endpoint): Transports {
  const ordinary = endpoint.kind === 'ssh' ? SSH_CONNECTIONS : ORDINARY_CONNECTIONS
  return {
    ordinary: transportOver(poolFor(endpoint, ordinary)),
    long: transportOver(poolFor(endpoint, null)),
  }
}

/**
 * Connections are kept only where opening one is expensive (TLS, SSH): a kept one can be closed by the engine in the
 * very moment we use it, and a POST must not be sent twice.
 */
function poolFor(endpoint: Endpoint, connections: number | null): Pool {
  return new Pool(originOf(endpoint), {
    connections,
    pipelining: endpoint.kind === 'https' || endpoint.kind === 'ssh' ? 1 : 0,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    headersTimeout: 0, // the deadline of each call covers both
    bodyTimeout: 0,
    allowH2: false,
    connect: endpoint.kind === 'ssh' ? sshConnector(endpoint) : connectOptions(endpoint),
  })
}

function originOf(endpoint: Endpoint): string {
  if (endpoint.kind === 'unix' || endpoint.kind === 'ssh') return 'http://docker'
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
  return `${endpoint.kind}://${host}:${endpoint.port}`
}

function connectOptions(endpoint: Exclude<Endpoint, { kind: 'ssh' }>) {
  return {
    timeout: CONNECT_TIMEOUT_MS,
    keepAliveInitialDelay: TCP_KEEPALIVE_MS,
    ...(endpoint.kind === 'unix' ? { socketPath: endpoint.socketPath } : {}),
    ...(endpoint.kind === 'https' ? endpoint.certificates : {}),
  }
}

function transportOver(pool: Pool): Transport {
  return ({ method, path, query = {}, body, silenceMs = 0 }, signal) => {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))
    return pool.request({
      method,
      path: search.size === 0 ? path : `${path}?${search}`,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      bodyTimeout: silenceMs,
      signal,
    })
  }
}
