import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type TSchema, Type } from 'typebox'
import { faultsOf, reasonOfFaults } from './faults.ts'
import { createValidatorCompiler, InvalidRequest } from './validation.ts'

/** The faults of a body that holds this value. */
function faultsIn(schema: TSchema, value: unknown) {
  const body = Type.Object({ value: schema })
  const verdict = createValidatorCompiler()({ schema: body, method: 'POST', url: '/' })({ value })
  assert.ok('error' in verdict && verdict.error instanceof InvalidRequest)
  return faultsOf(verdict.error.faults, 'body')
}

const LIST = Type.Array(Type.String(), { minItems: 1, maxItems: 2 })
const CASES: readonly (readonly [string, TSchema, unknown, type: string, Reason])[] = [
  ['a text for a number', Type.Integer(), 'x', 'int_type', { code: 'value_wrong_type', expected: 'integer' }],
  [
    'a list for an object',
    Type.Object({}),
    [],
    'dict_type',
    { code: 'value_wrong_type', expected: 'object' },
  ],
  ['too small', Type.Integer({ minimum: 1 }), 0, 'greater_than_equal', { code: 'value_too_small', least: 1 }],
  ['too large', Type.Integer({ maximum: 9 }), 10, 'less_than_equal', { code: 'value_too_large', most: 9 }],
  ['empty', Type.String({ minLength: 1 }), '', 'string_too_short', { code: 'text_too_short', least: 1 }],
  ['too long', Type.String({ maxLength: 3 }), 'four', 'string_too_long', { code: 'text_too_long', most: 3 }],
  [
    'of another form',
    Type.String({ pattern: '^[a-z]+$' }),
    'A1',
    'string_pattern_mismatch',
    { code: 'text_wrong_form', pattern: '^[a-z]+$' },
  ],
  ['an empty list', LIST, [], 'too_short', { code: 'list_too_short', least: 1 }],
  ['a long list', LIST, ['a', 'b', 'c'], 'too_long', { code: 'list_too_long', most: 2, count: 3 }],
  [
    'not one of the words',
    Type.Union([Type.Literal('a'), Type.Literal('b')]),
    'c',
    'enum',
    { code: 'value_not_allowed', allowed: ['a', 'b'] },
  ],
]

describe('what a schema refuses is a code with parameters', () => {
  for (const [title, schema, value, type, reason] of CASES)
    test(title, () => {
      const [fault] = faultsIn(schema, value)
      assert.deepEqual([fault?.type, fault?.loc, fault?.reason_data], [type, ['body', 'value'], reason])
      assert.notEqual(fault?.msg, '')
    })
})

test('what is missing is named, and what was given in its place is not repeated', () => {
  const [fault] = faultsIn(Type.Object({ port: Type.Integer() }), {})
  assert.deepEqual(fault, {
    type: 'missing',
    loc: ['body', 'value', 'port'],
    msg: 'is missing',
    reason_data: { code: 'value_missing' },
    input: {},
  })
})

test('a long value is not sent back whole', () => {
  const [fault] = faultsIn(Type.Integer(), 'x'.repeat(10_000))
  assert.equal(fault?.input, `${'x'.repeat(200)}…`)
  assert.equal(faultsIn(Type.Integer(), Array(500).fill('many'))[0]?.input, undefined)
})

test('twenty faults are enough', () => {
  assert.equal(faultsIn(Type.Array(Type.Integer()), Array(100).fill('x')).length, 20)
})

test('one fault is the reason of the refusal, several are all of them', () => {
  const schema = Type.Object({ port: Type.Integer(), host: Type.String() })
  const tooFew = reasonOfFaults(faultsIn(schema, { host: 'a' }))
  assert.deepEqual(tooFew, {
    code: 'field_invalid',
    field: 'value.port',
    reason: { code: 'value_missing' },
  })
  const both = reasonOfFaults(faultsIn(schema, {}))
  assert.deepEqual(both.code === 'all' && both.reasons.map(({ code }) => code), [
    'field_invalid',
    'field_invalid',
  ])
})
