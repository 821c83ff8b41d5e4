import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ImageStanding, imageStateOf, isPullDue, restAfter } from './image-standing.ts'

const reason = { code: 'unspecified' } as const
const present: ImageStanding = {
  kind: 'present',
  facts: { digest: 'sha256:one', createdAtMs: 0, hasEntrypoint: false },
}
const missing: ImageStanding = { kind: 'missing', reason, retryAtMs: 10_000 }
const pulling = (doneBytes: number, totalBytes: number | null): ImageStanding => ({
  kind: 'pulling',
  startedAtMs: 1000,
  progress: { doneBytes, totalBytes },
})

describe('the image as the plan sees it', () => {
  const table: readonly (readonly [string, ImageStanding, nowMs: number, expected: object])[] = [
    ['not looked up yet', { kind: 'unknown' }, 0, { kind: 'unknown' }],
    ['present', present, 0, { kind: 'present', digest: 'sha256:one', hasEntrypoint: false }],
    ['a quarter pulled in 2 s', pulling(25, 100), 3000, { kind: 'pulling', etaS: 6 }],
    ['pulling, sizes unknown', pulling(25, null), 3000, { kind: 'pulling', etaS: null }],
    ['pulling, nothing here yet', pulling(0, 100), 3000, { kind: 'pulling', etaS: null }],
    ['pulling since now', pulling(25, 100), 1000, { kind: 'pulling', etaS: null }],
    ['missing, tried again in 2.1 s', missing, 7900, { kind: 'missing', reason, retryInS: 3 }],
    ['missing, to be tried now', missing, 12_000, { kind: 'missing', reason, retryInS: 1 }],
  ]
  for (const [what, standing, nowMs, expected] of table)
    test(what, () => assert.deepEqual(imageStateOf(standing, nowMs), expected))
})

test('an image that is not there is pulled, after a failure only when it is time', () => {
  assert.ok(isPullDue({ kind: 'unknown' }, 0))
  assert.ok(isPullDue(present, 0), 'it was there, and somebody removed it')
  assert.ok(!isPullDue(missing, 9999))
  assert.ok(isPullDue(missing, 10_000))
})

test('one that is missing is looked for between pulls, because it may be loaded by hand', () => {
  assert.equal(restAfter(present, 0, 5000), 5000)
  assert.equal(restAfter(missing, 0, 5000), 5000)
  assert.equal(restAfter(missing, 8000, 5000), 2000)
  assert.equal(restAfter(missing, 11_000, 5000), 0)
  assert.equal(restAfter(pulling(1, 1), 0, 5000), 0, 'just pulled: look at once')
})
