import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What may become of a request: nobody answers it, its answer comes late or ends in the middle of its body, ... */
export type ProxyFault = 'hang' | 'reset' | 'slow' | 'cut-body' | 'forbidden' | 'error' | 'garbage'

/** A proxy before the Docker socket, as operators put one there, that can also misbehave as real ones do. */
export interface SocketProxy {
  /** For DOCKER_HOST. */
  readonly host: string
  /** `GET /containers/json`, without the version. */
  readonly requests: string[]
  /** What becomes of this request; undefined: it is passed on. */
  fault: (request: string) => ProxyFault | undefined
  /** Closes every open connection, as idle streams are. */
  cut(): void
  close(): void
}

const SLOW_MS = 1500
/** Short enough to end inside the body of any answer with content. */
const CUT_AFTER_BYTES = 12

/** `dockerHost` is a `unix://` address. */
export async function startSocketProxy(dockerHost: string): Promise<SocketProxy> {
  const socketPath = dockerHost.slice('unix://'.length)
  const server = createServer((incoming, outgoing) => {
    const what = `${incoming.method} ${(incoming.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`
    proxy.requests.push(what)
    const fault = proxy.fault(what)
    if (fault === undefined) pass(incoming, outgoing, socketPath)
    else MISBEHAVE[fault](incoming, outgoing, socketPath)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: SocketProxy = {
    host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    fault: () => undefined,
    cut: () => server.closeAllConnections(),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return proxy
}

type Answering = (incoming: IncomingMessage, outgoing: ServerResponse, socketPath: string) => void

const FORBIDDEN_PAGE =
  '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>'

const MISBEHAVE: Readonly<Record<ProxyFault, Answering>> = {
  hang: () => {},
  reset: (incoming) => incoming.socket.destroy(),
  slow: (...call) => {
    setTimeout(() => pass(...call), SLOW_MS)
  },
  'cut-body': (incoming, outgoing, socketPath) =>
    pass(incoming, outgoing, socketPath, (answer) => {
      answer.once('data', (chunk: Buffer) => {
        answer.pause()
        outgoing.write(chunk.subarray(0, CUT_AFTER_BYTES), () => outgoing.destroy())
      })
    }),
  forbidden: (_, outgoing) => {
    outgoing.writeHead(403, { 'content-type': 'text/html' }).end(FORBIDDEN_PAGE)
  },
  error: (_, outgoing) => {
    outgoing
      .writeHead(500, { 'content-type': 'application/json' })
      .end('{"message":"a fault of the daemon"}\n')
  },
  garbage: (_, outgoing) => {
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end('[null,{"Id":7},<html>')
  },
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  socketPath: string,
  deliver = (answer: IncomingMessage) => {
    answer.pipe(outgoing)
  },
): void {
  const { method, url, headers } = incoming
  const onward = request({ socketPath, method, path: url, headers })
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    outgoing.flushHeaders()
    deliver(answer)
    answer.on('error', () => outgoing.destroy())
  })
  onward.on('error', () => outgoing.destroy())
  outgoing.on('close', () => onward.destroy())
  incoming.pipe(onward)
}
