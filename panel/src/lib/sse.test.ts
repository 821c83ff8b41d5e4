import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSseParser } from './sse.ts'

test('an event keeps its name and joins its data lines', () => {
  const parse = createSseParser()
  assert.deepEqual(parse('event: engine\ndata: {"a":\ndata: 1}\n\n'), [
    { event: 'engine', data: '{"a":\n1}' },
  ])
})

test('comments, ids and events without data yield nothing', () => {
  const parse = createSseParser()
  assert.deepEqual(parse(': here\n\nid: 4\nretry: 10\n\nevent: x\n\n'), [])
  assert.deepEqual(parse('data: y\n\n'), [{ event: 'message', data: 'y' }])
})

test('only one space after the colon belongs to the format', () => {
  assert.deepEqual(createSseParser()('data:  two\n\ndata:none\n\n'), [
    { event: 'message', data: ' two' },
    { event: 'message', data: 'none' },
  ])
})

test('all three line ends are understood', () => {
  assert.equal(createSseParser()('data: a\r\n\r\ndata: b\r\rdata: c\n\n').length, 3)
})

test('however the stream is cut into pieces, the events are the same', () => {
  const whole =
    'event: engine\r\ndata: {"id":1}\r\n\r\n: sign\n\nevent: samples\ndata: [1]\ndata: [2]\n\ndata: end\r\rdata: last\n\n'
  const expected = createSseParser()(whole)
  assert.equal(expected.length, 4)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 60 }), (sizes) => {
      const parse = createSseParser()
      const found = []
      let at = 0
      for (const size of [...sizes, whole.length]) {
        found.push(...parse(whole.slice(at, at + size)))
        at += size
      }
      assert.deepEqual(found, expected)
    }),
  )
})
