import type { Ring } from './ring.ts'

/** Where a viewer's bytes go: a socket. */
export interface Sink {
  /** False: it takes no more until `onDrain`. */
  write(parts: readonly Buffer[]): boolean
  onDrain(listener: () => void): void
  end(): void
}

/** One who watches: has a position of its own in the ring and waits for nobody. */
export interface Viewer {
  readonly position: () => number
  /** Sends what it can take now. */
  feed(): void
  /** How long it has taken nothing although there is something, in ms. */
  stalledForMs(nowMs: number): number
  bytes(): number
  /** How far what it has been sent is behind the newest data, in ms. */
  behindMs(): number
  /** How often it was so slow that it was moved forward. */
  skips(): number
  end(): void
}

/** Handed to a socket at once: more would hold blocks that the ring has long forgotten. */
const MOST_AT_ONCE = 256 * 1024

/** Starts where new viewers start, so the ring must have an entry. `onDrain`: it goes on after it had to wait. */
export function createViewer(sink: Sink, ring: Ring, now: () => number, onDrain: () => void): Viewer {
  const first = ring.resume()
  let { position } = first
  let head: Buffer | null = first.tables
  let blockedSinceMs: number | null = null
  let bytes = 0
  let skips = 0

  function nextParts(): readonly Buffer[] {
    if (position < ring.start()) {
      const { position: ahead, tables } = ring.resume()
      position = ahead
      head = tables
      skips++
    }
    const parts = ring.read(position, MOST_AT_ONCE)
    for (const part of parts) position += part.length
    if (parts.length === 0 || head === null) return parts
    const whole = head.length === 0 ? parts : [head, ...parts]
    head = null
    return whole
  }

  function feed(): void {
    while (blockedSinceMs === null) {
      const parts = nextParts()
      if (parts.length === 0) return
      for (const part of parts) bytes += part.length
      if (!sink.write(parts)) blockedSinceMs = now()
    }
  }

  sink.onDrain(() => {
    blockedSinceMs = null
    feed()
    onDrain()
  })
  return {
    position: () => position,
    feed,
    stalledForMs: (nowMs) => (blockedSinceMs === null ? 0 : nowMs - blockedSinceMs),
    bytes: () => bytes,
    behindMs: () => ring.behindMs(position),
    skips: () => skips,
    end: sink.end,
  }
}
