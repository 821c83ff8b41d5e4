import { RecentCheck } from '@acestream-orchestrator/contract/engine'

/**
 * What a field holds. `?` may be null; `data` is an object that is taken as it is. Enumerations list their words; objects name the field without which they are
 * nothing (`key`), lists drop such items.
 */
export type Shape =
  | 'text'
  | 'text?'
  | 'number'
  | 'number?'
  | 'flag'
  | 'flag?'
  | 'check'
  | 'data?'
  | 'any'
  | readonly string[]
  | { readonly list: Shape }
  | { readonly map: Shape }
  | ObjectShape

export interface ObjectShape<T = unknown> {
  readonly fields: Readonly<Record<string, Shape>>
  readonly key?: string
  readonly nullable?: boolean
  /** Only for the compiler: what reading it gives. */
  readonly type?: T
}

/** The part of JSON Schema that the contract uses. */
interface Schema {
  readonly '~kind'?: string
  readonly '~unsafe'?: unknown
  readonly type?: string
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

const WORDS: Readonly<Record<string, 'text' | 'number' | 'flag'>> = {
  string: 'text',
  number: 'number',
  integer: 'number',
  boolean: 'flag',
}

const isAnyMap = (shape: Shape): boolean => typeof shape === 'object' && 'map' in shape && shape.map === 'any'

const isObject = (shape: Shape): shape is ObjectShape => typeof shape === 'object' && 'fields' in shape

function shapeOfUnion(members: readonly Schema[]): Shape {
  const others = members.filter(({ type }) => type !== 'null')
  const words = others.map((member) => member.const).filter((word) => typeof word === 'string')
  if (words.length > 0 && words.length === others.length) return words
  const [only, second] = others
  if (only === undefined || second !== undefined) return 'any'
  const shape = shapeOf(only)
  if (isAnyMap(shape)) return 'data?'
  if (shape === 'text' || shape === 'number' || shape === 'flag') return `${shape}?`
  return isObject(shape) ? { ...shape, nullable: true } : shape
}

function shapeOf(schema: Schema): Shape {
  if (schema === RecentCheck) return 'check'
  if (schema.anyOf) return shapeOfUnion(schema.anyOf)
  if (schema.items) return { list: shapeOf(schema.items) }
  const [values] = Object.values(schema.patternProperties ?? {})
  if (values) return { map: shapeOf(values) }
  // With parameters that go by its code, for example: what reads it knows them.
  if (schema.additionalProperties === true) return 'data?'
  if (schema.properties) return objectShape(schema)
  return WORDS[schema.type ?? ''] ?? 'any'
}

const KEYS = new WeakMap<Schema, string>()

/** Without this field the answer holds no such thing. To be said before a schema is used within another one. */
export function keyed<T>(schema: Schema, key: keyof T & string): ObjectShape<T> {
  KEYS.set(schema, key)
  return objectShape<T>(schema)
}

/** A schema of the contract as the table that `readAs` goes by. Runs when the panel is built. */
export function objectShape<T>(schema: Schema): ObjectShape<T> {
  const entries = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, shapeOf(field)] as const,
  )
  const key = KEYS.get(schema)
  return { fields: Object.fromEntries(entries), ...(key === undefined ? {} : { key }) }
}

/** What the contract says and `fields` beside or instead of it. */
export const withFields = <T>(shape: ObjectShape, fields: ObjectShape['fields']): ObjectShape<T> => ({
  ...(shape.key === undefined ? {} : { key: shape.key }),
  fields: { ...shape.fields, ...fields },
})
