import { Agent, type AgentOptions } from 'node:http'
import type { Readable } from 'node:stream'
import { secureAgent } from '../../../http/agents.ts'
import { exchange } from '../../../http/exchange.ts'
import { endWhenSilent } from '../../../http/silence.ts'
import type { Endpoint } from './endpoint.ts'
import { sshAgent } from './ssh.ts'

export interface TransportCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
  /** The longest pause between two pieces of the body; without it a pause may last for ever. */
  readonly silenceMs?: number
}

/** One HTTP answer whose body is still to be read. Aborting the request's signal destroys it. */
export interface Answer {
  readonly statusCode: number
  readonly body: Readable
}

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
const IDLE_CONNECTION_MS = 60_000

export function openTransports(endpoint: Endpoint): Transports {
  const ordinary = endpoint.kind === 'ssh' ? SSH_CONNECTIONS : ORDINARY_CONNECTIONS
  return {
    ordinary: transportOver(endpoint, agentFor(endpoint, ordinary)),
    long: transportOver(endpoint, agentFor(endpoint, Number.POSITIVE_INFINITY)),
  }
}

/**
 * Connections are kept only where opening one is expensive (TLS, SSH): a kept one can be closed by the engine in the
 * very moment we use it, and a POST must not be sent twice.
 */
function isKept({ kind }: Endpoint): boolean {
  return kind === 'https' || kind === 'ssh'
}

function agentFor(endpoint: Endpoint, maxSockets: number): Agent {
  const options: AgentOptions = { maxSockets, keepAlive: isKept(endpoint), timeout: IDLE_CONNECTION_MS }
  if (endpoint.kind === 'ssh') return sshAgent(endpoint, options)
  return endpoint.kind === 'https'
    ? secureAgent({ ...options, ...endpoint.certificates })
    : new Agent(options)
}

/** Where requests go, as `node:http` takes it. */
function addressOf(endpoint: Endpoint) {
  switch (endpoint.kind) {
    case 'ssh':
      return { host: 'docker' }
    case 'unix':
      return { host: 'docker', socketPath: endpoint.socketPath }
    case 'http':
    case 'https':
      return { protocol: `${endpoint.kind}:`, host: endpoint.host, port: endpoint.port }
  }
}

function transportOver(endpoint: Endpoint, agent: Agent): Transport {
  const address = addressOf(endpoint)
  const keepAlive = isKept(endpoint)
  return async ({ method, path, query = {}, body, silenceMs }, signal) => {
    const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]))
    const answer = await exchange(
      {
        ...address,
        agent,
        keepAlive,
        method,
        path: search.size === 0 ? path : `${path}?${search}`,
        ...(body === undefined ? {} : json(body)),
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
      },
      signal,
    )
    if (silenceMs !== undefined) endWhenSilent(answer, silenceMs)
    return { statusCode: answer.statusCode ?? 0, body: answer }
  }
}

function json(body: object) {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
}
