import { type Agent, type IncomingMessage, type RequestOptions, request } from 'node:http'
import type { Socket } from 'node:net'

/** A half-open connection to another machine is noticed by its silence. */
const TCP_KEEPALIVE_MS = 30_000

export interface Exchange extends RequestOptions {
  readonly agent: Agent
  readonly body?: string | Uint8Array | undefined
  /** Whether the connection may serve others afterwards; an agent alone would hand it to those who wait for one. */
  readonly keepAlive: boolean
  /** Connecting, the TLS handshake included, may take so long. */
  readonly connectTimeoutMs: number
}

/**
 * Sends one request; resolves with its answer, whose body is still to be read, and rejects with what came instead. An
 * abort of `signal` rejects with its reason, and destroys a body with it that has not been read whole.
 */
export function exchange(
  { body, keepAlive, connectTimeoutMs, ...options }: Exchange,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const outgoing = request(options)
  outgoing.shouldKeepAlive = keepAlive
  let answer: IncomingMessage | undefined

  function fail(error: Error): void {
    reject(error)
    if (answer) answer.destroy(error)
    else outgoing.destroy(error)
  }
  const abort = () => fail(signal.reason)
  const forget = () => signal.removeEventListener('abort', abort)

  outgoing.on('error', fail) // also what is wrong with a body that has begun
  outgoing.once('socket', (socket) => limitConnecting(socket, connectTimeoutMs))
  outgoing.once('response', (incoming) => {
    answer = incoming.once('close', forget)
    resolve(incoming)
  })
  outgoing.once('close', () => {
    if (answer) return
    forget()
    reject(new CodedError('ECONNRESET', 'the connection was closed')) // as after a change of protocol
  })
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  else outgoing.end(body)
  return promise
}

/** As Node's own errors are told apart, for faults that Node has none for. */
export class CodedError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Not for a kept one, nor for what stands in for a socket: those are connected. */
function limitConnecting(socket: Socket, timeoutMs: number): void {
  if (!socket.connecting) return
  socket.setKeepAlive(true, TCP_KEEPALIVE_MS)
  const late = () => socket.destroy(new CodedError('ETIMEDOUT', `no connection within ${timeoutMs} ms`))
  const timer = setTimeout(late, timeoutMs)
  const stop = () => clearTimeout(timer)
  socket.once('encrypted' in socket ? 'secureConnect' : 'connect', stop).once('close', stop)
}
