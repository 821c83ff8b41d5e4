// http/: the server under every route: limits, schemas, errors, OpenAPI.
import cors from '@fastify/cors'
import fastify from 'fastify'
import type { TSchema } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import type { Logger } from '../../lib/log.ts'
import type { ApiSettings } from '../ports.ts'
import { createValidatorCompiler } from '../read/validation.ts'
import { createGuards } from '../security/guards.ts'
import { createErrorHandler, createNotFoundHandler, refuseSecondHost } from './error-handler.ts'
import { answerMalformed, refuseTunnel } from './malformed.ts'
import { createRewrite } from './request-target.ts'
import { createRouteTable } from './route-table.ts'
import type { App } from './typed.ts'

/** Ids may hold a whole magnet link (docs/api.md), each of its characters percent-encoded. */
const LONGEST_ID = 4096
const LARGEST_HEADERS = 64 * 1024
const LARGEST_BODY = 1024 * 1024
/** A request that has not arrived whole by then never will. */
const ARRIVAL_TIMEOUT_MS = 60_000

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
    schemaController: { compilersFactory: { buildValidator: () => ownOnly, buildSerializer: () => ownOnly } },
    frameworkErrors: (error, request, reply) => onError(error, request, reply),
  })
  app.setErrorHandler(onError)
  const onNotFound = createNotFoundHandler(routes.methodsOf)
  app.setNotFoundHandler(onNotFound)
  app.server.on('connect', refuseTunnel)
  app.setValidatorCompiler<TSchema>(createValidatorCompiler())
  app.setSerializerCompiler(() => JSON.stringify)
  acceptAnyJson(app)
  app.addHook('onRequest', refuseSecondHost)
  if (settings.corsOrigins.length > 0) app.register(cors, corsOptions(settings.corsOrigins))
  // After CORS, so that other origins can read it, and before a body is read that is meant for nobody.
  app.after(() => {
    app.addHook('onRequest', (request, reply, done) => (request.is404 ? onNotFound(request, reply) : done()))
  })

  const guards = createGuards(settings, clock)
  app.addHook('onRoute', (route) => {
    if (route.url !== '*') routes.add(route.method, route.url) // CORS answers to OPTIONS everywhere: that makes no path known
    route.onRequest = [...hooksOf(route.onRequest), ...guards(route)]
  })
  return app
}

/** Given in the place of fastify's own compilers, which are large and would be loaded though ours replace them. */
function ownOnly(): never {
  throw new Error('a schema was compiled before the server had its own compilers')
}

/** A number is how many proxies in front of us are believed, the nearest first. */
function trustOf(trusted: ApiSettings['trustProxy']) {
  if (typeof trusted === 'number') return (_address: string, hop: number) => hop < trusted
  return typeof trusted === 'boolean' ? trusted : [...trusted]
}

function corsOptions(origins: readonly string[]) {
  return {
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'x-api-key', 'content-type', 'if-none-match'],
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

function hooksOf<T>(hooks: T | T[] | undefined): T[] {
  return hooks === undefined ? [] : ([hooks].flat() as T[])
}
