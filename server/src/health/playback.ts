/** Running totals of a container's own network namespace, at a monotonic moment. */
export interface Counters {
  readonly atMs: number
  readonly rxBytes: number
  readonly txBytes: number
}

/** Bytes per second: the slowest television channels need three times as much, probes and peer chatter far less. */
const MEDIA_BYTES_PER_SECOND = 32 * 1024
/** Acknowledgements of what is sent come back as traffic of their own, 2 to 4 % of it over TCP and uTP. */
const ACKNOWLEDGED = 0.05

/**
 * Whether a viewer is served: what comes in from the swarm goes out again. An engine that only seeds sends as much, but
 * takes in no more than acknowledgements; one that only fetches sends no more than those.
 */
export function looksLikePlayback(before: Counters, now: Counters): boolean {
  const seconds = (now.atMs - before.atMs) / 1000
  const [rx, tx] = [now.rxBytes - before.rxBytes, now.txBytes - before.txBytes]
  if (seconds <= 0 || rx < 0 || tx < 0) return false
  const media = (bytes: number, other: number) => (bytes - other * ACKNOWLEDGED) / seconds
  return media(rx, tx) >= MEDIA_BYTES_PER_SECOND && media(tx, rx) >= MEDIA_BYTES_PER_SECOND
}
