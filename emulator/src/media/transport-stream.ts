/**
 * MPEG transport stream packets (ISO/IEC 13818-1): where the fields are that must change for a clip to follow itself
 * without a seam, and how they are read and written. Nothing here knows of clips or time.
 */
export const PACKET_BYTES = 188
export const NULL_PID = 0x1fff

/** PTS, DTS and the base of the PCR count 90 kHz ticks in 33 bits. */
export const TIMESTAMP_MODULUS = 2 ** 33

const SYNC = 0x47

/** Offsets are within the packet; -1 where it has no such field. */
export interface PacketLayout {
  readonly pid: number
  readonly hasPayload: boolean
  readonly startsUnit: boolean
  /** The first packet of a frame that a decoder may start with. */
  readonly randomAccess: boolean
  readonly pcrAt: number
  readonly ptsAt: number
  readonly dtsAt: number
}

export function layoutOf(stream: Buffer, at: number): PacketLayout {
  if (stream[at] !== SYNC) throw new Error(`transport stream: no sync byte at ${at}`)
  const control = stream.readUInt8(at + 3) >> 4
  const startsUnit = (stream.readUInt8(at + 1) & 0x40) !== 0
  const hasPayload = (control & 1) !== 0
  const adaptationBytes = (control & 2) === 0 ? 0 : 1 + stream.readUInt8(at + 4)
  const flags = adaptationBytes > 1 ? stream.readUInt8(at + 5) : 0
  return {
    pid: stream.readUInt16BE(at + 1) & 0x1fff,
    hasPayload,
    startsUnit,
    randomAccess: (flags & 0x40) !== 0,
    pcrAt: (flags & 0x10) === 0 ? -1 : 6,
    ...(hasPayload && startsUnit ? timestampsOf(stream, at, 4 + adaptationBytes) : { ptsAt: -1, dtsAt: -1 }),
  }
}

/** A PES packet begins with 00 00 01; the two top bits of its eighth byte tell which timestamps follow. */
function timestampsOf(stream: Buffer, at: number, payload: number): { ptsAt: number; dtsAt: number } {
  const none = { ptsAt: -1, dtsAt: -1 }
  if (payload + 19 > PACKET_BYTES || stream.readUIntBE(at + payload, 3) !== 1) return none
  const present = stream.readUInt8(at + payload + 7) >> 6
  return { ptsAt: present & 2 ? payload + 9 : -1, dtsAt: present === 3 ? payload + 14 : -1 }
}

export function readTimestamp(stream: Buffer, at: number): number {
  const top = (stream.readUInt8(at) >> 1) & 7
  const middle = stream.readUInt16BE(at + 1) >> 1
  const low = stream.readUInt16BE(at + 3) >> 1
  return top * 2 ** 30 + middle * 2 ** 15 + low
}

/** Keeps the four marker bits that precede the value and sets the bit that ends each of its three parts. */
export function writeTimestamp(stream: Buffer, at: number, value: number): void {
  const top = Math.floor(value / 2 ** 30) & 7
  stream.writeUInt8((stream.readUInt8(at) & 0xf0) | (top << 1) | 1, at)
  stream.writeUInt16BE(((Math.floor(value / 2 ** 15) & 0x7fff) << 1) | 1, at + 1)
  stream.writeUInt16BE(((value & 0x7fff) << 1) | 1, at + 3)
}

/** The base of a program clock reference; its 27 MHz extension is left as it is. */
export function readPcr(stream: Buffer, at: number): number {
  return stream.readUInt32BE(at) * 2 + (stream.readUInt8(at + 4) >> 7)
}

export function writePcr(stream: Buffer, at: number, base: number): void {
  stream.writeUInt32BE(Math.floor(base / 2), at)
  stream.writeUInt8((stream.readUInt8(at + 4) & 0x7f) | ((base % 2) << 7), at + 4)
}

export function writeContinuity(stream: Buffer, at: number, counter: number): void {
  stream.writeUInt8((stream.readUInt8(at + 3) & 0xf0) | (counter & 0x0f), at + 3)
}

export function nullPacket(): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES, 0xff)
  packet.set([SYNC, NULL_PID >> 8, NULL_PID & 0xff, 0x10])
  return packet
}
