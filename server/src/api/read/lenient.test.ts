import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Nullable } from '@acestream-orchestrator/contract/scalars'
import fc from 'fast-check'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { lenient, withoutEmpty } from './lenient.ts'

const CASES: readonly (readonly [schema: TSchema, given: unknown, meant: unknown])[] = [
  [Type.Integer(), '6878', 6878],
  [Type.Integer(), ' 12 ', 12],
  [Type.Integer(), '-3', -3],
  [Type.Integer(), '1.5', 1.5],
  [Type.Integer(), true, 1],
  [Type.Integer(), '', ''],
  [Type.Integer(), '0x10', '0x10'],
  [Type.Integer(), '1e3', '1e3'],
  [Type.Integer(), 'NaN', 'NaN'],
  [Type.Number(), '0.25', 0.25],
  [Type.Boolean(), 'true', true],
  [Type.Boolean(), 'False', false],
  [Type.Boolean(), 1, true],
  [Type.Boolean(), '0', false],
  [Type.Boolean(), 'yes', 'yes'],
  [Type.Boolean(), 2, 2],
  [Type.Boolean(), 'constructor', 'constructor'],
  [Type.Boolean(), ['1'], ['1']],
  [Type.String(), 17, '17'],
  [Type.String(), false, 'false'],
  [Type.String(), ['a'], ['a']],
  [Nullable(Type.Integer()), null, null],
  [Nullable(Type.Integer()), '7', 7],
  [Nullable(Type.String()), null, null],
  [Nullable(Type.String()), 'x', 'x'],
  [Nullable(Type.String()), 7, '7'],
  [Type.Array(Type.Integer()), ['1', 2], [1, 2]],
  [Type.Record(Type.String(), Type.String()), { a: 1 }, { a: '1' }],
  [Nullable(Type.Record(Type.String(), Type.Integer())), { a: '1' }, { a: 1 }],
  [Type.Object({ a: Type.Optional(Type.Integer()) }), undefined, {}],
  [Type.Object({ a: Type.Optional(Type.Integer()) }), { a: null, b: null }, { b: null }],
  [Type.Object({ a: Type.Integer() }), { a: null }, { a: null }],
]

for (const [schema, given, meant] of CASES) {
  test(`${JSON.stringify(given)} where ${JSON.stringify(schema)} is wanted is read as ${JSON.stringify(meant)}`, () => {
    assert.deepEqual(lenient(schema, given), meant)
  })
}

test('an empty value in a query is no value', () => {
  assert.deepEqual(withoutEmpty({ since: '', limit: '5', ids: ['', 'a'] }), { limit: '5', ids: ['', 'a'] })
})

const SHAPE = Type.Object({
  count: Type.Integer(),
  name: Type.Optional(Type.String()),
  live: Type.Boolean(),
  port: Type.Optional(Nullable(Type.Integer())),
  labels: Type.Optional(Type.Record(Type.String(), Type.String())),
  ids: Type.Array(Type.Union([Type.Integer(), Type.Null()])),
})

const fitting = fc.record(
  {
    count: fc.integer(),
    name: fc.string(),
    live: fc.boolean(),
    port: fc.option(fc.integer()),
    labels: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
    ids: fc.array(fc.option(fc.integer())),
    other: fc.jsonValue(),
  },
  { requiredKeys: ['count', 'live', 'ids'], noNullPrototype: true },
)

test('what fits its schema already is left exactly as it is', () => {
  fc.assert(
    fc.property(fitting, (value) => {
      assert.deepEqual(lenient(SHAPE, value), value)
    }),
  )
})

test('what fits is understood when its numbers and booleans come as text', () => {
  const asText = (value: unknown): unknown => {
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    if (Array.isArray(value)) return value.map(asText)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asText(each)]))
  }
  fc.assert(
    fc.property(fitting, ({ other, ...value }) => {
      assert.deepEqual(lenient(SHAPE, asText(value)), value)
    }),
  )
})

test('softening twice is softening once, and never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const once = lenient(SHAPE, value)
      assert.deepEqual(lenient(SHAPE, once), once)
      if (Value.Check(SHAPE, value)) assert.deepEqual(once, value)
    }),
  )
})
