import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLimiter, mapLimited } from './limiter.ts'

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

test('results of a limited map keep the order of the items, whichever ends first', async () => {
  let underWay = 0
  let most = 0
  const results = await mapLimited([3, 1, 2, 0], 2, async (turns) => {
    most = Math.max(most, ++underWay)
    for (let turn = 0; turn < turns; turn++) await new Promise((done) => setImmediate(done))
    underWay--
    return turns * 10
  })
  assert.deepEqual(results, [30, 10, 20, 0])
  assert.equal(most, 2)
  assert.deepEqual(await mapLimited([], 2, async () => assert.fail('nothing to do')), [])
})

test('a limited map rejects with the first failure and still does the rest', async () => {
  const done: number[] = []
  const map = mapLimited([0, 1, 2, 3], 1, async (n) => {
    if (n === 1) throw new Error('one')
    done.push(n)
  })
  await assert.rejects(map, /^Error: one$/)
  for (let turn = 0; turn < 5; turn++) await new Promise((next) => setImmediate(next))
  assert.deepEqual(done, [0, 2, 3])
})
