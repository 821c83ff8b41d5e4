import assert from 'node:assert/strict'
import { DomainError, type ErrorCode } from '../../server/src/lib/errors.ts'
import { sentenceOf } from '../../server/src/wording/sentence.ts'

/** For `assert.rejects`: a failure of that code whose sentence matches. */
export function refusedWith(code: ErrorCode, sentence: RegExp) {
  return (error: unknown): true => {
    assert.ok(error instanceof DomainError)
    assert.equal(error.code, code)
    assert.match(sentenceOf(error.reason), sentence)
    return true
  }
}
