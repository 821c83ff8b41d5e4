// connection/: one HTTP exchange with the Docker API, over whatever DOCKER_HOST names, and what is wrong when there is none.
import type { Readable } from 'node:stream'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { neverAborts } from '../../../lib/abort.ts'
import type { Clock } from '../../../lib/clock.ts'
import { DomainError } from '../../../lib/errors.ts'
import type { Reader } from '../../../lib/shape.ts'
import { orAbort } from '../../common/abortable.ts'
import { jsonIn, textOf } from '../../common/body.ts'
import { type Attempted, callFailed } from '../../common/call-failed.ts'
import { type Reachability, trackReachability } from '../../common/reachability.ts'
import { versionBody } from '../wire.ts'
import { negotiate } from './api-version.ts'
import { type Endpoint, type EndpointSettings, endpointOf } from './endpoint.ts'
import { isRefusal, toRefusal } from './refusal.ts'
import { type Answer, openTransports, type Transport, type TransportCall } from './transport.ts'
import { isBrokenOff, whyUnreachable } from './unreachable.ts'

export interface DockerCall extends TransportCall, Attempted {
  /** How long Docker may take to answer, body included; for a stream, to begin. */
  readonly timeoutMs: number
  /** It may block for long (stop, pull, streams): kept off the connections that ordinary calls share. */
  readonly long?: boolean
  /** Nothing works without it: if it is late, cut, refused or not understood, Docker counts as unreachable. */
  readonly vital?: boolean
}

export interface ReadCall<T> extends DockerCall {
  /** Undefined for an answer that is not the one this call gets. */
  readonly read: Reader<T>
}

/**
 * The Docker API over whichever transport DOCKER_HOST names. Rejects with `DockerRefusal` when Docker says no, with
 * `DomainError('runtime_unavailable')` when it can't be talked to or is not understood, and with the signal's reason
 * on an abort. One deadline covers each exchange, body included.
 */
export interface DockerClient {
  readonly endpoint: Endpoint
  readonly reachability: Reachability
  /** The answer's JSON, read. */
  call<T>(call: ReadCall<T>, signal: AbortSignal): Promise<T>
  /** The answer as it comes. Aborting the signal destroys it. */
  open(call: DockerCall, signal: AbortSignal): Promise<Readable>
}

const VERSION_CALL: ReadCall<object> = {
  call: 'ask_version',
  method: 'GET',
  path: '/version',
  timeoutMs: 10_000,
  vital: true,
  read: versionBody,
}

/** 304 is "already so" for start and stop, which is all a caller wants. */
const EXPECTED: readonly number[] = [200, 201, 204, 304]

/** Docker answered, but with something it never says. */
class NotUnderstood extends Error {
  readonly reason: Reason = { code: 'docker_not_understood' }
}

interface Connection {
  readonly endpoint: Endpoint
  readonly reachability: Reachability
  readonly transports: ReturnType<typeof openTransports>
  /** The API's version, as agreed with the engine behind the endpoint; undefined: to be asked. */
  negotiation: Promise<string> | undefined
}

export function createDockerClient(settings: EndpointSettings, clock: Clock): DockerClient {
  const endpoint = endpointOf(settings)
  const reachability = trackReachability('docker', clock)
  const connection: Connection = {
    endpoint,
    reachability,
    transports: openTransports(endpoint),
    negotiation: undefined,
  }
  return {
    endpoint,
    reachability,
    call: (call, signal) => exchange(connection, call, signal, whole),
    open: (call, signal) =>
      exchange(connection, { ...call, long: true }, signal, (transport, plain) =>
        begun(transport, plain, signal),
      ),
  }
}

async function exchange<C extends DockerCall, T>(
  connection: Connection,
  call: C,
  signal: AbortSignal,
  run: (transport: Transport, call: C, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const api = await orAbort(version(connection), signal)
  const { transports } = connection
  const transport: Transport = (plain, limited) =>
    (call.long ? transports.long : transports.ordinary)({ ...plain, path: `/v${api}${plain.path}` }, limited)
  return within(connection, call, signal, (limited) => run(transport, call, limited))
}

function version(connection: Connection): Promise<string> {
  connection.negotiation ??= askVersion(connection).catch((error: unknown) => {
    connection.negotiation = undefined
    throw error
  })
  return connection.negotiation
}

/** Has its own deadline and no caller's signal: everyone who waits for it shares the answer. */
async function askVersion(connection: Connection): Promise<string> {
  const { transports, reachability } = connection
  const body = await within(connection, VERSION_CALL, neverAborts(), (signal) =>
    whole(transports.ordinary, VERSION_CALL, signal),
  )
  const negotiated = negotiate(body)
  if (!negotiated.ok) {
    reachability.lost(negotiated.reason)
    throw unavailable(VERSION_CALL, negotiated.reason)
  }
  reachability.speaks(negotiated.engine)
  return negotiated.api
}

/** Runs one exchange under its deadline and translates every way it can fail. */
async function within<T>(
  connection: Connection,
  call: DockerCall,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController()
  const timer = setTimeout(() => deadline.abort(), call.timeoutMs)
  try {
    const limited = AbortSignal.any([signal, deadline.signal])
    return await orAbort(run(limited), limited) // what does not end by its signal is waited for no longer
  } catch (error) {
    signal.throwIfAborted()
    throw deadline.signal.aborted ? late(connection, call, error) : failure(connection, call, error)
  } finally {
    clearTimeout(timer)
  }
}

function late({ endpoint, reachability }: Connection, call: DockerCall, cause: unknown): DomainError {
  const reason: Reason = { code: 'docker_timeout', endpoint: endpoint.label, timeoutMs: call.timeoutMs }
  if (call.vital) reachability.lost(reason)
  return unavailable(call, reason, cause)
}

function failure(connection: Connection, call: DockerCall, error: unknown): Error {
  const answered = isRefusal(error) || error instanceof NotUnderstood
  if (isRefusal(error) && !call.vital) return error
  if (!answered) connection.negotiation = undefined // another engine may be behind the address when it comes back
  const reason = answered ? error.reason : whyUnreachable(error, connection.endpoint)
  if (call.vital || !(answered || isBrokenOff(error))) connection.reachability.lost(reason)
  return unavailable(call, reason, error)
}

/** The body is read under the same signal as the head. */
async function whole<T>(transport: Transport, call: ReadCall<T>, signal: AbortSignal): Promise<T> {
  const { statusCode, body } = await expected(await transport(call, signal), call)
  const value = call.read(statusCode === 204 || statusCode === 304 ? undefined : jsonIn(await textOf(body)))
  if (value === undefined) throw new NotUnderstood()
  return value
}

/** The body outlives the call's deadline, so that only its reader's signal may end it. */
async function begun(transport: Transport, call: DockerCall, signal: AbortSignal): Promise<Readable> {
  return (await expected(await transport(call, signal), call)).body
}

async function expected(answer: Answer, call: DockerCall): Promise<Answer> {
  if (EXPECTED.includes(answer.statusCode)) return answer
  throw toRefusal(answer.statusCode, await textOf(answer.body), call)
}

function unavailable(call: DockerCall, reason: Reason, cause?: unknown): DomainError {
  return new DomainError('runtime_unavailable', callFailed(call, reason), { cause })
}
