import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import fc from 'fast-check'
import { number, object } from '../../lib/shape.ts'
import { jsonIn, textOf } from './body.ts'
import { ndjson } from './ndjson.ts'

const read = object({ n: number })

async function values(...chunks: readonly (string | Buffer)[]): Promise<unknown[]> {
  return Array.fromAsync(ndjson(Readable.from(chunks, { objectMode: false }), read))
}

test('lines come apart the same wherever the bytes are cut', async () => {
  const bytes = Buffer.from('{"n":1,"é":"ü"}\r\n\n{"n":2}\n{"n":3}')
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }), async (sizes) => {
      const chunks: Buffer[] = []
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        chunks.push(bytes.subarray(at, at + size))
        at += size
      }
      assert.deepEqual(await values(...chunks), [{ n: 1 }, { n: 2 }, { n: 3 }])
    }),
    { numRuns: 30 },
  )
})

test('what is no value of the kind is left out', async () => {
  assert.deepEqual(await values('7\n[]\n{"n":1}\nnull\n'), [{ n: 1 }])
})

test('what is no JSON, and a line without an end, are errors', async () => {
  await assert.rejects(values('{"n":1}\n<html>\n'), SyntaxError)
  await assert.rejects(values('{"n":'), SyntaxError)
  await assert.rejects(values('x'.repeat(2 * 1024 * 1024)), /over a megabyte/)
})

test('a stream that breaks rejects after what it brought', async () => {
  async function* broken() {
    yield '{"n":1}\n'
    throw new Error('reset')
  }
  const seen: unknown[] = []
  await assert.rejects(async () => {
    for await (const value of ndjson(Readable.from(broken(), { objectMode: false }), read)) seen.push(value)
  }, /reset/)
  assert.deepEqual(seen, [{ n: 1 }])
})

test('a body is put together before its characters are read', async () => {
  const [head, tail] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)]
  assert.equal(await textOf(Readable.from([head, tail])), 'é')
  assert.deepEqual([jsonIn('{"a":1}'), jsonIn('{'), jsonIn('')], [{ a: 1 }, undefined, undefined])
})

test('a body longer than any answer is given up', async () => {
  const chunk = Buffer.alloc(8 * 1024 * 1024)
  await assert.rejects(textOf(Readable.from(Array.from({ length: 9 }, () => chunk))), /over 64 MiB/)
})
