import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packet } from '../../test/packets.ts'
import { createAligner } from './aligner.ts'

const numbered = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => packet({ pid: 1 + first + i, fill: (first + i) % 70 }))

/** What comes out when the stream comes in chunks of these sizes, over and over. */
function align(stream: Buffer, sizes: readonly number[]): Buffer {
  const aligner = createAligner()
  const out: Buffer[] = []
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length] ?? 1
    out.push(Buffer.from(aligner.push(stream.subarray(at, at + size))))
    at += size
  }
  return Buffer.concat(out)
}

const sizes = fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 5 })
/** Without a byte that looks like the start of a packet. */
const garbage = fc.uint8Array({ max: 0x46, maxLength: 700 }).map((bytes) => Buffer.from(bytes))

test('packets come out as they went in, however they are cut', () => {
  const stream = Buffer.concat(numbered(40))
  fc.assert(fc.property(sizes, (cuts) => assert.ok(align(stream, cuts).equals(stream))))
})

test('garbage before, between and after is left out, and every packet that does not touch it is kept', () => {
  fc.assert(
    fc.property(fc.array(garbage, { minLength: 1, maxLength: 4 }), sizes, (pieces, cuts) => {
      const runs = pieces.map((_, i) => numbered(10, i * 10))
      const stream = Buffer.concat(pieces.flatMap((piece, i) => [piece, ...(runs[i] ?? [])]))
      const out = align(stream, cuts)
      assert.equal(out.length % 188, 0)
      const kept = Array.from({ length: out.length / 188 }, (_, i) => out.subarray(i * 188, i * 188 + 188))
      const all = runs.flat()
      assert.ok(
        kept.every((one) => all.some((sent) => sent.equals(one))),
        'only packets that were sent',
      )
      for (const run of runs)
        for (const sent of run.slice(0, -1)) assert.ok(kept.some((one) => one.equals(sent)))
    }),
  )
})

test('a packet that is cut short costs itself alone', () => {
  const packets = numbered(20)
  const stream = Buffer.concat(packets.map((each, i) => (i === 7 ? each.subarray(0, 100) : each)))
  const expected = Buffer.concat(packets.filter((_, i) => i !== 7))
  assert.ok(align(stream, [4096]).equals(expected))
})

test('what is no transport stream is counted, and no more of it kept than one search needs', () => {
  const aligner = createAligner()
  for (let i = 0; i < 200; i++) assert.equal(aligner.push(Buffer.alloc(500, i % 2 ? 0x47 : 0)).length, 0)
  assert.ok(aligner.skipped() > 90_000)
  assert.ok(aligner.push(Buffer.concat(numbered(10))).length >= 9 * 188)
  assert.equal(aligner.skipped(), 0)
})
