import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { createSseParser, readEvents } from './sse.ts'

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

const bytes = (text: string) => new TextEncoder().encode(text)

test('a stream is read to its end, comments too, and what breaks it is thrown', async () => {
  const names: string[][] = []
  const note = (events: readonly { event: string }[]) => names.push(events.map(({ event }) => event))
  await readEvents(
    new ReadableStream({
      start: (stream) => {
        for (const piece of [': here\n\n', 'event: a\nda', 'ta: 1\n\nevent: b\ndata: 2\n\n'])
          stream.enqueue(bytes(piece))
        stream.close()
      },
    }),
    note,
  )
  assert.deepEqual(names, [[], [], ['a', 'b']])
  const broken = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (stream) => stream.error(new Error('cut')),
  })
  await assert.rejects(readEvents(broken, note), /cut/)
})

test('while a stream is silent, nothing of its last piece is held', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const held: WeakRef<object>[] = []
  const life = new AbortController()
  const silent = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (stream) => {
      stream.enqueue(bytes('event: engine\ndata: {}\n\n'))
      life.signal.addEventListener('abort', () => stream.close())
    },
  })
  const reading = readEvents(silent, (events) => held.push(...events.map((event) => new WeakRef(event))))
  while (held.length === 0) await new Promise(setImmediate)
  await new Promise(setImmediate)
  collectGarbage()
  assert.deepEqual(
    held.map((event) => event.deref()),
    [undefined],
  )
  life.abort()
  await reading
})
