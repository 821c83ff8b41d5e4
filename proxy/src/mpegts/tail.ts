import { NULL_PID, PACKET_BYTES, pidOf } from './packet.ts'

/**
 * The last packets as their engine sent them, to find the same place in what another engine sends: a swarm has one stream,
 * so two engines of one content send the same bytes.
 */
export interface Tail {
  add(packets: Buffer): void
  /** Ends with the last packet; empty: there is nothing to tell a place by. */
  read(): Buffer
}

/** Packets without padding: fewer could be silence, or a still picture, that comes again. */
const TELLING_PACKETS = 8
/** A stream that is padded more than this gives no tail. */
const MOST_PACKETS = 1024

export function createTail(): Tail {
  let tail: Buffer = Buffer.alloc(0)
  return {
    add: (packets) => {
      const own = startOfTail(packets)
      if (own !== undefined) tail = Buffer.from(packets.subarray(own))
      else {
        const both = Buffer.concat([tail, packets])
        const start = startOfTail(both) ?? Math.max(0, both.length - MOST_PACKETS * PACKET_BYTES)
        tail = Buffer.from(both.subarray(start))
      }
    },
    read: () => (startOfTail(tail) === undefined ? Buffer.alloc(0) : tail),
  }
}

/** Where the last `TELLING_PACKETS` packets with content begin; undefined: there are not so many, or too far apart. */
function startOfTail(packets: Buffer): number | undefined {
  let telling = 0
  const first = Math.max(0, packets.length - MOST_PACKETS * PACKET_BYTES)
  for (let at = packets.length - PACKET_BYTES; at >= first; at -= PACKET_BYTES) {
    if (pidOf(packets, at) !== NULL_PID) telling++
    if (telling === TELLING_PACKETS) return at
  }
  return undefined
}
