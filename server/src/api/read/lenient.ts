import { flagMeant, numberMeant, textMeant } from '@acestream-orchestrator/contract/lenient'
import type { TSchema } from 'typebox'
import { isObject } from '../../lib/json.ts'

/** A JSON schema as far as coercion reads it. */
interface Shape {
  readonly type?: string
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
}

type Values = Readonly<Record<string, unknown>>

/**
 * What a caller plainly meant: numbers sent as strings, booleans for 0 and 1 and the other way round, null for
 * "not given", no body for an empty one. Anything doubtful stays as it is, so that validation names it.
 */
export function lenient(schema: TSchema, value: unknown): unknown {
  const shape = schema as Shape
  return coerce(shape, shape.type === 'object' ? (value ?? {}) : value)
}

function coerce(shape: Shape, value: unknown): unknown {
  if (shape.anyOf) return coerceUnion(shape.anyOf, value)
  switch (shape.type) {
    case 'integer':
    case 'number':
      return numberMeant(value) ?? value
    case 'string':
      return textMeant(value) ?? value
    case 'boolean':
      return flagMeant(value) ?? value
    case 'array':
      return shape.items && Array.isArray(value) ? coerceItems(shape.items, value) : value
    case 'object':
      return isObject(value) ? coerceObject(shape, value) : value
    default:
      return value
  }
}

/** A value that fits a branch already is left alone; else the first branch that makes something of it decides. */
function coerceUnion(branches: readonly Shape[], value: unknown): unknown {
  if (value === null || branches.some(({ type }) => type === typeof value)) {
    const object = branches.find(({ type }) => type === 'object')
    return object && isObject(value) ? coerceObject(object, value) : value
  }
  for (const branch of branches) {
    const coerced = coerce(branch, value)
    if (coerced !== value) return coerced
  }
  return value
}

function coerceItems(items: Shape, values: readonly unknown[]): unknown[] {
  return values.map((each) => coerce(items, each))
}

function coerceObject(shape: Shape, value: Values): Values {
  const anyProperty = Object.values(shape.patternProperties ?? {})[0]
  const entries = Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
    const property = ownProperty(shape, key) ?? anyProperty
    if (!property) return [[key, each]]
    if (each === null && !isNullable(property) && !shape.required?.includes(key)) return []
    return [[key, coerce(property, each)]]
  })
  return Object.fromEntries(entries)
}

/** A key may be called like something every object has. */
function ownProperty({ properties = {} }: Shape, key: string): Shape | undefined {
  return Object.hasOwn(properties, key) ? properties[key] : undefined
}

function isNullable({ type, anyOf }: Shape): boolean {
  return type === 'null' || anyOf?.some((branch) => branch.type === 'null') === true
}

/** A query as browsers and scripts send it: `?since=` is the same as no `since`. */
export function withoutEmpty(query: unknown): unknown {
  if (!isObject(query)) return query
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
}
