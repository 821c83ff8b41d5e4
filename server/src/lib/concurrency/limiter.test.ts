import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimiter } from './limiter.ts'

test('no more than the limit run at a time, in order, and a failure makes room like a success', async () => {
  const limited = createLimiter(2)
  const begun: number[] = []
  let underWay = 0
  let most = 0
  const work = (n: number) => async () => {
    begun.push(n)
    most = Math.max(most, ++underWay)
    await new Promise((done) => setImmediate(done))
    underWay--
    if (n === 1) throw new Error('one')
    return n
  }
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => limited(work(n))))
  assert.deepEqual(begun, [0, 1, 2, 3, 4])
  assert.equal(most, 2)
  assert.deepEqual(
    results.map((result) => (result.status === 'fulfilled' ? result.value : 'failed')),
    [0, 'failed', 2, 3, 4],
  )
  assert.equal(await limited(async () => 'still open'), 'still open')
})
