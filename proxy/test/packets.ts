import { PACKET_BYTES, SYNC, writePcr, writeTimestamp } from '../src/mpegts/packet.ts'

export const VIDEO_PID = 0x100
export const AUDIO_PID = 0x101
const MAP_PID = 0x1000

export interface PacketParts {
  readonly pid: number
  readonly counter?: number
  /** Begins a unit; with `ticks` a timed one. */
  readonly unit?: boolean
  readonly ticks?: number
  readonly pcr?: number
  readonly randomAccess?: boolean
  /** What tells this packet from others. */
  readonly fill?: number
}

/** One packet with these fields, filled up with the same byte. */
export function packet({ pid, counter = 0, fill = 0xff, ...parts }: PacketParts): Buffer {
  const bytes = Buffer.alloc(PACKET_BYTES, fill)
  const isUnit = parts.unit === true || parts.ticks !== undefined
  const adapts = parts.pcr !== undefined || parts.randomAccess === true
  bytes.set([SYNC, (isUnit ? 0x40 : 0) | (pid >> 8), pid & 0xff, (adapts ? 0x30 : 0x10) | (counter & 15)])
  if (adapts) {
    bytes.set(
      [7, (parts.randomAccess ? 0x40 : 0) | (parts.pcr === undefined ? 0 : 0x10), 0, 0, 0, 0, 0x7e, 0],
      4,
    )
    if (parts.pcr !== undefined) writePcr(bytes, 6, parts.pcr)
  }
  if (parts.ticks === undefined) return bytes
  const start = adapts ? 12 : 4
  bytes.set([0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5, 0x21], start)
  writeTimestamp(bytes, start + 9, parts.ticks)
  return bytes
}

function section(pid: number, counter: number, body: readonly number[]): Buffer {
  const bytes = packet({ pid, counter, unit: true })
  bytes.set([0, ...body, 0, 0, 0, 0], 4)
  return bytes
}

/** A program association table that names `MAP_PID`. */
export function pat(counter = 0): Buffer {
  return section(0, counter, [0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | (MAP_PID >> 8), MAP_PID & 0xff])
}

/** A program map: by default H.264 video and AAC audio. */
export function programMap(counter = 0, videoType = 27): Buffer {
  const entry = (type: number, pid: number) => [type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0]
  const streams = [...(videoType === 0 ? [] : entry(videoType, VIDEO_PID)), ...entry(15, AUDIO_PID)]
  const length = 9 + streams.length + 4
  return section(MAP_PID, counter, [2, 0xb0, length, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0, ...streams])
}
