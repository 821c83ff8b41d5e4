import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRing, RING_BYTES, RING_MS } from './ring.ts'

const TABLES = Buffer.from('tables')
const block = (length: number, fill: number) => Buffer.alloc(length, fill)
const point = (ticks: number, at = 0) => ({ at, ticks, tables: TABLES })

test('what was pushed is read, in any pieces, as long as it is held', () => {
  const blocks = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 50 })
  fc.assert(
    fc.property(blocks, fc.integer({ min: 1, max: 1000 }), (lengths, most) => {
      const ring = createRing(() => undefined)
      const all = lengths.map((length, i) => block(length, i))
      for (const packets of all) ring.push(packets, [], undefined, 0)
      const read: Buffer[] = []
      let position = ring.start()
      for (;;) {
        const parts = ring.read(position, most)
        if (parts.length === 0) break
        for (const part of parts) position += part.length
        assert.ok(parts.length === 1 || parts.reduce((sum, { length }) => sum + length, 0) <= most)
        read.push(...parts)
      }
      assert.equal(position, ring.end())
      assert.ok(Buffer.concat(read).equals(Buffer.concat(all)))
    }),
  )
})

test('viewers are given the blocks themselves', () => {
  const ring = createRing(() => undefined)
  const packets = block(10, 1)
  ring.push(packets, [], undefined, 0)
  assert.equal(ring.read(0, 100)[0], packets)
  assert.equal(ring.read(4, 100)[0]?.buffer, packets.buffer)
})

test('never more than its size is held, whoever has not read it', () => {
  const ring = createRing(() => 0)
  for (let i = 0; i < 40; i++) ring.push(block(1_000_000, i), [], undefined, 0)
  assert.ok(ring.bytes() <= RING_BYTES)
  assert.ok(ring.bytes() > RING_BYTES - 1_000_000)
  assert.deepEqual(ring.read(0, 1000), [])
  assert.equal(ring.read(ring.start(), 1)[0]?.[0], 32)
})

test('how far behind a place is counts from the newest data', () => {
  const ring = createRing(() => 0)
  assert.equal(ring.behindMs(0), 0)
  for (const [i, atMs] of [0, 500, 2500].entries()) ring.push(block(100, i), [], undefined, atMs)
  assert.deepEqual([0, 99, 100, 250, 300].map(ring.behindMs), [2500, 2500, 2000, 0, 0])
})

test('what is old leaves once the viewer that is furthest ahead has been sent it', () => {
  let leader = 0
  const ring = createRing(() => leader)
  ring.push(block(100, 1), [point(1)], 1, 0)
  ring.push(block(100, 2), [], 1, RING_MS + 1)
  assert.equal(ring.start(), 0)
  leader = 100
  ring.push(block(100, 3), [], 1, RING_MS + 2)
  assert.equal(ring.start(), 100)
  assert.equal(ring.entry(), undefined, 'its access point is gone with it')
})

const ENTRIES: readonly [
  name: string,
  ticks: readonly number[],
  newest: number,
  entry: number | undefined,
][] = [
  ['the newest that is three seconds behind', [0, 90_000, 180_000, 270_000, 360_000], 450_000, 180_000],
  ['the oldest, where none is so far behind', [0, 90_000], 100_000, 0],
  ['none, where there is none', [], 100_000, undefined],
  ['across the wrap of the clock', [2 ** 33 - 180_000, 2 ** 33 - 90_000, 10], 180_000, 2 ** 33 - 90_000],
]
for (const [name, ticks, newest, expected] of ENTRIES)
  test(`a new viewer starts at ${name}`, () => {
    const ring = createRing(() => undefined)
    for (const each of ticks) ring.push(block(10, 0), [point(each, 5)], newest, 0)
    ring.push(block(10, 0), [], newest, 0)
    const index = expected === undefined ? undefined : ticks.indexOf(expected)
    assert.equal(ring.entry()?.position, index === undefined ? undefined : index * 10 + 5)
  })

test('a viewer that lost its place goes on where a new one starts, else at the oldest packet', () => {
  const ring = createRing(() => undefined)
  ring.push(block(RING_BYTES, 0), [], undefined, 0)
  ring.push(block(188, 0), [], undefined, 0)
  assert.deepEqual(ring.resume(), { position: RING_BYTES, tables: Buffer.alloc(0) })
  ring.push(block(188, 0), [point(1)], 1, 0)
  assert.deepEqual(ring.resume().position, RING_BYTES + 188)
})
