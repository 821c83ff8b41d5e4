/** Lines that were dropped one after the other. */
export interface Gap {
  readonly lines: number
  readonly sinceMs: number
}

/** Bytes that wait for a reader, up to a limit; lines beyond it are dropped and counted. */
export interface Backlog {
  /** False: the line was dropped. */
  add(line: Buffer): boolean
  /** All that waits. */
  all(): Buffer
  /** What is left of `all()` after the reader took the rest. Returns the gap that this closes. */
  keep(rest: Buffer): Gap | null
  readonly bytes: number
  /** Open while lines are being dropped. */
  readonly gap: Gap | null
  /** Lines dropped since the start. */
  readonly dropped: number
}

/** A gap stays open until half of the limit is free: a log with holes every few lines would tell nothing. */
export function createBacklog(limitBytes: number, nowMs: () => number): Backlog {
  let waiting: Buffer[] = []
  let bytes = 0
  let gap: Gap | null = null
  let dropped = 0

  function drop(): false {
    dropped++
    gap = gap ? { ...gap, lines: gap.lines + 1 } : { lines: 1, sinceMs: nowMs() }
    return false
  }

  return {
    add: (line) => {
      if (gap || (bytes > 0 && bytes + line.length > limitBytes)) return drop()
      waiting.push(line)
      bytes += line.length
      return true
    },
    all: () => (waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting)),
    keep: (rest) => {
      waiting = rest.length > 0 ? [rest] : []
      bytes = rest.length
      if (gap === null || bytes > limitBytes / 2) return null
      const closed = gap
      gap = null
      return closed
    },
    get bytes() {
      return bytes
    },
    get gap() {
      return gap
    },
    get dropped() {
      return dropped
    },
  }
}
