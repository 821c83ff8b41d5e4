/**
 * What the bundle takes in the place of typebox (`bundle.ts`): the same schemas by its builders that the contract and the routes
 * use. typebox checks and computes with schemas too, which nothing here does, and took a start 100 kB of script.
 * `bundle.test.ts` compares the whole API's description by either.
 */
type Schema = Readonly<Record<string, unknown>>

const OPTIONAL = Symbol('optional')

const typed =
  (type: string) =>
  (options: Schema = {}): Schema => ({ type, ...options })

function object(properties: Readonly<Record<string, Schema>>, options: Schema = {}): Schema {
  const required = Object.keys(properties).filter((name) => !(OPTIONAL in (properties[name] ?? {})))
  return { type: 'object', ...(required.length > 0 && { required }), properties, ...options }
}

/** Known by a mark that is neither listed nor written. */
function optional(schema: Schema): Schema {
  return Object.defineProperty({ ...schema }, OPTIONAL, { value: true })
}

export const Type = {
  Array: (items: Schema, options: Schema = {}): Schema => ({ type: 'array', items, ...options }),
  Boolean: typed('boolean'),
  Integer: typed('integer'),
  Literal: (value: string | number | boolean, options: Schema = {}): Schema => ({
    type: typeof value,
    const: value,
    ...options,
  }),
  Null: typed('null'),
  Number: typed('number'),
  Object: object,
  Optional: optional,
  Record: (_key: Schema, value: Schema, options: Schema = {}): Schema => ({
    type: 'object',
    patternProperties: { '^.*$': value },
    ...options,
  }),
  String: typed('string'),
  Union: (anyOf: readonly Schema[], options: Schema = {}): Schema => ({ anyOf, ...options }),
  Unknown: (options: Schema = {}): Schema => ({ ...options }),
  Unsafe: (schema: Schema): Schema => ({ ...schema }),
}
