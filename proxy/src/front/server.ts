// front/: the HTTP API of an engine, as clients see it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type Exchange, exchangeOf } from './exchange.ts'
import type { PlaybackApi } from './playback-api.ts'
import { CORS, sendJson } from './problem.ts'
import { serverApi, webuiService } from './service-api.ts'

export interface FrontOptions {
  readonly playback: PlaybackApi
  /** Without a slash at the end; null: taken from each request. */
  readonly publicUrl: string | null
  /** `/metrics`, in Prometheus' text format. */
  readonly metrics: Handler
  /** `POST /playlist` */
  readonly playlist: Handler
  readonly onBug: (error: unknown) => void
}

type Handler = (exchange: Exchange) => Promise<void> | void

/** So much may wait for a viewer's socket before the viewer counts as blocked. The blocks are shared: nothing is copied. */
const SOCKET_BYTES = 512 * 1024
const MOST_CONNECTIONS = 4000
const SESSION_PATH = /^\/ace\/(r|stat|cmd|event)\/([0-9a-f]{40})\/([0-9a-f]{32})$/

/** The HTTP API of one engine, with a pool behind it. */
export function createFront({ playback, publicUrl, metrics, playlist, onBug }: FrontOptions): Server {
  const fixed: { readonly [path: string]: Handler } = {
    '/ace/getstream': playback.start,
    '/webui/api/service': webuiService,
    '/server/api': serverApi,
    '/metrics': metrics,
    '/healthz': ({ response }) => sendJson(response, { status: 'ok' }),
  }

  function handlerFor({ url }: Exchange): Handler | undefined {
    if (Object.hasOwn(fixed, url.pathname)) return fixed[url.pathname]
    const [, what, infohash, token] = SESSION_PATH.exec(url.pathname) ?? []
    if (what === undefined || infohash === undefined || token === undefined) return undefined
    return (exchange) => playback.session(exchange, what, infohash, token)
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = exchangeOf(request, response, publicUrl)
    if (exchange === null) return sendJson(response, { detail: 'not well formed', code: 'validation' }, 400)
    if (request.method === 'OPTIONS') return void response.writeHead(204, PREFLIGHT).end()
    if (request.method === 'POST' && exchange.url.pathname === '/playlist') return playlist(exchange)
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return sendJson(response, { detail: 'method not allowed', code: 'method_not_allowed' }, 405)
    const handle = handlerFor(exchange)
    if (handle === undefined) return sendJson(response, { detail: 'no such path', code: 'not_found' }, 404)
    await handle(exchange)
  }

  const server = createServer({ highWaterMark: SOCKET_BYTES }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      onBug(error)
      response.destroy()
    })
  })
  server.maxConnections = MOST_CONNECTIONS
  return server
}

const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': '*',
}
