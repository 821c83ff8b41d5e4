import type { IncomingMessage } from 'node:http'
import type { Clock } from '../../lib/clock.ts'
import { DomainError } from '../../lib/errors.ts'
import { orAbort } from './abortable.ts'
import { negotiate } from './api-version.ts'
import { type Endpoint, type EndpointSettings, endpointOf } from './endpoint.ts'
import { type Reachability, trackReachability } from './reachability.ts'
import { isTransportRefusal, toRefusal } from './refusal.ts'
import { openTransports, type Transport, type TransportCall, type Transports } from './transport.ts'
import { whyUnreachable } from './unreachable.ts'
import type { VersionBody } from './wire.ts'

export interface DockerCall extends TransportCall {
  /** What is being done, for messages: "listing containers". */
  readonly what: string
  /** How long Docker may take to answer whole; for a stream, to begin. */
  readonly timeoutMs: number
  /** It may block for long (stop, pull, streams): kept off the connections that ordinary calls share. */
  readonly long?: boolean
  /** Nothing works without it: if it is late or refused, Docker counts as unreachable. */
  readonly vital?: boolean
}

/**
 * The Docker API over whichever transport DOCKER_HOST names. Rejects with `DockerRefusal` when Docker says no, with
 * `DomainError('runtime_unavailable')` when it can't be talked to, and with the signal's reason on an abort.
 */
export interface DockerClient {
  readonly endpoint: Endpoint
  readonly reachability: Reachability
  /** The decoded JSON of the answer, or a Buffer where it was none. */
  call<T>(call: DockerCall, signal: AbortSignal): Promise<T>
  /** The answer as it comes. Aborting the signal destroys it. */
  open(call: DockerCall, signal: AbortSignal): Promise<IncomingMessage>
}

const VERSION_CALL: DockerCall = {
  what: 'asking Docker for its version',
  method: 'GET',
  path: '/version',
  timeoutMs: 10_000,
  vital: true,
}

export function createDockerClient(settings: EndpointSettings, clock: Clock): DockerClient {
  const endpoint = endpointOf(settings)
  const reachability = trackReachability(clock)
  let transports: Promise<Transports> | undefined
  let negotiation: Promise<string> | undefined

  /** Loaded on first use: the library takes a tenth of a second, which a start should not wait for. */
  function connect(): Promise<Transports> {
    transports ??= openTransports(endpoint)
    return transports
  }

  function version(): Promise<string> {
    negotiation ??= askVersion().catch((error: unknown) => {
      negotiation = undefined
      throw error
    })
    return negotiation
  }

  /** Has its own deadline and no caller's signal: everyone who waits for it shares the answer. */
  async function askVersion(): Promise<string> {
    const { ordinary } = await connect()
    const body = await within(VERSION_CALL, new AbortController().signal, (signal) =>
      ordinary.send<VersionBody>(VERSION_CALL, signal),
    )
    const negotiated = negotiate(body)
    if (!negotiated.ok) {
      reachability.lost(negotiated.reason)
      throw unavailable(VERSION_CALL.what, negotiated.reason)
    }
    reachability.speaks(negotiated.engine)
    return negotiated.api
  }

  /** Runs one exchange under its deadline and translates every way it can fail. */
  async function within<T>(
    call: DockerCall,
    signal: AbortSignal,
    run: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), call.timeoutMs)
    try {
      return await run(AbortSignal.any([signal, deadline.signal]))
    } catch (error) {
      signal.throwIfAborted()
      throw deadline.signal.aborted ? late(call, error) : failure(call, error)
    } finally {
      clearTimeout(timer)
    }
  }

  function late(call: DockerCall, cause: unknown): DomainError {
    const reason = `${endpoint.label} did not answer within ${call.timeoutMs} ms`
    if (call.vital) reachability.lost(reason)
    return unavailable(call.what, reason, cause)
  }

  function failure(call: DockerCall, error: unknown): Error {
    const refusal = isTransportRefusal(error) ? toRefusal(error, call.path) : undefined
    if (refusal && !call.vital) return refusal
    if (!refusal) negotiation = undefined // the engine behind the address may be another one when it comes back
    const reason = refusal?.message ?? whyUnreachable(error, endpoint)
    reachability.lost(reason)
    return unavailable(call.what, reason, error)
  }

  async function exchange<T>(
    call: DockerCall,
    signal: AbortSignal,
    run: (transport: Transport, call: TransportCall, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const api = await orAbort(version(), signal)
    const { ordinary, long } = await connect()
    const versioned = { ...call, path: `/v${api}${call.path}` }
    return within(call, signal, (limited) => run(call.long ? long : ordinary, versioned, limited))
  }

  return {
    endpoint,
    reachability,
    call: (call, signal) =>
      exchange(call, signal, (transport, versioned, limited) => transport.send(versioned, limited)),
    open: (call, signal) =>
      exchange({ ...call, long: true }, signal, (transport, versioned, limited) =>
        transport.open(versioned, limited),
      ),
  }
}

function unavailable(what: string, reason: string, cause?: unknown): DomainError {
  return new DomainError('runtime_unavailable', `${what}: ${reason}`, { cause })
}
