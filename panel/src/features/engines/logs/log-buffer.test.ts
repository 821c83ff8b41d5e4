import assert from 'node:assert/strict'
import { test } from 'node:test'
import { appendLines, EMPTY_LOG, MOST_LINES, rejoinLines, searchLines } from './log-buffer.ts'

test('lines are numbered on and lose their terminal colours', () => {
  const one = appendLines(EMPTY_LOG, ['\u001b[32mINFO\u001b[0m ready'])
  const two = appendLines(one, ['next'])
  assert.deepEqual(two.lines, [
    { number: 1, text: 'INFO ready' },
    { number: 2, text: 'next' },
  ])
})

test('the oldest lines fall off and are counted', () => {
  const full = appendLines(
    EMPTY_LOG,
    Array.from({ length: MOST_LINES + 3 }, (_, n) => `line ${n}`),
  )
  assert.equal(full.lines.length, MOST_LINES)
  assert.equal(full.dropped, 3)
  assert.equal(full.lines[0]?.text, 'line 3')
  assert.equal(appendLines(full, ['x']).lines.at(-1)?.number, MOST_LINES + 4)
})

test('a log that is read again goes on where it was, no line twice', () => {
  const read = appendLines(EMPTY_LOG, ['a', 'b', 'a', 'c'])
  const longer = rejoinLines(read, ['\u001b[32ma\u001b[0m', 'c', 'd'])
  assert.deepEqual(
    longer.lines.map(({ number, text }) => `${number}${text}`),
    ['1a', '2b', '3a', '4c', '5d'],
  )
  assert.equal(longer.dropped, 0)
  assert.deepEqual(rejoinLines(EMPTY_LOG, ['a']), appendLines(EMPTY_LOG, ['a']))
})

test('a log that has moved on too far meanwhile starts over, and dropped lines are counted', () => {
  const restarted = rejoinLines(appendLines(EMPTY_LOG, ['a', 'b']), ['x', 'y'])
  assert.deepEqual(restarted, {
    lines: [
      { number: 3, text: 'x' },
      { number: 4, text: 'y' },
    ],
    dropped: 2,
  })
})

test('a search takes no notice of case', () => {
  const { lines } = appendLines(EMPTY_LOG, ['Error: a', 'fine', 'no error'])
  assert.equal(searchLines(lines, 'ERROR').length, 2)
  assert.equal(searchLines(lines, ' '), lines)
})
