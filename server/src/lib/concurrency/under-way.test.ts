import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUnderWay } from './under-way.ts'

test('the end waits for all work that is under way, and for none that has ended', async () => {
  const underWay = createUnderWay()
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  underWay.add(first.promise)
  underWay.add(second.promise)
  let ended = false
  const end = underWay.settled().then(() => {
    ended = true
  })
  first.resolve()
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(ended, false)
  second.resolve()
  await end
  await underWay.settled()
})

test('nothing under way is settled', async () => {
  await createUnderWay().settled()
})
