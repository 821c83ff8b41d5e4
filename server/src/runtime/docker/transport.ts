import { Agent as HttpAgent, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { inspect } from 'node:util'
import type Dockerode from 'dockerode'
import type { Endpoint } from './endpoint.ts'

export interface TransportCall {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean>>
  readonly body?: object
}

/** dockerode's modem, as far as we use it: one request, one answer, no notion of containers. */
export interface Transport {
  send<T>(call: TransportCall, signal: AbortSignal): Promise<T>
  open(call: TransportCall, signal: AbortSignal): Promise<IncomingMessage>
}

export interface Transports {
  /** Shares few connections: a burst of calls queues here instead of overrunning Docker. */
  readonly ordinary: Transport
  /** One connection each, so that what blocks for long starves nobody. */
  readonly long: Transport
}

const ORDINARY_CONNECTIONS = 16

/** 304 is "already so" for start and stop, which is all a caller wants. */
const EXPECTED = { 200: true, 201: true, 204: true, 304: true } as const

export async function openTransports(endpoint: Endpoint): Promise<Transports> {
  const { default: Docker } = await import('dockerode')
  const over = (connections: number): Transport => {
    const agent = agentFor(endpoint, connections)
    if (agent) Object.assign(agent, BRIEF)
    return transportOver(new Docker({ ...optionsOf(endpoint), ...(agent ? { agent } : {}) }))
  }
  return { ordinary: over(ORDINARY_CONNECTIONS), long: over(Number.POSITIVE_INFINITY) }
}

/**
 * docker-modem prints the options of every request for its debug log, whether that is on or not, and with them the
 * agent and all of its sockets (lib/modem.js, buildRequest): most of the time we need for a burst of calls.
 */
const BRIEF = { [inspect.custom]: () => 'Agent' }

/**
 * Connections are kept only where opening one is dear (TLS): a kept one can be closed by the engine in the very
 * moment we use it, and a POST must not be sent twice. SSH brings its own agent, one session per request
 * with the keys of SSH_AUTH_SOCK.
 */
function agentFor(endpoint: Endpoint, maxSockets: number): HttpAgent | undefined {
  if (endpoint.kind === 'ssh') return undefined
  if (endpoint.kind === 'https') return new HttpsAgent({ maxSockets, keepAlive: true, timeout: 0 })
  return new HttpAgent({ maxSockets })
}

/** Every option is given, undefined ones too: the library fills the others from the process's environment. */
function optionsOf(endpoint: Endpoint): Dockerode.DockerOptions {
  if (endpoint.kind === 'unix') return { ...NOTHING, socketPath: endpoint.socketPath, protocol: 'http' }
  const { host, port } = endpoint
  if (endpoint.kind === 'http') return { ...NOTHING, host, port, protocol: 'http' }
  if (endpoint.kind === 'https')
    return { ...NOTHING, host, port, protocol: 'https', ...endpoint.certificates }
  return {
    ...NOTHING,
    host,
    port,
    protocol: 'ssh',
    username: endpoint.username,
  }
}

const NOTHING = {
  host: undefined,
  port: undefined,
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
} as const

interface Dial {
  dial(options: object, done: (error: unknown, answer: unknown) => void): void
}

function transportOver(docker: Dockerode): Transport {
  const modem = docker.modem as Dial
  const dial = (call: TransportCall, signal: AbortSignal, isStream: boolean) =>
    new Promise<unknown>((resolve, reject) => {
      modem.dial(
        {
          method: call.method,
          path: `${call.path}?`, // the question mark asks the modem to add the query
          options: { _query: call.query ?? {}, _body: call.body ?? {} },
          abortSignal: signal,
          statusCodes: EXPECTED,
          isStream,
        },
        (error, answer) => (error ? reject(error) : resolve(answer)),
      )
    })
  return {
    send: <T>(call: TransportCall, signal: AbortSignal) => dial(call, signal, false) as Promise<T>,
    open: (call, signal) => dial(call, signal, true) as Promise<IncomingMessage>,
  }
}
