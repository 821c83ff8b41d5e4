// mpegts/: MPEG transport streams as bytes: packets, frames to start with, joining two streams. No I/O.

/**
 * MPEG transport stream packets (ISO/IEC 13818-1): where the fields are, how they are read and written. All functions take a
 * buffer and the offset of a packet in it.
 */
export const PACKET_BYTES = 188
export const SYNC = 0x47
export const NULL_PID = 0x1fff
export const PAT_PID = 0

/** PTS, DTS and the base of the PCR count 90 kHz ticks in 33 bits. */
const TIMESTAMP_MODULUS = 2 ** 33
export const TICKS_PER_S = 90_000

const byte = (bytes: Uint8Array, at: number): number => bytes[at] as number

export const pidOf = (bytes: Uint8Array, at: number) =>
  ((byte(bytes, at + 1) & 0x1f) << 8) | byte(bytes, at + 2)
export const startsUnit = (bytes: Uint8Array, at: number) => (byte(bytes, at + 1) & 0x40) !== 0
export const hasPayload = (bytes: Uint8Array, at: number) => (byte(bytes, at + 3) & 0x10) !== 0
export const continuityOf = (bytes: Uint8Array, at: number) => byte(bytes, at + 3) & 0x0f

export function writeContinuity(bytes: Uint8Array, at: number, counter: number): void {
  bytes[at + 3] = (byte(bytes, at + 3) & 0xf0) | (counter & 0x0f)
}

/** The flags of the adaptation field; 0 where there is none, or an empty one. */
function adaptationFlags(bytes: Uint8Array, at: number): number {
  const isThere = (byte(bytes, at + 3) & 0x20) !== 0 && byte(bytes, at + 4) > 0
  return isThere ? byte(bytes, at + 5) : 0
}

/** A decoder may start with this packet. */
export const isRandomAccess = (bytes: Uint8Array, at: number) => (adaptationFlags(bytes, at) & 0x40) !== 0

/** Sets the discontinuity indicator; false where the packet has no adaptation field that could carry it. */
export function markDiscontinuity(bytes: Uint8Array, at: number): boolean {
  if ((byte(bytes, at + 3) & 0x20) === 0 || byte(bytes, at + 4) === 0) return false
  bytes[at + 5] = byte(bytes, at + 5) | 0x80
  return true
}

/** Where its payload begins, as an offset in the buffer; the packet's end where it has none. */
export function payloadAt(bytes: Uint8Array, at: number): number {
  const end = at + PACKET_BYTES
  if (!hasPayload(bytes, at)) return end
  const adaptation = (byte(bytes, at + 3) & 0x20) === 0 ? 0 : 1 + byte(bytes, at + 4)
  return Math.min(end, at + 4 + adaptation)
}

/** Where the fields that count 90 kHz ticks are, as offsets in the buffer; -1 for those it does not have. */
export interface ClockFields {
  readonly pcrAt: number
  readonly ptsAt: number
  readonly dtsAt: number
}

const NO_PES = { ptsAt: -1, dtsAt: -1 }

export function clockFields(bytes: Uint8Array, at: number): ClockFields {
  const hasPcr = (adaptationFlags(bytes, at) & 0x10) !== 0 && byte(bytes, at + 4) >= 7
  return { pcrAt: hasPcr ? at + 6 : -1, ...(startsUnit(bytes, at) ? pesFields(bytes, at) : NO_PES) }
}

/** A PES packet begins with 00 00 01; the two top bits of its eighth byte say which timestamps follow. */
function pesFields(bytes: Uint8Array, at: number): typeof NO_PES {
  const start = payloadAt(bytes, at)
  if (start + 19 > at + PACKET_BYTES) return NO_PES
  if (byte(bytes, start) !== 0 || byte(bytes, start + 1) !== 0 || byte(bytes, start + 2) !== 1) return NO_PES
  const present = byte(bytes, start + 7) >> 6
  return { ptsAt: present & 2 ? start + 9 : -1, dtsAt: present === 3 ? start + 14 : -1 }
}

/** When the unit that begins in this packet is decoded, in ticks; undefined where no timed unit begins. */
export function decodeTime(bytes: Uint8Array, at: number): number | undefined {
  if (!startsUnit(bytes, at)) return undefined
  const { ptsAt, dtsAt } = pesFields(bytes, at)
  const field = dtsAt >= 0 ? dtsAt : ptsAt
  return field < 0 ? undefined : readTimestamp(bytes, field)
}

export function readTimestamp(bytes: Uint8Array, at: number): number {
  const top = (byte(bytes, at) >> 1) & 7
  const middle = (byte(bytes, at + 1) << 7) | (byte(bytes, at + 2) >> 1)
  const low = (byte(bytes, at + 3) << 7) | (byte(bytes, at + 4) >> 1)
  return top * 2 ** 30 + middle * 2 ** 15 + low
}

/** Keeps the four marker bits before the value, and sets the bit that ends each of its three parts. */
export function writeTimestamp(bytes: Uint8Array, at: number, ticks: number): void {
  const low = ticks % 2 ** 30
  bytes[at] = (byte(bytes, at) & 0xf0) | (Math.floor(ticks / 2 ** 30) << 1) | 1
  bytes[at + 1] = (low >> 22) & 0xff
  bytes[at + 2] = ((low >> 14) & 0xfe) | 1
  bytes[at + 3] = (low >> 7) & 0xff
  bytes[at + 4] = ((low << 1) & 0xfe) | 1
}

/** The base of a program clock reference; its 27 MHz extension is left alone. */
export function readPcr(bytes: Uint8Array, at: number): number {
  const top = byte(bytes, at) * 2 ** 24 + (byte(bytes, at + 1) << 16)
  return (top + (byte(bytes, at + 2) << 8) + byte(bytes, at + 3)) * 2 + (byte(bytes, at + 4) >> 7)
}

export function writePcr(bytes: Uint8Array, at: number, ticks: number): void {
  const high = Math.floor(ticks / 2)
  bytes[at] = Math.floor(high / 2 ** 24)
  bytes[at + 1] = (high >> 16) & 0xff
  bytes[at + 2] = (high >> 8) & 0xff
  bytes[at + 3] = high & 0xff
  bytes[at + 4] = (byte(bytes, at + 4) & 0x7f) | ((ticks % 2) << 7)
}

/** `later - earlier` on a clock that wraps: between minus and plus half of its range. */
export function ticksBetween(earlier: number, later: number): number {
  const difference = addTicks(later, -earlier)
  return difference < TIMESTAMP_MODULUS / 2 ? difference : difference - TIMESTAMP_MODULUS
}

export function addTicks(ticks: number, more: number): number {
  return (((ticks + more) % TIMESTAMP_MODULUS) + TIMESTAMP_MODULUS) % TIMESTAMP_MODULUS
}
