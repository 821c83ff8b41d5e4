import type { FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../../../lib/errors.ts'
import type { App } from '../../http/typed.ts'
import { type Assets, loadAssets } from '../../send/assets.ts'
import { askedPath, redirectTo, sendAsset } from '../../send/send-asset.ts'

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
].join('; ')

const route = { config: { access: 'open' as const }, schema: { hide: true } }

/** The built panel. Its files are read once, when somebody first asks for one; one that is not built says so. */
export function panelRoutes(app: App, directory: string | null, framers: readonly string[]): void {
  let loading: Promise<Assets> | undefined

  function assets(): Promise<Assets> {
    loading ??= load(directory).catch(() => {
      loading = undefined // it may be built by the next time
      throw new DomainError('not_found', { code: 'panel_not_built' })
    })
    return loading
  }

  async function send(path: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asset = (await assets()).get(path)
    if (!asset) throw new DomainError('not_found', { code: 'path_not_found' })
    return sendAsset(asset, CONTENT_POLICY, framers, request, reply)
  }

  app.get('/', route, (request, reply) => {
    const last = askedPath(request).split('/').at(-1) ?? ''
    return last === '' ? redirectTo(reply, 'panel') : redirectTo(reply, last, 'panel')
  })
  app.get('/panel', route, (request, reply) =>
    askedPath(request).endsWith('/') ? send('index.html', request, reply) : redirectTo(reply, 'panel'),
  )
  app.get<{ Params: { '*': string } }>('/panel/*', route, (request, reply) =>
    send(request.params['*'], request, reply),
  )
}

async function load(directory: string | null): Promise<Assets> {
  if (directory === null) throw new Error('this process serves no panel')
  return loadAssets(directory)
}
