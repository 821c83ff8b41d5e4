import * as engine from '@acestream-orchestrator/contract/engine'
import * as event from '@acestream-orchestrator/contract/event'
import * as problem from '@acestream-orchestrator/contract/problem'
import * as provisioning from '@acestream-orchestrator/contract/provisioning'
import * as status from '@acestream-orchestrator/contract/status'
import * as stream from '@acestream-orchestrator/contract/stream'
import * as vpn from '@acestream-orchestrator/contract/vpn'
import type { FastifySchema, RouteOptions } from 'fastify'

type Json = Readonly<Record<string, unknown>>

/** The description of the whole API, built from the very schemas that requests are held against. */
export interface OpenApi {
  add(route: RouteOptions): void
  document(): Json
}

export interface OpenApiInfo {
  readonly version: string
  /** Empty, or `/prefix`. */
  readonly basePath: string
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])

export function createOpenApi({ version, basePath }: OpenApiInfo): OpenApi {
  const paths: Record<string, Record<string, Json>> = {}
  return {
    add: (route) => {
      if (route.schema?.hide) return
      const path = route.url.replace(/:(\w+)/g, '{$1}')
      for (const method of [route.method].flat()) {
        if (METHODS.has(method)) paths[path] = { ...paths[path], [method.toLowerCase()]: operation(route) }
      }
    },
    document: () => ({
      openapi: '3.1.0',
      info: {
        title: 'Acestream Orchestrator',
        version,
        description: 'Keeps AceStream engines running and tracks their streams.',
      },
      servers: ['', '/api/v1'].map((prefix) => ({ url: `${basePath}${prefix}` || '/' })),
      paths: withReferences(paths),
      components: {
        schemas: Object.fromEntries([...SHARED].map(([schema, name]) => [name, withReferences(schema)])),
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        },
      },
    }),
  }
}

function operation(route: RouteOptions): Json {
  const { url, schema = {}, config } = route
  const { summary, params, querystring, body } = schema
  return {
    tags: [url.split('/')[1]],
    ...(summary === undefined ? {} : { summary }),
    ...(config?.access === 'key' ? { security: [{ key: [] }, { header: [] }] } : {}),
    parameters: [...parameters(params, 'path'), ...parameters(querystring, 'query')],
    ...(body === undefined ? {} : { requestBody: { content: json(body), required: isRequired(body) } }),
    responses: { ...refusals(route), ...responses(schema) },
  }
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'the request is not well-formed',
  401: 'the key is missing',
  403: 'the key is wrong, or the request comes from a page or a name that is not known here',
  404: 'there is no such thing',
  409: 'not in its present state',
  413: 'the body is larger than 1 MiB',
  422: 'something in the request is not as described; each fault with its place',
  429: 'too many wrong keys from this address, or too many streams',
  500: 'a fault of ours, with its reason in the log',
  502: 'the engine refused',
  503: 'not now; why, and whether to wait',
}

/** Every refusal that this route may answer with: what follows from its shape, and what it says of itself. */
function refusals({ url, method, schema = {}, config }: RouteOptions): Json {
  const { params, querystring, body, refusals: own = [] } = schema
  const writes = [method].flat().some((each) => each !== 'GET' && each !== 'HEAD')
  const statuses = new Set([400, 500, ...own])
  const also = (holds: boolean, ...more: readonly number[]) => {
    if (holds) for (const each of more) statuses.add(each)
  }
  also(config?.access !== 'open', 401, 403, 429, 503)
  also(url.includes(':id'), 404)
  also(params !== undefined || querystring !== undefined || body !== undefined, 422)
  also(writes, 413, 422) // a body that is too large, or no JSON, is refused also where none is wanted
  return Object.fromEntries(
    [...statuses]
      .sort((a, b) => a - b)
      .map((status) => [status, { description: REFUSALS[status] ?? '', content: json(problem.Problem) }]),
  )
}

/** The shared schemas by identity: where one is used inside another it becomes a reference. */
const SHARED: ReadonlyMap<unknown, string> = new Map(
  [engine, event, problem, provisioning, status, stream, vpn]
    .flatMap((module) => Object.entries(module))
    .filter(([, value]) => typeof value === 'object')
    .map(([name, schema]) => [schema, name]),
)

function withReferences(value: unknown, isInside = false): unknown {
  const name = isInside ? SHARED.get(value) : undefined
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  if (Array.isArray(value)) return value.map((each) => withReferences(each, true))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withReferences(each, true)]))
}

interface ObjectShape {
  readonly properties?: Json
  readonly required?: readonly string[]
}

/** Nothing at all is read as an empty object. */
function isRequired(body: unknown): boolean {
  return ((body as ObjectShape).required ?? []).length > 0
}

function parameters(schema: unknown, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectShape
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: each,
  }))
}

function json(schema: unknown): Json {
  return { 'application/json': { schema } }
}

function responses({ response, produces }: FastifySchema): Json {
  if (produces) {
    const types = produces.map((type) => [type, { schema: { type: 'string' } }])
    return { 200: { description: 'the answer', content: Object.fromEntries(types) } }
  }
  const entries = Object.entries((response ?? {}) as Json)
  return Object.fromEntries(
    entries.map(([status, schema]) => [status, { description: 'the answer', content: json(schema) }]),
  )
}
