import { payloadAt } from './packet.ts'

/** What a stream type carries, as far as finding a frame to start with goes. */
export type Coding = 'mpeg2' | 'h264' | 'hevc' | 'other'

export interface ElementaryStream {
  readonly pid: number
  readonly coding: Coding
  readonly isVideo: boolean
}

const VIDEO: Readonly<Record<number, Coding>> = {
  1: 'mpeg2',
  2: 'mpeg2',
  16: 'other',
  27: 'h264',
  36: 'hevc',
  51: 'other',
}

/** The PID of the first program's map, from the packet that begins a program association table. */
export function mapPidIn(bytes: Buffer, at: number): number | undefined {
  const section = sectionIn(bytes, at, 0)
  if (section === undefined) return undefined
  for (let entry = 8; entry + 4 <= section.length; entry += 4)
    if (section.readUInt16BE(entry) !== 0) return section.readUInt16BE(entry + 2) & 0x1fff
  return undefined
}

/**
 * The streams of a program map, from its first packet: of a longer one those that fit in there. The video, if there is
 * one, comes first in practice.
 */
export function streamsIn(bytes: Buffer, at: number): readonly ElementaryStream[] {
  const section = sectionIn(bytes, at, 2)
  if (section === undefined || section.length < 12) return []
  const streams: ElementaryStream[] = []
  let entry = 12 + (section.readUInt16BE(10) & 0x0fff)
  while (entry + 5 <= section.length) {
    const coding = VIDEO[section.readUInt8(entry)]
    const pid = section.readUInt16BE(entry + 1) & 0x1fff
    streams.push({ pid, coding: coding ?? 'other', isVideo: coding !== undefined })
    entry += 5 + (section.readUInt16BE(entry + 3) & 0x0fff)
  }
  return streams
}

/** The section that begins in this packet, without its checksum; undefined where it is of another table. */
function sectionIn(bytes: Buffer, at: number, tableId: number): Buffer | undefined {
  const payload = payloadAt(bytes, at)
  const packetEnd = at + 188
  if (payload >= packetEnd) return undefined
  const start = payload + 1 + bytes.readUInt8(payload)
  if (start + 3 > packetEnd || bytes.readUInt8(start) !== tableId) return undefined
  const end = start + 3 + (bytes.readUInt16BE(start + 1) & 0x0fff) - 4
  return bytes.subarray(start, Math.max(start, Math.min(end, packetEnd)))
}

/** Whether the unit that begins in this packet begins with what a decoder needs first, by the headers within the packet. */
export function beginsKeyFrame(bytes: Buffer, at: number, coding: Coding): boolean {
  const end = at + 188
  for (let i = payloadAt(bytes, at); i + 3 < end; i++) {
    if (bytes[i] !== 0 || bytes[i + 1] !== 0 || bytes[i + 2] !== 1) continue
    if (isKeyUnit(bytes.readUInt8(i + 3), coding)) return true
  }
  return false
}

/** MPEG-2: a sequence header; H.264: an IDR slice or parameter set; HEVC: an IRAP slice or parameter set. */
function isKeyUnit(header: number, coding: Coding): boolean {
  if (coding === 'mpeg2') return header === 0xb3
  if (coding === 'h264') return (header & 0x80) === 0 && [5, 7].includes(header & 0x1f)
  const hevcType = (header >> 1) & 0x3f
  return coding === 'hevc' && header < 0x80 && ((hevcType >= 16 && hevcType <= 21) || hevcType === 32)
}
