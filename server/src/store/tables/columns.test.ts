import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { Row, SqlValue } from '../connection/messages.ts'
import {
  BadValue,
  count,
  jsonObject,
  oneOf,
  optional,
  port,
  real,
  reason,
  reasonText,
  text,
  textsByName,
  time,
} from './columns.ts'

const read = <T>(column: (row: Row, name: string) => T, value: SqlValue): T => column({ x: value }, 'x')

const GOOD: readonly (readonly [(row: Row, name: string) => unknown, SqlValue, unknown])[] = [
  [text, 'a', 'a'],
  [real, 1.5, 1.5],
  [count, 0, 0],
  [port, 65_535, 65_535],
  [time, 8_640_000_000_000_000, 8_640_000_000_000_000],
  [optional(text), null, null],
  [oneOf('a', 'b'), 'b', 'b'],
  [jsonObject, '{"a":[1]}', { a: [1] }],
  [textsByName, '{"a":"b"}', { a: 'b' }],
]

const BAD: readonly (readonly [(row: Row, name: string) => unknown, SqlValue, RegExp])[] = [
  [text, 1, /x is not text/],
  [real, Number.POSITIVE_INFINITY, /x is not a number/],
  [count, 1.5, /x is not a count/],
  [count, -1, /x is not a count/],
  [port, 65_536, /x is not a port/],
  [time, 8_640_000_000_000_001, /x is not a time/],
  [text, null, /x is not text/],
  [oneOf('a', 'b'), 'c', /x is not a or b/],
  [jsonObject, '[1]', /x is not a JSON object/],
  [jsonObject, '{"a":', /x is not a JSON object/],
  [textsByName, '{"a":1}', /x is not a JSON object of texts/],
]

describe('a column', () => {
  for (const [column, stored, value] of GOOD)
    test(`${JSON.stringify(stored)} is read`, () => assert.deepEqual(read(column, stored), value))

  for (const [column, stored, why] of BAD)
    test(`${stored}: ${why.source}`, () => {
      assert.throws(
        () => read(column, stored),
        (error) => error instanceof BadValue && why.test(error.message),
      )
    })
})

describe('a reason', () => {
  const NESTED: Reason = {
    code: 'silent',
    forMs: 120_000,
    reason: { code: 'probe_timeout', timeoutMs: 3000 },
  }

  test('comes back as it was kept', () => {
    for (const kept of [NESTED, verbatim('{"code":"exited"}'), verbatim('')])
      assert.deepEqual(read(reason, reasonText(kept)), kept)
    assert.equal(reasonText(null), null)
  })

  for (const sentence of ['no peers', '', '{"code":', '{"code":"x","code":3}', '{"reason":"x"}'])
    test(`the sentence ${JSON.stringify(sentence)} of an older version is verbatim`, () =>
      assert.deepEqual(read(reason, sentence), verbatim(sentence)))
})
