import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Address } from '../../server/src/lib/address.ts'

/** A bare HTTP server for the tests of this folder: answers as it is set to. */
export interface FakeEngine extends AsyncDisposable {
  readonly address: Address
  readonly requests: string[]
  readonly server: Server
}

export async function fakeEngine(listener: RequestListener): Promise<FakeEngine> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    requests,
    server,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Answers every question with this text. */
export function saying(text: string, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text)
  }
}
