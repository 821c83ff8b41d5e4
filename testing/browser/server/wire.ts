import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { HeldPort } from '../../../server/src/api/http/held-port.ts'

/** What stays open and goes on sending. */
export type StreamKind = 'live' | 'logs'

/** An answer that the server did not give; a text is a web page, anything else JSON. */
export interface Answer {
  /** Only for requests whose `METHOD /path` it matches; for each where nothing is said. */
  readonly to?: RegExp
  readonly status: number
  readonly body: unknown
}

/** What the network between a page and the server does: the server itself knows nothing of it. */
export interface Wire {
  /** Every request so far, as `METHOD /path`, with the key it carried. */
  readonly calls: { readonly line: string; readonly key: string | null }[]
  /** Every request reaches the server this much later; `/panel/` excepted. */
  delayMs: number
  /** From now on `/live` and followed logs open and then say nothing, as behind a proxy that holds streams back. */
  holdStreams: boolean
  /** Requests get this instead, as from a router's sign-in or a proxy that can't reach the server; `/panel/` excepted. */
  instead: Answer | null
  /** Cuts `/live` and followed logs, as a proxy that crashes. */
  cutStreams(kind?: StreamKind): void
  /** Ends them in good order, as a proxy that restarts. */
  endStreams(kind?: StreamKind): void
  /** Those that are open say nothing more; they stay open. */
  freezeStreams(): void
  /** How many of them are open. */
  openStreams(kind?: StreamKind): number
  /** An event on each open `/live` that this server would not send, such as one of a newer server. */
  say(event: string, data: unknown): void
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

interface OpenStream {
  readonly kind: StreamKind
  /** Whether what is written to it still arrives. */
  arrives: boolean
}

export interface WireState extends Wire {
  readonly streams: Map<ServerResponse, OpenStream>
}

export function createWire(): WireState {
  const streams: WireState['streams'] = new Map()
  const open = (kind?: StreamKind) =>
    [...streams].filter(([, stream]) => kind === undefined || stream.kind === kind).map(([each]) => each)
  return {
    calls: [],
    delayMs: 0,
    holdStreams: false,
    instead: null,
    streams,
    cutStreams: (kind) => {
      for (const stream of open(kind)) stream.destroy()
    },
    endStreams: (kind) => {
      for (const stream of open(kind)) stream.end()
    },
    freezeStreams: () => {
      for (const stream of streams.values()) stream.arrives = false
    },
    openStreams: (kind) => open(kind).length,
    say: (event, data) => {
      for (const stream of open('live')) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
  }
}

function kindOf({ pathname, searchParams }: URL): StreamKind | null {
  if (pathname === '/live') return 'live'
  return pathname.endsWith('/logs') && searchParams.get('follow') === 'true' ? 'logs' : null
}

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
    const line = `${request.method} ${url.pathname}`
    wire.calls.push({ line, key: keyOf(request) })
    if (wire.delayMs > 0) await delay(wire.delayMs)
    const { instead } = wire
    if (instead && (instead.to?.test(line) ?? true)) return send(response, instead)
    const kind = kindOf(url)
    if (kind !== null) track(response, kind, wire)
    pass(request, response)
  })
}

function send(response: ServerResponse, { status, body }: Answer): void {
  const isPage = typeof body === 'string'
  response
    .writeHead(status, {
      'content-type': isPage ? 'text/html' : 'application/json',
      'access-control-allow-origin': '*', // a page of another origin sees it too
    })
    .end(isPage ? body : JSON.stringify(body))
}

function track(response: ServerResponse, kind: StreamKind, wire: WireState): void {
  const { write } = response
  const stream: OpenStream = { kind, arrives: !wire.holdStreams }
  wire.streams.set(response, stream)
  response.on('close', () => wire.streams.delete(response))
  response.write = ((...args: Parameters<typeof write>) =>
    stream.arrives ? write.apply(response, args) : true) as typeof write
}
