/**
 * An older orchestrator: a real server behind routes and fields as older ones have them, with nothing else. What it
 * answers is the real server's.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OLDER_ROUTES, olderAnswer } from './older-shape.ts'

export interface OlderServer {
  readonly url: string
  /** Every request so far, as `METHOD /path`. */
  readonly calls: string[]
  close(): Promise<void>
}

export async function startOlder(realUrl: () => string): Promise<OlderServer> {
  const calls: string[] = []
  const server = createServer((request, response) => {
    answer(request, response, realUrl(), calls).catch((error: unknown) =>
      sendJson(response, 500, { detail: String(error) }),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    close: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  realUrl: string,
  calls: string[],
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '/', realUrl)
  const line = `${request.method} ${pathname}`
  if (pathname.startsWith('/panel')) return passOn(response, await fetch(`${realUrl}${pathname}`))
  calls.push(line)
  if (!OLDER_ROUTES.some((route) => route.test(line))) return sendJson(response, 404, { detail: 'Not Found' })
  const { authorization } = request.headers // older ones know no other place of the key
  const real = await fetch(`${realUrl}${pathname}${search}`, {
    method: request.method ?? 'GET',
    headers: authorization === undefined ? {} : { authorization },
  })
  sendJson(response, real.status, olderAnswer(line, await real.json()))
}

async function passOn(response: ServerResponse, { status, headers, body }: Response): Promise<void> {
  const kept = ['content-type', 'content-security-policy', 'cache-control']
  response.writeHead(
    status,
    kept.flatMap((name) => (headers.has(name) ? [[name, headers.get(name) ?? '']] : [])).flat(),
  )
  for await (const piece of body ?? []) response.write(piece)
  response.end()
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
