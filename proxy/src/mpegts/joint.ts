import { createAccessPointFinder } from './access-points.ts'
import { addTicks, PACKET_BYTES, TICKS_PER_S, ticksBetween } from './packet.ts'

/** Where the old source stopped. */
export interface LastSent {
  /** Its last packets, as it sent them; empty: unknown. */
  readonly tail: Buffer
  /** Decoding time of the last unit of its video, on its own clock; undefined: unknown. */
  readonly ticks: number | undefined
  /** By how much its times were moved on their way to the viewers. */
  readonly shiftTicks: number
}

/**
 * `exact`: the packets go on where the old source stopped. `entry`: they begin with the program tables and a frame to start
 * with, and their times are to be moved by `shiftTicks`.
 */
export type Joined =
  | { readonly kind: 'exact'; readonly packets: Buffer }
  | { readonly kind: 'entry'; readonly packets: Buffer; readonly shiftTicks: number }

/** Takes the packets of a new source until it has come to where viewers can go on. */
export interface Joint {
  /** Undefined: what has come so far is older than what viewers have. */
  push(packets: Buffer): Joined | undefined
}

/** Sources further apart than this count by different clocks. */
const SAME_CLOCK_S = 120
/** Between the last frame of one clock and the first of another: one frame at 25 per second. */
const FRAME_TICKS = TICKS_PER_S / 25
/** Without an access point in so much data it begins anywhere. */
const MOST_BYTES = 16 * 1024 * 1024

export function createJoint(last: LastSent): Joint {
  const finder = createAccessPointFinder()
  let before: Buffer = Buffer.alloc(0)
  let seen = 0

  /** The packets after the same ones as the old source's last, also where they are cut by the end of a chunk. */
  function afterTail(packets: Buffer): Buffer | undefined {
    const { tail } = last
    if (tail.length === 0) return undefined
    const data = Buffer.concat([before, packets])
    before = Buffer.from(data.subarray(Math.max(0, data.length - tail.length + PACKET_BYTES)))
    for (let at = data.indexOf(tail); at >= 0; at = data.indexOf(tail, at + 1))
      if (at % PACKET_BYTES === 0) return data.subarray(at + tail.length)
    return undefined
  }

  /** How times must move for a frame of `ticks` to follow; undefined: it is older than what viewers have. */
  function shiftFor(ticks: number | undefined): number | undefined {
    if (ticks === undefined || last.ticks === undefined) return last.shiftTicks
    const ahead = ticksBetween(last.ticks, ticks)
    if (Math.abs(ahead) > SAME_CLOCK_S * TICKS_PER_S)
      return ticksBetween(ticks, addTicks(last.ticks, last.shiftTicks + FRAME_TICKS))
    return ahead > 0 ? last.shiftTicks : undefined
  }

  return {
    push: (packets) => {
      const exact = afterTail(packets)
      if (exact !== undefined) return { kind: 'exact', packets: exact }
      seen += packets.length
      for (const { at, ticks, tables } of finder.scan(packets)) {
        const shiftTicks = shiftFor(ticks)
        if (shiftTicks !== undefined)
          return { kind: 'entry', packets: Buffer.concat([tables, packets.subarray(at)]), shiftTicks }
      }
      if (seen < MOST_BYTES) return undefined
      return { kind: 'entry', packets, shiftTicks: last.shiftTicks }
    },
  }
}
