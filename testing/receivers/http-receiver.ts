/** Small servers that answer as what alerts are sent to does, and note what came. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { CERTIFICATE, PRIVATE_KEY } from '../machine/certificate.ts'
import { atEnd, type Cleanup } from '../machine/temporary.ts'

interface Received {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** `hang`: takes the request and never answers. */
export type Answering = (request: Received) => Answer | 'hang'

export interface HttpReceiver {
  readonly origin: string
  readonly port: number
  readonly received: readonly Received[]
  /** The newest body as JSON. */
  json(): unknown
  answer(with_: Answering): void
}

export async function startHttpReceiver(t: Cleanup, first: Answering, secure = false): Promise<HttpReceiver> {
  let answering = first
  const received: Received[] = []
  const server: Server = secure ? createSecureServer({ cert: CERTIFICATE, key: PRIVATE_KEY }) : createServer()
  server.on('request', async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const one = { method, path: url, headers, body: Buffer.concat(chunks) }
    received.push(one)
    const answer = answering(one)
    if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  atEnd(t, () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    origin: `${secure ? 'https' : 'http'}://localhost:${port}`,
    port,
    received,
    json: () => JSON.parse(String(received.at(-1)?.body)),
    answer: (with_) => {
      answering = with_
    },
  }
}
