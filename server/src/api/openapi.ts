import * as engine from '@acestream-orchestrator/contract/engine'
import * as event from '@acestream-orchestrator/contract/event'
import * as problem from '@acestream-orchestrator/contract/problem'
import * as provisioning from '@acestream-orchestrator/contract/provisioning'
import * as status from '@acestream-orchestrator/contract/status'
import * as stream from '@acestream-orchestrator/contract/stream'
import * as vpn from '@acestream-orchestrator/contract/vpn'
import type { RouteOptions } from 'fastify'

type Json = Readonly<Record<string, unknown>>

/** The description of the whole API, made of the very schemas that requests are held against. */
export interface OpenApi {
  add(route: RouteOptions): void
  document(): Json
}

export interface OpenApiInfo {
  readonly version: string
  /** Empty, or `/prefix`. */
  readonly basePath: string
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'POST', 'DELETE'])

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
        securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      },
    }),
  }
}

function operation({ url, schema = {}, config }: RouteOptions): Json {
  const { summary, params, querystring, body, response, streams } = schema
  return {
    tags: [url.split('/')[1]],
    ...(summary === undefined ? {} : { summary }),
    ...(config?.access === 'key' ? { security: [{ key: [] }] } : {}),
    parameters: [...parameters(params, 'path'), ...parameters(querystring, 'query')],
    ...(body === undefined ? {} : { requestBody: { content: json(body) } }),
    responses: streams === undefined ? responses(response) : stream200(streams),
  }
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

function responses(response: unknown): Json {
  const entries = Object.entries((response ?? {}) as Json)
  return Object.fromEntries(
    entries.map(([code, schema]) => [
      code,
      { description: code === 'default' ? 'what went wrong' : 'the answer', content: json(schema) },
    ]),
  )
}

function stream200(mediaType: string): Json {
  return { 200: { description: 'the answer', content: { [mediaType]: { schema: { type: 'string' } } } } }
}
