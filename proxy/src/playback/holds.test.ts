import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createHolds } from './holds.ts'

const GRACE_MS = 1000

function held(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let abandoned = 0
  const holds = createHolds(GRACE_MS, () => {
    abandoned++
  })
  return { holds, wait: (ms: number) => t.mock.timers.tick(ms), abandoned: () => abandoned }
}

test('what nobody ever holds is abandoned', (t) => {
  const { wait, abandoned } = held(t)
  wait(GRACE_MS - 1)
  assert.equal(abandoned(), 0)
  wait(1)
  assert.equal(abandoned(), 1)
})

test('the grace begins when the last one has left, and ends when one comes', (t) => {
  const { holds, wait, abandoned } = held(t)
  const [first, second] = [holds.hold(), holds.hold()]
  first()
  wait(5 * GRACE_MS)
  second()
  wait(GRACE_MS - 1)
  const third = holds.hold()
  wait(5 * GRACE_MS)
  assert.deepEqual([abandoned(), holds.isEmpty()], [0, false])
  third()
  wait(GRACE_MS)
  assert.deepEqual([abandoned(), holds.isEmpty()], [1, true])
})

test('letting go twice is letting go once', (t) => {
  const { holds } = held(t)
  const [first] = [holds.hold(), holds.hold()]
  first()
  first()
  assert.equal(holds.isEmpty(), false)
})

test('after its stop nothing is abandoned', (t) => {
  const { holds, wait, abandoned } = held(t)
  const release = holds.hold()
  holds.stop()
  release()
  wait(5 * GRACE_MS)
  assert.equal(abandoned(), 0)
})
