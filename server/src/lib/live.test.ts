import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLive, derived, fixed } from './live.ts'

test('a live value is what it was set to last, and says so to its listeners', () => {
  const live = createLive(1)
  const heard: number[] = []
  const end = live.on((value) => heard.push(value, live.get()))
  live.set(2)
  end()
  live.set(3)
  assert.equal(live.get(), 3)
  assert.deepEqual(heard, [2, 2])
})

test('a derived one follows its source, and is the same object for as long as that stays', () => {
  const source = createLive({ a: 1, b: 1 })
  const part = derived(source, ({ a }) => ({ a }))
  const heard: unknown[] = []
  part.on((value) => heard.push(value))
  const before = part.get()
  assert.equal(part.get(), before)
  source.set({ a: 2, b: 1 })
  assert.deepEqual(part.get(), { a: 2 })
  assert.equal(heard[0], part.get())
})

test('a fixed one never changes', () => {
  const live = fixed('x')
  live.on(() => assert.fail('nothing changes'))()
  assert.equal(live.get(), 'x')
})
