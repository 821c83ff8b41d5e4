import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { Address } from '../../server/src/lib/address.ts'

/** `GET /v1/vpn/status` to what is answered; a function answers (or does not) by itself. */
export type Routes = Readonly<
  Record<string, Reply | ((request: IncomingMessage, response: ServerResponse) => void)>
>

export interface Reply {
  readonly code?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface TestServer {
  readonly address: Address
  /** `GET /v1/vpn/status`, in order of arrival. */
  readonly asked: string[]
  /** Bodies of the PUTs, in order of arrival. */
  readonly bodies: string[]
  routes: Routes
}

/** A control server of a few fixed answers. As Gluetun's: JSON is sent as text, the raw URI is what counts. */
export async function serve(
  t: TestContext,
  routes: Routes,
  otherwise: Reply = { code: 404 },
): Promise<TestServer> {
  const state = { asked: [] as string[], bodies: [] as string[], routes }
  const server = createServer((request, response) => {
    const key = `${request.method} ${request.url}`
    state.asked.push(key)
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      if (request.method === 'PUT') state.bodies.push(body)
      const route = state.routes[key] ?? otherwise
      if (typeof route === 'function') return route(request, response)
      response.writeHead(route.code ?? 200, { 'content-type': 'text/plain; charset=utf-8', ...route.headers })
      response.end(route.body ?? '')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return Object.assign(state, { address: { host: '127.0.0.1', port } })
}
