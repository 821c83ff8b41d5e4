/** The description of the API is true: whatever is sent, each answer is one that it lists for that operation. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anId } from '@acestream-orchestrator/testing/builders/world'
import { type ApiRig, apiRig, aStartEvent, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { DomainError } from '../../src/lib/errors.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly minLength?: number
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: Schema
}

interface Operation {
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, unknown>> }>>
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

const RUNS = 60
/** Answers that have no body to speak of, or never end. */
const LEFT_OUT = new Set(['/live'])

const description = (await apiRig().get('/openapi.json')).json<Description>()
const ajv = new Ajv({ strict: false, allErrors: true }).addSchema(description, 'api')

/** A value that fits the schema, now and then one that does not. */
function inputFor(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fitting(schema) }, { weight: 1, arbitrary: fc.jsonValue() })
}

function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(description.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting))
  if ('const' in schema) return fc.constant(schema.const)
  switch (schema.type) {
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 70_000 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(inputFor(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 4 })
    case 'object':
      return objectFor(schema)
    default:
      return textFor(schema)
  }
}

function objectFor({ properties, patternProperties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const [entry] = Object.values(patternProperties)
  if (entry) return fc.dictionary(fc.string({ maxLength: 12 }), inputFor(entry), { maxKeys: 3 })
  const fields = Object.entries(properties ?? {}).map(([name, each]) => [name, inputFor(each)] as const)
  return fc.record(Object.fromEntries(fields), { requiredKeys: required as string[] })
}

/** Words that lead somewhere beside words that lead nowhere. */
function textFor({ minLength = 0 }: Schema): fc.Arbitrary<string> {
  const known = [anId(1), anId(2), 'stream-1', 'localhost', '1700000000', '2026-01-01T00:00:00Z', 'a,b']
  return fc.oneof(fc.constantFrom(...known), fc.string({ minLength, maxLength: 30, unit: 'binary' }))
}

function requestFor(path: string, { parameters, requestBody }: Operation): fc.Arbitrary<Request> {
  const values = Object.fromEntries(
    parameters.map(({ name, required, schema }) => [
      name,
      required ? inputFor(schema) : fc.option(inputFor(schema), { nil: undefined }),
    ]),
  )
  const body = requestBody?.content['application/json']?.schema
  return fc
    .record({
      values: fc.record(values),
      body:
        body === undefined
          ? fc.constantFrom(undefined, '', '{"')
          : fc.oneof(
              inputFor(body).map((each) => JSON.stringify(each)),
              fc.string(),
            ),
      headers: fc.constantFrom<Record<string, string>>(
        WITH_KEY,
        WITH_KEY,
        WITH_KEY,
        {},
        { 'x-api-key': 'wrong' },
        { origin: 'https://evil.example', host: 'evil.example' },
      ),
    })
    .map(({ values: given, body: payload, headers }) => ({
      url: urlOf(path, parameters, given as Record<string, unknown>),
      payload,
      headers,
    }))
}

interface Request {
  readonly url: string
  readonly payload: string | undefined
  readonly headers: Record<string, string>
}

function urlOf(path: string, parameters: readonly Parameter[], given: Record<string, unknown>): string {
  const query = new URLSearchParams()
  let url = path
  for (const { name, in: place } of parameters) {
    const value = given[name]
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (place === 'path')
      url = url.replace(`{${name}}`, encodeURIComponent((text ?? '').toWellFormed()) || '-')
    else if (text !== undefined) query.append(name, text)
  }
  return query.size > 0 ? `${url}?${query}` : url
}

function check(path: string, method: string, operation: Operation, answer: LightMyRequestResponse): void {
  const status = String(answer.statusCode)
  const listed = operation.responses[status]
  assert.ok(listed, `${status} is not listed: ${answer.body.slice(0, 300)}`)
  const type = String(answer.headers['content-type']).split(';')[0] ?? ''
  assert.ok(type in listed.content, `${status} comes as ${type}`)
  if (type !== 'application/json') return
  const steps = ['paths', path, method, 'responses', status, 'content', type, 'schema']
  const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
  const fits = ajv.getSchema(`api#/${pointer.join('/')}`)
  assert.ok(fits?.(answer.json()), `${answer.body.slice(0, 300)}: ${ajv.errorsText(fits?.errors)}`)
}

/** With something to find: a running stream, and a provisioning that refuses now and then. */
async function aRig(): Promise<ApiRig> {
  const rig = apiRig()
  await rig.post('/events/stream_started', aStartEvent({ labels: { stream_id: 'stream-1' } }))
  return rig
}

for (const [path, operations] of Object.entries(description.paths))
  for (const [method, operation] of Object.entries(operations)) {
    if (LEFT_OUT.has(path)) continue
    test(`${method.toUpperCase()} ${path} answers as described, whatever is sent`, async () => {
      const rig = await aRig()
      await fc.assert(
        fc.asyncProperty(
          requestFor(path, operation),
          fc.boolean(),
          async ({ url, payload, headers }, refuses) => {
            rig.provisioning.failure = refuses
              ? new DomainError('image_pulling', 'wait', { retryAfterS: 9 })
              : undefined
            await rig.clock.advance(60_000) // so that guesses are answered at once
            const answer = await rig.api.inject({
              method: method.toUpperCase() as 'GET',
              url,
              headers: {
                ...headers,
                ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
              },
              ...(payload === undefined || method === 'get' ? {} : { payload }),
            })
            assert.notEqual(answer.statusCode, 500, url)
            check(path, method, operation, answer)
          },
        ),
        { numRuns: RUNS },
      )
    })
  }

test('every operation that writes lists the refusals of its key, its origin and its body', () => {
  for (const [path, operations] of Object.entries(description.paths))
    for (const method of ['post', 'delete'])
      if (operations[method])
        for (const status of ['401', '403', '413', '422', '429', '503'])
          assert.ok(operations[method].responses[status], `${method} ${path}: ${status}`)
})

test('the log of a container is described in both of its forms, and its refusals', () => {
  const responses = description.paths['/containers/{id}/logs']?.['get']?.responses
  assert.deepEqual(Object.keys(responses?.['200']?.content ?? {}), ['text/plain', 'text/event-stream'])
  for (const status of ['401', '404', '422', '503']) assert.ok(responses?.[status], status)
})
