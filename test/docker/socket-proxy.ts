import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy before the Docker socket, as operators put one there, that can also misbehave as real ones do. */
export interface SocketProxy {
  /** For DOCKER_HOST. */
  readonly host: string
  /** `GET /containers/json`, without the version. */
  readonly requests: string[]
  /** What is refused with 403 and HTML, and what is never answered. */
  forbid: (request: string) => boolean
  hang: (request: string) => boolean
  /** Closes every open connection, as idle streams are. */
  cut(): void
  close(): void
}

/** `dockerHost` is a `unix://` address. */
export async function startSocketProxy(dockerHost: string): Promise<SocketProxy> {
  const socketPath = dockerHost.slice('unix://'.length)
  const server = createServer((incoming, outgoing) => {
    const what = `${incoming.method} ${(incoming.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')}`
    proxy.requests.push(what)
    if (proxy.hang(what)) return
    if (proxy.forbid(what)) outgoing.writeHead(403, { 'content-type': 'text/html' }).end(FORBIDDEN_PAGE)
    else pass(incoming, outgoing, socketPath)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: SocketProxy = {
    host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    forbid: () => false,
    hang: () => false,
    cut: () => server.closeAllConnections(),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
  return proxy
}

const FORBIDDEN_PAGE =
  '<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>'

function pass(incoming: IncomingMessage, outgoing: ServerResponse, socketPath: string): void {
  const { method, url, headers } = incoming
  const onward = request({ socketPath, method, path: url, headers })
  onward.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    outgoing.flushHeaders()
    answer.pipe(outgoing)
    answer.on('error', () => outgoing.destroy())
  })
  onward.on('error', () => outgoing.destroy())
  outgoing.on('close', () => onward.destroy())
  incoming.pipe(onward)
}
