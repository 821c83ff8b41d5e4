import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../../lib/errors.ts'
import { type Asset, type Assets, encodingFor, loadAssets } from '../assets.ts'
import type { App } from '../typed.ts'

/** Only what we serve ourselves runs; the panel may ask other servers of ours (Server URL), nothing else may. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' http: https:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'content-security-policy': CONTENT_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  vary: 'accept-encoding',
}

const route = { config: { access: 'open' as const }, schema: { hide: true } }

/** The built panel. Its files are read once, when somebody first asks for one; `null` and an unbuilt one say so. */
export function panelRoutes(app: App, directory: string | null): void {
  let loading: Promise<Assets> | undefined

  function assets(): Promise<Assets> {
    loading ??= (directory === null ? Promise.reject(notBuilt()) : loadAssets(directory)).catch(() => {
      loading = undefined
      throw notBuilt()
    })
    return loading
  }

  async function send(path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asset = (await assets()).get(path)
    if (!asset) throw new DomainError('not_found', 'Not Found')
    return sendAsset(asset, request, reply)
  }

  app.get('/', route, (request, reply) => toPanel(request, reply))
  app.get('/panel', route, (request, reply) =>
    pathOf(request).endsWith('/') ? send('index.html', request, reply) : toPanel(request, reply),
  )
  app.get<{ Params: { '*': string } }>('/panel/*', route, (request, reply) =>
    send(request.params['*'], request, reply),
  )
}

/** Relative to what was asked for, so that it holds behind any proxy: `/panel` and `/x/panel` need their slash. */
function toPanel(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = pathOf(request)
  const last = path.slice(path.lastIndexOf('/') + 1)
  const steps = request.url.startsWith('/panel') ? [last] : last === '' ? ['panel'] : [last, 'panel']
  return reply.header('cache-control', 'no-cache').redirect(`./${steps.join('/')}/`, 302)
}

function pathOf(request: FastifyRequest): string {
  return request.originalUrl.split('?', 1)[0] ?? ''
}

async function sendAsset(asset: Asset, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const encoding = encodingFor(asset, request.headers['accept-encoding'])
  const cacheControl = asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache'
  reply.headers(HEADERS).header('cache-control', cacheControl).header('etag', asset.etag)
  if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send()
  if (encoding !== 'identity') reply.header('content-encoding', encoding)
  return reply.header('content-type', asset.type).send(await asset.bytes(encoding))
}

function notBuilt(): DomainError {
  return new DomainError('not_found', 'the panel is not built: run `npm run build` and start again')
}
