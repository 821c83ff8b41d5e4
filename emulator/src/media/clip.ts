import { readFileSync } from 'node:fs'
import {
  layoutOf,
  NULL_PID,
  nullPacket,
  PACKET_BYTES,
  type PacketLayout,
  readPcr,
  readTimestamp,
  TIMESTAMP_MODULUS,
  writeContinuity,
  writePcr,
  writeTimestamp,
} from './transport-stream.ts'

/** 256 frames of video and 480 of audio, see `assets/make-test-card.ts`. */
export const CLIP_MS = 10_240
const CLIP_TICKS = CLIP_MS * 90
const PAT_PID = 0

/** A clip that can be read as if it had always been playing, one pass after the other. */
export interface Clip {
  readonly packetCount: number
  readonly bytesPerSecond: number
  /** First packet (the program tables) of each group of frames that a reader may start at, in order. */
  readonly entryPoints: readonly number[]
  /** Packets `from` (included) to `to` of pass number `pass`; counters and timestamps continue the pass before. */
  read(pass: number, from: number, to: number): Buffer
}

/** A timestamp, by its packet and its offset therein. */
interface Stamp {
  readonly packet: number
  readonly at: number
  readonly ticks: number
  readonly kind: 'pcr' | 'pes'
}

/** The clip of the repository, with null packets added up to `bitrateKbps`. */
export function loadClip(bitrateKbps?: number): Clip {
  const stream = readFileSync(new URL('../../assets/test-card.mpegts', import.meta.url))
  return clipOf(bitrateKbps === undefined ? stream : pad(stream, bitrateKbps))
}

function clipOf(stream: Buffer): Clip {
  const packetCount = stream.length / PACKET_BYTES
  const layouts = Array.from({ length: packetCount }, (_, i) => layoutOf(stream, i * PACKET_BYTES))
  const { counters, payloads } = countPayloads(layouts)
  const stamps = stampsIn(stream, layouts)

  function read(pass: number, from: number, to: number): Buffer {
    const part = Buffer.from(stream.subarray(from * PACKET_BYTES, to * PACKET_BYTES))
    layouts.slice(from, to).forEach(({ pid }, i) => {
      const before = ((payloads.get(pid) ?? 0) * pass) % 16
      if (pid !== NULL_PID) writeContinuity(part, i * PACKET_BYTES, before + (counters[from + i] ?? 0))
    })
    for (const stamp of stamps) if (stamp.packet >= from && stamp.packet < to) shift(part, stamp, from, pass)
    return part
  }

  return {
    packetCount,
    bytesPerSecond: (stream.length * 1000) / CLIP_MS,
    entryPoints: entryPointsOf(layouts),
    read,
  }
}

/** A packet's counter is that of its last packet with payload: packets without any repeat it. */
function countPayloads(layouts: readonly PacketLayout[]) {
  const payloads = new Map<number, number>()
  const counters = layouts.map(({ pid, hasPayload }) => {
    const seen = payloads.get(pid) ?? 0
    if (hasPayload) payloads.set(pid, seen + 1)
    return hasPayload ? seen : seen - 1
  })
  return { counters, payloads }
}

function stampsIn(stream: Buffer, layouts: readonly PacketLayout[]): Stamp[] {
  return layouts.flatMap(({ pcrAt, ptsAt, dtsAt }, packet) => {
    const base = packet * PACKET_BYTES
    const pes = [ptsAt, dtsAt]
      .filter((at) => at >= 0)
      .map((at): Stamp => ({ packet, at, kind: 'pes', ticks: readTimestamp(stream, base + at) }))
    if (pcrAt < 0) return pes
    return [{ packet, at: pcrAt, kind: 'pcr', ticks: readPcr(stream, base + pcrAt) } satisfies Stamp, ...pes]
  })
}

function shift(part: Buffer, stamp: Stamp, from: number, pass: number): void {
  const ticks = (stamp.ticks + pass * CLIP_TICKS) % TIMESTAMP_MODULUS
  const at = (stamp.packet - from) * PACKET_BYTES + stamp.at
  if (stamp.kind === 'pcr') writePcr(part, at, ticks)
  else writeTimestamp(part, at, ticks)
}

/** A group starts at the last PAT before its first video packet; only video frames begin with a PCR. */
function entryPointsOf(layouts: readonly PacketLayout[]): number[] {
  const points: number[] = []
  let table = 0
  layouts.forEach(({ pid, randomAccess, pcrAt }, i) => {
    if (pid === PAT_PID) table = i
    if (randomAccess && pcrAt >= 0) points.push(points.length === 0 ? 0 : table)
  })
  return points
}

/** Spreads null packets evenly; a rate under the clip's own leaves it as it is. */
function pad(stream: Buffer, bitrateKbps: number): Buffer {
  const own = stream.length / PACKET_BYTES
  const wanted = Math.round((bitrateKbps * CLIP_MS) / 8 / PACKET_BYTES)
  if (wanted <= own) return stream
  const padded = Buffer.alloc(wanted * PACKET_BYTES)
  const filler = nullPacket()
  for (let i = 0; i < wanted; i++) {
    const packet = Math.floor((i * own) / wanted)
    const isNew = i === 0 || packet !== Math.floor(((i - 1) * own) / wanted)
    const source = isNew ? stream.subarray(packet * PACKET_BYTES, (packet + 1) * PACKET_BYTES) : filler
    source.copy(padded, i * PACKET_BYTES)
  }
  return padded
}
