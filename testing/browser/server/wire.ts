import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { HeldPort } from '../../../server/src/api/http/held-port.ts'

/** What the network between a page and the server does: the server itself knows nothing of it. */
export interface Wire {
  /** Every request so far, as `METHOD /path`, with the key it carried. */
  readonly calls: { readonly line: string; readonly key: string | null }[]
  /** Every request reaches the server this much later; `/panel/` excepted. */
  delayMs: number
  /** From now on `/live` and followed logs open and then say nothing, as behind a proxy that holds streams back. */
  holdStreams: boolean
  /** Every request is answered by this page instead, as by a router's sign-in. */
  page: string | null
  /** Cuts `/live` and followed logs, as a proxy that restarts. */
  cutStreams(): void
  /** Those that are open say nothing more; they stay open. */
  freezeStreams(): void
  /** How many of them are open. */
  openStreams(): number
}

/** The server's port with a wire in front of it. */
export function wired(port: HeldPort, wire: WireState): HeldPort {
  return {
    serve: (server) => {
      intercept(server, wire)
      return port.serve(server)
    },
    release: port.release,
  }
}

export interface WireState extends Wire {
  /** Each with whether what is written to it still arrives. */
  readonly streams: Map<ServerResponse, { arrives: boolean }>
}

export function createWire(): WireState {
  const streams: WireState['streams'] = new Map()
  return {
    calls: [],
    delayMs: 0,
    holdStreams: false,
    page: null,
    streams,
    cutStreams: () => {
      for (const stream of streams.keys()) stream.destroy()
    },
    freezeStreams: () => {
      for (const stream of streams.values()) stream.arrives = false
    },
    openStreams: () => streams.size,
  }
}

const isStream = (url: URL) =>
  url.pathname === '/live' || (url.pathname.endsWith('/logs') && url.searchParams.get('follow') === 'true')

const keyOf = ({ headers }: IncomingMessage): string | null =>
  headers.authorization?.replace(/^Bearer /i, '') ?? headers['x-api-key']?.toString() ?? null

function intercept(server: Server, wire: WireState): void {
  const handlers = server.listeners('request')
  server.removeAllListeners('request')
  const pass = (request: IncomingMessage, response: ServerResponse) => {
    for (const handler of handlers) handler.call(server, request, response)
  }
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://wire')
    if (url.pathname.startsWith('/panel')) return pass(request, response)
    wire.calls.push({ line: `${request.method} ${url.pathname}`, key: keyOf(request) })
    if (wire.delayMs > 0) await delay(wire.delayMs)
    if (wire.page !== null)
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(wire.page)
    if (isStream(url)) track(response, wire)
    pass(request, response)
  })
}

function track(response: ServerResponse, wire: WireState): void {
  const { write } = response
  const stream = { arrives: !wire.holdStreams }
  wire.streams.set(response, stream)
  response.on('close', () => wire.streams.delete(response))
  response.write = ((...args: Parameters<typeof write>) =>
    stream.arrives ? write.apply(response, args) : true) as typeof write
}
