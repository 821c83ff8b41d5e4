import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { DomainError } from '../../lib/errors.ts'
import type { ContainerReader, LogLine } from '../ports.ts'
import { readTail } from './log-tail.ts'

const line = (text: string): LogLine => ({ atMs: 1, stream: 'stdout', text })

function reader(logs: ContainerReader['logs']): ContainerReader {
  return { logs }
}

test('the last 200 lines, none longer than 1,000 characters', async () => {
  const asked: unknown[] = []
  const tail = await readTail(
    reader(async function* (id, options) {
      asked.push(id, options)
      for (let number = 1; number <= 300; number++) yield line(`${number} ${'x'.repeat(2000)}`)
    }),
    manualClock(),
    'e1',
  )
  assert.deepEqual(asked, ['e1', { tail: 200, follow: false }])
  assert.equal(tail.lines.length, 200)
  assert.match(tail.lines[0] ?? '', /^101 x+$/)
  assert.ok(tail.lines.every(({ length }) => length === 1000))
  assert.equal(tail.missing, null)
})

test('a runtime that does not answer delays a removal by a second, and what came is kept', async () => {
  const clock = manualClock()
  const ended: boolean[] = []
  const reading = readTail(
    reader(async function* (_id, _options, signal) {
      yield line('first')
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended.push(true)
    }),
    clock,
    'e1',
  )
  await clock.advance(999)
  let isOver = false
  void reading.then(() => {
    isOver = true
  })
  await clock.advance(0)
  assert.equal(isOver, false)
  await clock.advance(1)
  assert.deepEqual(await reading, { lines: ['first'], missing: null })
  await clock.advance(0)
  assert.deepEqual(ended, [true], 'and nothing goes on reading')
})

test('why there are no lines', async () => {
  const nothing = await readTail(
    reader(async function* () {}),
    manualClock(),
    'e1',
  )
  assert.deepEqual(nothing, { lines: [], missing: { code: 'nothing_written' } })
  const gone = await readTail(
    reader(() => {
      throw new DomainError('not_found', { code: 'no_such_container' })
    }),
    manualClock(),
    'e1',
  )
  assert.deepEqual(gone, { lines: [], missing: { code: 'no_such_container' } })
})
