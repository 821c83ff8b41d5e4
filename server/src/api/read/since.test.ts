import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DomainError } from '../../lib/errors.ts'
import { parseSince } from './since.ts'

describe('since', () => {
  const moment = Date.UTC(2026, 0, 2, 3, 4, 5)
  const rows: readonly [text: string, ms: number][] = [
    ['2026-01-02T03:04:05Z', moment],
    ['2026-01-02T03:04:05', moment],
    ['2026-01-02T03:04:05.250', moment + 250],
    ['2026-01-02 03:04:05', moment],
    ['2026-01-02T05:04:05+02:00', moment],
    ['2026-01-02T05:04:05 02:00', moment],
    ['2026-01-02T01:04:05-0200', moment],
    ['2026-01-02', Date.UTC(2026, 0, 2)],
    [`${moment / 1000}`, moment],
    [`${moment / 1000}.5`, moment + 500],
    [`${moment}`, moment],
  ]
  for (const [text, ms] of rows) test(`${text} is ${ms}`, () => assert.equal(parseSince(text), ms))
  for (const text of ['', 'yesterday', '2026-13-45T00:00:00', 'NaN', 'Infinity']) {
    test(`${JSON.stringify(text)} is refused`, () => {
      assert.throws(
        () => parseSince(text),
        (error) => error instanceof DomainError && error.field?.loc.join('.') === 'query.since',
      )
    })
  }
})
