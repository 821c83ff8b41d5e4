import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Backlog, createBacklog } from './backlog.ts'

const NOTHING = Buffer.alloc(0)

function aBacklog(limitBytes: number): {
  backlog: Backlog
  add: (line: string) => boolean
  at: (ms: number) => void
} {
  let nowMs = 1000
  const backlog = createBacklog(limitBytes, () => nowMs)
  return {
    backlog,
    add: (line) => backlog.add(Buffer.from(line)),
    at: (ms) => {
      nowMs = ms
    },
  }
}

test('lines are kept in order until the reader takes them', () => {
  const { backlog, add } = aBacklog(100)
  assert.deepEqual(['one\n', 'two\n'].map(add), [true, true])
  assert.equal(backlog.all().toString(), 'one\ntwo\n')
  backlog.keep(backlog.all().subarray(5))
  assert.deepEqual([backlog.all().toString(), backlog.bytes], ['wo\n', 3])
  add('three\n')
  assert.equal(backlog.all().toString(), 'wo\nthree\n')
})

test('the oldest lines stay whole; those beyond the limit are dropped and counted', () => {
  const { backlog, add } = aBacklog(8)
  assert.deepEqual(['aaaa', 'bbbb', 'c', 'd'].map(add), [true, true, false, false])
  assert.equal(backlog.all().toString(), 'aaaabbbb')
  assert.deepEqual([backlog.gap, backlog.dropped], [{ lines: 2, sinceMs: 1000 }, 2])
})

test('a single line longer than the limit is kept when nothing else waits', () => {
  const { backlog, add } = aBacklog(4)
  assert.equal(add('a long line'), true)
  assert.equal(backlog.bytes, 11)
})

test('a gap has the age of its first line and closes when half of the limit is free', () => {
  const { backlog, add, at } = aBacklog(8)
  add('aaaabbbb')
  add('lost')
  at(5000)
  add('also lost')
  assert.equal(backlog.keep(Buffer.from('bbbbb')), null)
  assert.equal(add('x'), false, 'while the gap is open a line that would fit is dropped too')
  assert.deepEqual(backlog.keep(Buffer.from('bbbb')), { lines: 3, sinceMs: 1000 })
  assert.deepEqual([backlog.gap, backlog.dropped], [null, 3])
  assert.equal(add('x'), true)
})

test('each gap is reported once', () => {
  const { backlog, add } = aBacklog(4)
  add('aaaa')
  add('lost')
  assert.deepEqual(backlog.keep(NOTHING), { lines: 1, sinceMs: 1000 })
  assert.equal(backlog.keep(NOTHING), null)
})
