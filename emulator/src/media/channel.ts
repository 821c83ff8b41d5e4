import { CLIP_MS, type Clip } from './clip.ts'

/**
 * What one content broadcasts: an endless sequence of packets, numbered from the epoch on. Which one is on air is a
 * function of wall time and infohash only, so that two engines of one content agree on every byte.
 */
export interface Channel {
  /** The packet on air at that wall time; real time runs through all packets at an even pace. */
  packetAt(wallMs: number): number
  /** The last packet, not after `packet`, at which a decoder can start. */
  entryBefore(packet: number): number
  /** Packets `from` (included) to `to`. */
  read(from: number, to: number): Buffer
  /** Number of the last segment that was complete at that wall time. */
  lastSegmentAt(wallMs: number): number
  segment(number: number): Buffer
}

/** Two groups of frames make a segment: 5.12 s, within the 3.7 to 6.3 s seen on real engines. */
export const SEGMENT_S = CLIP_MS / 2 / 1000

export function channelOf(clip: Clip, infohash: string): Channel {
  const offsetMs = Number.parseInt(infohash.slice(0, 8), 16)
  const { packetCount: count, entryPoints } = clip
  const middle = entryPoints[entryPoints.length / 2] ?? 0

  const packetAt = (wallMs: number) => Math.floor(((wallMs + offsetMs) * count) / CLIP_MS)
  const segmentStart = (number: number) => Math.floor(number / 2) * count + (number % 2 === 0 ? 0 : middle)

  function read(from: number, to: number): Buffer {
    const parts: Buffer[] = []
    for (let at = from; at < to; ) {
      const pass = Math.floor(at / count)
      const end = Math.min(to, (pass + 1) * count)
      parts.push(clip.read(pass, at - pass * count, end - pass * count))
      at = end
    }
    return Buffer.concat(parts)
  }

  return {
    packetAt,
    entryBefore: (packet) => {
      const within = packet % count
      return packet - within + (entryPoints.findLast((point) => point <= within) ?? 0)
    },
    read,
    lastSegmentAt: (wallMs) => {
      const packet = packetAt(wallMs)
      const pass = Math.floor(packet / count)
      return pass * 2 - (packet - pass * count < middle ? 1 : 0)
    },
    segment: (number) => read(segmentStart(number), segmentStart(number + 1)),
  }
}
