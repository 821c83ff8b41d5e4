import cors from '@fastify/cors'
import fastify, { type FastifyReply, type FastifyRequest, type RouteOptions } from 'fastify'
import type { TSchema } from 'typebox'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/log.ts'
import { createKeyCheck } from './auth.ts'
import { createErrorHandler, createNotFoundHandler } from './error-handler.ts'
import { answerMalformed } from './malformed.ts'
import { createOriginCheck } from './origin.ts'
import type { ApiSettings } from './ports.ts'
import { createRouteTable } from './route-table.ts'
import type { App } from './typed.ts'
import { createValidatorCompiler } from './validation.ts'

/** Ids may hold a whole magnet link (API.md), each of its characters percent-encoded. */
const LONGEST_ID = 4096
const LARGEST_HEADERS = 64 * 1024
const LARGEST_BODY = 1024 * 1024
/** A request that has not arrived whole by then never will. */
const ARRIVAL_TIMEOUT_MS = 60_000

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

type Hook = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

/** The server with every rule that holds for all routes, and no route yet. */
export function createApp(settings: ApiSettings, clock: Clock, logger: Logger): App {
  const routes = createRouteTable()
  const onError = createErrorHandler(logger)
  const app: App = fastify({
    trustProxy: trustOf(settings.trustProxy),
    bodyLimit: LARGEST_BODY,
    requestTimeout: ARRIVAL_TIMEOUT_MS,
    http: { maxHeaderSize: LARGEST_HEADERS },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_ID },
    return503OnClosing: false, // what is asked while we stop is answered in our own words
    rewriteUrl: createRewrite(settings.basePath),
    clientErrorHandler: answerMalformed,
    frameworkErrors: (error, request, reply) => onError(error, request, reply),
  })
  app.setErrorHandler(onError)
  app.setNotFoundHandler(createNotFoundHandler(routes.methodsOf))
  app.setValidatorCompiler<TSchema>(createValidatorCompiler())
  app.setSerializerCompiler(() => JSON.stringify)
  acceptAnyJson(app)
  if (settings.corsOrigins.length > 0) app.register(cors, corsOptions(settings.corsOrigins))

  const guards = createGuards(settings, clock)
  app.addHook('onRoute', (route) => {
    if (route.url !== '*') routes.add(route.method, route.url) // CORS answers to OPTIONS everywhere: that makes no path known
    route.onRequest = [...hooksOf(route.onRequest), ...guards(route)]
  })
  return app
}

/** The same routes at the root, under BASE_PATH and under `/api/v1`, without a second table of them. */
function createRewrite(basePath: string): (request: { url?: string | undefined }) => string {
  const prefixes = [basePath, '/api/v1'].filter((prefix) => prefix !== '')
  return ({ url = '/' }) => prefixes.reduce(withoutPrefix, url)
}

function withoutPrefix(url: string, prefix: string): string {
  if (!url.startsWith(prefix)) return url
  const rest = url.slice(prefix.length)
  if (rest.startsWith('/')) return rest
  return rest === '' || rest.startsWith('?') ? `/${rest}` : url
}

/** A number is how many proxies in front of us are believed, the nearest first. */
function trustOf(trusted: ApiSettings['trustProxy']) {
  if (typeof trusted === 'number') return (_address: string, hop: number) => hop < trusted
  return typeof trusted === 'boolean' ? trusted : [...trusted]
}

function corsOptions(origins: readonly string[]) {
  return {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'if-none-match'],
    exposedHeaders: ['etag', 'retry-after'],
    maxAge: 600,
  }
}

/** JSON whatever the content type says, and nothing at all where a caller sent an empty body. */
function acceptAnyJson(app: App): void {
  const parseJson = app.getDefaultJsonParser('remove', 'remove')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('*', { parseAs: 'string' }, (request, body, done) => {
    if (body.trim() === '') done(null, undefined)
    else void parseJson(request, body, done)
  })
}

/** The checks of each route before anything of it is read: where a write comes from, and whether it holds the key. */
function createGuards(settings: ApiSettings, clock: Clock): (route: RouteOptions) => Hook[] {
  const checkKey = createKeyCheck(settings.apiKey, clock)
  const checkOrigin = createOriginCheck(settings)
  const fromOurPages: Hook = ({ headers, host }, _reply, done) => {
    const fetchSite = headers['sec-fetch-site']
    checkOrigin({
      origin: headers.origin,
      fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined,
      host,
    })
    done()
  }
  const holdsKey: Hook = ({ headers, ip }, _reply, done) => {
    checkKey(headers.authorization, ip)
    done()
  }
  return ({ method, url, config }) => {
    const access = config?.access ?? 'read'
    const writes = [method].flat().some((each) => !READS.has(each))
    if (writes && access !== 'key')
      throw new Error(`${method} ${url} changes something and must need the key`)
    const needsKey = access === 'key' || (access === 'read' && settings.protectReads)
    return [...(writes ? [fromOurPages] : []), ...(needsKey && !settings.authOff ? [holdsKey] : [])]
  }
}

function hooksOf<T>(hooks: T | T[] | undefined): T[] {
  return hooks === undefined ? [] : ([hooks].flat() as T[])
}
