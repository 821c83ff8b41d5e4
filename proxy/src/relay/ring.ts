import type { AccessPoint } from '../mpegts/access-points.ts'
import { TICKS_PER_S, ticksBetween } from '../mpegts/packet.ts'

/** The newest packets of one content, by position: bytes since its beginning. Viewers are given the blocks themselves, never a copy. */
export interface Ring {
  /** `points`: offsets in `packets`. */
  push(packets: Buffer, points: readonly AccessPoint[], newestTicks: number | undefined, nowMs: number): void
  /** Position of the oldest byte held. */
  start(): number
  /** Position after the newest byte. */
  end(): number
  /** Whole blocks and parts of blocks from there on, `most` bytes or somewhat less; none at the end. */
  read(position: number, most: number): readonly Buffer[]
  /** Where a new viewer starts: the newest access point at least `LIVE_DELAY_S` behind, else the oldest one. */
  entry(): Entry | undefined
  /** Where a viewer goes on whose position is no longer held. */
  resume(): Entry
  bytes(): number
  /** How much older than the newest data what is there is, in ms; 0 at the end. */
  behindMs(position: number): number
}

export interface Entry {
  readonly position: number
  /** To be sent before what is at the position. */
  readonly tables: Buffer
}

export const RING_BYTES = 8 * 1024 * 1024
export const RING_MS = 8000
/** A player that starts so far behind has something to play while the network hesitates. */
const LIVE_DELAY_S = 3

interface Block {
  readonly position: number
  readonly packets: Buffer
  readonly atMs: number
}

interface HeldPoint extends Entry {
  readonly ticks: number | undefined
}

const NO_TABLES = Buffer.alloc(0)

/**
 * `leader`: position of the viewer that is ahead of the others; what it has not been sent yet leaves for lack of room only,
 * so that a source which sends much at once loses nothing to age.
 */
export function createRing(leader: () => number | undefined): Ring {
  let blocks: Block[] = []
  let points: HeldPoint[] = []
  let end = 0
  let newest: number | undefined

  const start = () => blocks[0]?.position ?? end

  function isOld({ position, packets, atMs }: Block, nowMs: number): boolean {
    if (end - position > RING_BYTES) return true
    return nowMs - atMs > RING_MS && position + packets.length <= (leader() ?? end)
  }

  function evict(nowMs: number): void {
    const kept = blocks.findIndex((block) => !isOld(block, nowMs))
    if (kept === 0) return
    blocks = kept < 0 ? [] : blocks.slice(kept)
    points = points.filter(({ position }) => position >= start())
  }

  /** Index of the block that holds the position. */
  function find(position: number): number {
    let low = 0
    let high = blocks.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((blocks[middle] as Block).position <= position) low = middle
      else high = middle - 1
    }
    return low
  }

  return {
    start,
    end: () => end,
    bytes: () => end - start(),
    behindMs: (position) => {
      const newestBlock = blocks.at(-1)
      if (position >= end || newestBlock === undefined) return 0
      return newestBlock.atMs - (blocks[find(position)] as Block).atMs
    },
    push: (packets, found, newestTicks, nowMs) => {
      if (packets.length === 0) return
      for (const { at, ticks, tables } of found) points.push({ position: end + at, ticks, tables })
      blocks.push({ position: end, packets, atMs: nowMs })
      end += packets.length
      newest = newestTicks
      evict(nowMs)
    },
    read: (position, most) => {
      if (position >= end || position < start()) return []
      const parts: Buffer[] = []
      let bytes = 0
      for (let i = find(position); i < blocks.length && bytes < most; i++) {
        const block = blocks[i] as Block
        const part =
          block.position < position ? block.packets.subarray(position - block.position) : block.packets
        if (bytes > 0 && bytes + part.length > most) break
        parts.push(part)
        bytes += part.length
      }
      return parts
    },
    entry,
    resume: () => entry() ?? { position: start(), tables: NO_TABLES },
  }

  function entry(): Entry | undefined {
    const isBehind = ({ ticks }: HeldPoint) =>
      ticks !== undefined && newest !== undefined && ticksBetween(ticks, newest) >= LIVE_DELAY_S * TICKS_PER_S
    return points.findLast(isBehind) ?? points[0]
  }
}
