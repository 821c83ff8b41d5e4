import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  layoutOf,
  nullPacket,
  PACKET_BYTES,
  readPcr,
  readTimestamp,
  TIMESTAMP_MODULUS,
  writeContinuity,
  writePcr,
  writeTimestamp,
} from './transport-stream.ts'

const ticks = fc.integer({ min: 0, max: 2 ** 31 }).map((n) => (n * 4 + (n % 4)) % TIMESTAMP_MODULUS)

/** A packet of PID 0x100 that starts a video frame: adaptation field with PCR, then PES with PTS and DTS. */
function framePacket(): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES, 0xff)
  packet.set([0x47, 0x41, 0x00, 0x35, 7, 0x50, 0, 0, 0, 0, 0x7e, 0])
  packet.set([0, 0, 1, 0xe0, 0, 0, 0x80, 0xc0, 10], 12)
  packet.set([0x31, 0, 1, 0, 1, 0x11, 0, 1, 0, 1], 21)
  return packet
}

test('the fields of a frame that has everything are found', () => {
  assert.deepEqual(layoutOf(framePacket(), 0), {
    pid: 0x100,
    hasPayload: true,
    startsUnit: true,
    randomAccess: true,
    pcrAt: 6,
    ptsAt: 21,
    dtsAt: 26,
  })
})

test('a null packet has a payload and no timestamp', () => {
  const { pid, hasPayload, pcrAt, ptsAt, dtsAt } = layoutOf(nullPacket(), 0)
  assert.deepEqual([pid, hasPayload, pcrAt, ptsAt, dtsAt], [0x1fff, true, -1, -1, -1])
})

test('what is not a packet is refused', () => {
  assert.throws(() => layoutOf(Buffer.alloc(PACKET_BYTES), 0), /no sync byte at 0/)
})

test('a timestamp is read as it was written, and the marker bits around it stay', () => {
  fc.assert(
    fc.property(ticks, (value) => {
      const packet = framePacket()
      writeTimestamp(packet, 21, value)
      assert.equal(readTimestamp(packet, 21), value)
      assert.equal(packet.readUInt8(21) & 0xf1, 0x31)
      assert.equal(packet.readUInt8(23) & 1, 1)
      assert.equal(packet.readUInt8(25) & 1, 1)
      assert.equal(readTimestamp(packet, 26), 0, 'the next field is untouched')
    }),
  )
})

test('a clock reference is read as it was written, and its extension stays', () => {
  fc.assert(
    fc.property(ticks, (value) => {
      const packet = framePacket()
      packet.set([0x7f, 0x2c], 10)
      writePcr(packet, 6, value)
      assert.equal(readPcr(packet, 6), value)
      assert.equal(packet.readUInt16BE(10) & 0x7fff, 0x7f2c)
    }),
  )
})

test('a continuity counter counts modulo 16 and leaves the control bits', () => {
  const packet = framePacket()
  writeContinuity(packet, 0, 18)
  assert.equal(packet.readUInt8(3), 0x32)
})
