import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LogLine } from '../../engines/ports.ts'
import { demultiplex, rawFrames } from './log-frames.ts'
import { logLines } from './log-lines.ts'

const STAMP = '2026-11-22T17:45:47.251440256Z'
const AT_MS = Date.parse(STAMP)

function frame(stream: 1 | 2, text: string | Buffer): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(payload.length, 4)
  return Buffer.concat([header, payload])
}

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function collect(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const all: LogLine[] = []
  for await (const line of lines) all.push(line)
  return all
}

test('frames come apart the same wherever the network cuts them', async () => {
  const bytes = Buffer.concat([
    frame(1, `${STAMP} one\n`),
    frame(2, `${STAMP} zwölf\r\n`),
    frame(1, `${STAMP} \n`),
    frame(1, `${STAMP} the last`),
  ])
  const expected = [
    { atMs: AT_MS, stream: 'stdout', text: 'one' },
    { atMs: AT_MS, stream: 'stderr', text: 'zwölf' },
    { atMs: AT_MS, stream: 'stdout', text: '' },
    { atMs: AT_MS, stream: 'stdout', text: 'the last' },
  ]
  const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(sizes, async (some) => {
      assert.deepEqual(await collect(logLines(demultiplex(cut(bytes, some)))), expected)
    }),
  )
})

test('a long line that Docker cut, even within a character, is one line again', async () => {
  const [head, tail] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
  const bytes = Buffer.concat([
    frame(1, Buffer.concat([Buffer.from(`${STAMP} caf`), head])),
    frame(2, `${STAMP} between\n`),
    frame(1, Buffer.concat([Buffer.from(`${STAMP} `), tail, Buffer.from('\n')])),
  ])
  assert.deepEqual(
    (await collect(logLines(demultiplex(cut(bytes, [1000]))))).map(({ text }) => text),
    ['between', 'café'],
  )
})

test('a terminal gives one raw stream of lines', async () => {
  const bytes = Buffer.from(`${STAMP} one\r\n${STAMP} two\r\nno time`)
  assert.deepEqual(await collect(logLines(rawFrames(cut(bytes, [7])))), [
    { atMs: AT_MS, stream: 'stdout', text: 'one' },
    { atMs: AT_MS, stream: 'stdout', text: 'two' },
    { atMs: null, stream: 'stdout', text: 'no time' },
  ])
})

test('an endless line is handed on in pieces', async () => {
  const bytes = Buffer.concat(Array.from({ length: 40 }, () => frame(1, 'x'.repeat(16_384))))
  const lines = await collect(logLines(demultiplex(cut(bytes, [50_000]))))
  assert.ok(lines.length > 1)
  assert.equal(lines.map(({ text }) => text).join('').length, 40 * 16_384)
})

test('bytes that are no frames are refused instead of kept for ever', async () => {
  const bytes = Buffer.from('plain text is not framed')
  await assert.rejects(collect(logLines(demultiplex(cut(bytes, [100])))), /not framed/)
})
