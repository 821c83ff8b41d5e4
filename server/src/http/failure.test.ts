import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeOf, failureOf, type HttpFailure, isReset } from './failure.ts'

const coded = (code: string) => Object.assign(new Error(code), { code })

const CODES: Readonly<Record<string, HttpFailure>> = {
  ECONNREFUSED: 'refused',
  EAI_AGAIN: 'unresolved',
  ENETUNREACH: 'no_route',
  ETIMEDOUT: 'connect_timeout',
  EPIPE: 'closed',
  EACCES: 'other',
}
for (const [code, failure] of Object.entries(CODES))
  test(`${code} is ${failure}, alone or as the first of several addresses`, () => {
    assert.equal(failureOf(coded(code)), failure)
    const several = new AggregateError([coded(code), coded('ECONNREFUSED')])
    assert.equal(failureOf(several), failure)
    assert.equal(codeOf(several), code)
    assert.equal(isReset(coded(code)), failure === 'closed')
  })

test('what has no code is of another kind', () => {
  for (const error of [new Error('x'), new AggregateError([]), 'x', undefined]) {
    assert.equal(failureOf(error), 'other')
    assert.equal(codeOf(error), '')
  }
})
