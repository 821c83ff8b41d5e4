import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAscending, nextOrder, type Rankings, ranked, readOrder } from './ranking.ts'

interface Row {
  readonly name: string
  readonly speed: number | null
}

const ROWS: readonly Row[] = [
  { name: 'b', speed: 2 },
  { name: 'a', speed: null },
  { name: 'd', speed: 10 },
  { name: 'c', speed: 2 },
]
const RANKINGS: Rankings<Row> = {
  name: { of: ({ name }) => name, first: 'low' },
  speed: { of: ({ speed }) => speed, first: 'high' },
}
const order = (text: string | undefined) =>
  ranked(ROWS, RANKINGS, readOrder(text))
    .map(({ name }) => name)
    .join('')

test('each column puts first what one looks for, turned the opposite; the unknown stays last', () => {
  assert.equal(order('name'), 'abcd')
  assert.equal(order('-name'), 'dcba')
  assert.equal(order('speed'), 'dbca')
  assert.equal(order('-speed'), 'bcda')
})

test('no order, one of another list and a name of every object leave the rows as they are', () => {
  for (const text of [undefined, '', 'peers', '-peers', 'toString', '__proto__'])
    assert.equal(order(text), 'badc')
})

test('a column’s name goes through its order, the other way round, and none', () => {
  assert.equal(nextOrder(null, 'speed'), 'speed')
  assert.equal(nextOrder(readOrder('speed'), 'speed'), '-speed')
  assert.equal(nextOrder(readOrder('-speed'), 'speed'), null)
  assert.equal(nextOrder(readOrder('-speed'), 'name'), 'name')
})

test('which direction is said', () => {
  assert.equal(isAscending('low', false), true)
  assert.equal(isAscending('high', false), false)
  assert.equal(isAscending('high', true), true)
})
