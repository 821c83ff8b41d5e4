import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIdLists } from './id-lists.ts'

test('ids keep the order in which they were added, each once', () => {
  const lists = createIdLists()
  for (const id of ['b', 'a', 'b']) lists.add('engine', id)
  assert.deepEqual(lists.of('engine'), ['b', 'a'])
  assert.deepEqual(lists.of('another'), [])
})

test('the array stays the same until the list changes, and a reader of the old one sees no change', () => {
  const lists = createIdLists()
  lists.add('engine', 'a')
  const before = lists.of('engine')
  lists.add('engine', 'a')
  lists.remove('engine', 'unknown')
  lists.add('engine', 'b')
  assert.deepEqual(before, ['a'])
  assert.deepEqual(lists.of('engine'), ['a', 'b'])
})

test('what is removed is gone', () => {
  const lists = createIdLists()
  lists.add('engine', 'a')
  lists.remove('engine', 'a')
  lists.remove('engine', 'a')
  assert.deepEqual(lists.of('engine'), [])
})
