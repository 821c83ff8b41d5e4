import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { packet, VIDEO_PID } from '../../test/packets.ts'
import {
  addTicks,
  clockFields,
  continuityOf,
  decodeTime,
  isRandomAccess,
  markDiscontinuity,
  payloadAt,
  pidOf,
  readPcr,
  readTimestamp,
  ticksBetween,
  writeContinuity,
  writePcr,
  writeTimestamp,
} from './packet.ts'

const ticks = fc.nat(2 ** 31 - 1).chain((n) => fc.nat(3).map((low) => n * 4 + low))

test('timestamps and clock references are read as they were written, and what is around them stays', () => {
  fc.assert(
    fc.property(ticks, ticks, (time, clock) => {
      const bytes = packet({ pid: VIDEO_PID, ticks: 0, pcr: 0 })
      const before = Buffer.from(bytes)
      const { pcrAt, ptsAt } = clockFields(bytes, 0)
      writeTimestamp(bytes, ptsAt, time)
      writePcr(bytes, pcrAt, clock)
      assert.equal(readTimestamp(bytes, ptsAt), time)
      assert.equal(decodeTime(bytes, 0), time)
      assert.equal(readPcr(bytes, pcrAt), clock)
      assert.equal(bytes.readUInt8(ptsAt) & 0xf1, 0x21)
      assert.equal(bytes.readUInt8(ptsAt + 2) & 1, 1)
      assert.equal(bytes.readUInt8(ptsAt + 4) & 1, 1)
      writeTimestamp(bytes, ptsAt, 0)
      writePcr(bytes, pcrAt, 0)
      assert.deepEqual(bytes, before)
    }),
  )
})

test('a clock that wraps: what is added is what lies between', () => {
  fc.assert(
    fc.property(ticks, fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), (from, step) => {
      const to = addTicks(from, step)
      assert.ok(to >= 0 && to < 2 ** 33)
      assert.equal(ticksBetween(from, to), step)
    }),
  )
})

test('a packet is read at any offset of a buffer', () => {
  const two = Buffer.concat([packet({ pid: 1, counter: 3 }), packet({ pid: 0x1abc, counter: 9, pcr: 5 })])
  assert.deepEqual([pidOf(two, 0), continuityOf(two, 0), payloadAt(two, 0)], [1, 3, 4])
  assert.deepEqual([pidOf(two, 188), continuityOf(two, 188), payloadAt(two, 188)], [0x1abc, 9, 200])
  writeContinuity(two, 188, 10)
  assert.deepEqual([continuityOf(two, 0), continuityOf(two, 188)], [3, 10])
})

test('a discontinuity is marked where there is a field for it', () => {
  const marked = packet({ pid: VIDEO_PID, pcr: 1 })
  assert.equal(markDiscontinuity(marked, 0), true)
  assert.equal(marked.readUInt8(5) & 0x80, 0x80)
  const plain = packet({ pid: VIDEO_PID })
  assert.equal(markDiscontinuity(plain, 0), false)
  assert.deepEqual(plain, packet({ pid: VIDEO_PID }))
})

test('an adaptation field that claims to fill more than the packet leads nowhere outside it', () => {
  const bytes = packet({ pid: VIDEO_PID, ticks: 1, randomAccess: true })
  bytes[4] = 255
  assert.equal(payloadAt(bytes, 0), 188)
  assert.equal(decodeTime(bytes, 0), undefined)
  bytes[4] = 0
  assert.equal(isRandomAccess(bytes, 0), false)
})
