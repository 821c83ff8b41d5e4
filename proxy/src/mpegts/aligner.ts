import { PACKET_BYTES, SYNC } from './packet.ts'

/** Cuts a byte stream into whole packets, and finds them again where bytes are missing or foreign. */
export interface Aligner {
  /** The whole packets that are known after this chunk; empty: none yet. May share memory with the chunk. */
  push(chunk: Buffer): Buffer
  /** Bytes thrown away since the last packet. */
  skipped(): number
}

/** So many sync bytes at packet distance are no coincidence. */
const CONFIRMING = 4

export function createAligner(): Aligner {
  let rest: Buffer = Buffer.alloc(0)
  let inSync = false
  let skipped = 0

  /** The first offset from `at` on where packets begin, or one that more data must confirm. */
  function search(data: Buffer, at: number): { readonly found: boolean; readonly at: number } {
    for (let start = data.indexOf(SYNC, at); start >= 0; start = data.indexOf(SYNC, start + 1)) {
      let seen = 1
      while (seen < CONFIRMING && data[start + seen * PACKET_BYTES] === SYNC) seen++
      if (seen === CONFIRMING) return { found: true, at: start }
      if (start + seen * PACKET_BYTES >= data.length) return { found: false, at: start }
    }
    return { found: false, at: data.length }
  }

  return {
    skipped: () => skipped,
    push: (chunk) => {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const runs: Buffer[] = []
      let at = 0
      while (at < data.length) {
        if (!inSync) {
          const next = search(data, at)
          skipped += next.at - at
          at = next.at
          if (!next.found) break
          inSync = true
        }
        const end = endOfRun(data, at)
        if (end > at) {
          runs.push(data.subarray(at, end))
          skipped = 0
        }
        at = end
        if (isCutShort(data, at)) break
        inSync = false
        at++ // what is here looked like a packet, or not even that
        skipped++
      }
      rest = Buffer.from(data.subarray(at)) // a copy: a few bytes must not hold a whole chunk
      return runs.length === 1 ? (runs[0] as Buffer) : Buffer.concat(runs)
    },
  }
}

/** A packet counts when another one follows it, or nothing yet: one that is cut short would take the next one's head. */
function endOfRun(data: Buffer, from: number): number {
  let at = from
  while (at + PACKET_BYTES <= data.length && data[at] === SYNC) {
    const next = at + PACKET_BYTES
    if (next < data.length && data[next] !== SYNC) break
    at = next
  }
  return at
}

/** What is left begins as a packet does, and ends before it is whole. */
function isCutShort(data: Buffer, at: number): boolean {
  return at >= data.length || (data[at] === SYNC && at + PACKET_BYTES > data.length)
}
