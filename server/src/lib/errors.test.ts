import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DomainError, isAbort, messageOf, reasonOf } from './errors.ts'

describe('the message of anything thrown', () => {
  const CASES: readonly (readonly [what: string, thrown: unknown, message: string])[] = [
    ['an error', new Error('no space left'), 'no space left'],
    ['a text', 'plain', 'plain'],
    ['nothing', undefined, 'undefined'],
    ['an error that says nothing', new TypeError(''), 'TypeError'],
    ['one whose cause speaks', new Error('', { cause: new Error('ECONNRESET') }), 'ECONNRESET'],
    ['one whose cause is a text', new Error('', { cause: 'reset' }), 'reset'],
    ['one that speaks for itself', new Error('outer', { cause: new Error('inner') }), 'outer'],
  ]
  for (const [what, thrown, message] of CASES)
    test(`of ${what}`, () => assert.equal(messageOf(thrown), message))
})

describe('a domain error', () => {
  test('keeps words as its message and its reason', () => {
    const error = new DomainError('general_error', 'the disk is full')
    assert.equal(error.message, 'the disk is full')
    assert.deepEqual(reasonOf(error), { code: 'verbatim', text: 'the disk is full' })
  })

  test('names code and facts where the reason is none of words', () => {
    const error = new DomainError('max_capacity', { code: 'containers_maximum_reached', maximum: 3 })
    assert.equal(error.message, 'max_capacity: {"code":"containers_maximum_reached","maximum":3}')
    assert.deepEqual(reasonOf(error), { code: 'containers_maximum_reached', maximum: 3 })
  })

  test('is no lasting one unless told, and keeps what it was caused by', () => {
    const cause = new Error('cause')
    const error = new DomainError('conflict', 'x', { cause, retryAfterS: 5 })
    assert.deepEqual([error.isLasting, error.retryAfterS, error.cause], [false, 5, cause])
    assert.equal('cause' in new DomainError('conflict', 'x'), false)
    assert.equal(new DomainError('conflict', 'x', { isLasting: true }).isLasting, true)
  })
})

test('anything else that was thrown is its own reason, in its words', () => {
  assert.deepEqual(reasonOf(new Error('', { cause: new Error('EPIPE') })), {
    code: 'verbatim',
    text: 'EPIPE',
  })
})

describe('an abort is told from a failure', () => {
  const abortError = Object.assign(new Error('aborted'), { name: 'AbortError' })
  const reason = new Error('shutting down')
  const aborted = AbortSignal.abort(reason)
  const open = new AbortController().signal
  const CASES: readonly (readonly [what: string, error: unknown, signal: AbortSignal, is: boolean])[] = [
    ['the reason of the signal', reason, aborted, true],
    ["Node's AbortError after the abort", abortError, aborted, true],
    ['an AbortError of somebody else', abortError, open, false],
    ['a failure that came with the abort', new Error('refused'), aborted, false],
    ['a failure', new Error('refused'), open, false],
  ]
  for (const [what, error, signal, is] of CASES)
    test(`${what} is ${is ? 'one' : 'none'}`, () => assert.equal(isAbort(error, signal), is))
})
