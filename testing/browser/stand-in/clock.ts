/** A time on the wire, so many seconds before now. */
export const ago = (seconds: number, nowMs = Date.now()): string =>
  new Date(nowMs - seconds * 1000).toISOString()

/** A small generator with a seed (mulberry32's recurrence): the same world every time. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
