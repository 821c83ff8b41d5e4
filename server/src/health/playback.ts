import type { PlaybackEvidence } from '../engines/engine.ts'

/** Running totals of a container's own network namespace. */
export interface Counters {
  readonly rxBytes: number
  readonly txBytes: number
}

/** What one reading shows of an engine's use. */
export interface Sight {
  /** Monotonic ms. */
  readonly atMs: number
  /** Null in a namespace that is shared, and where the runtime has none. */
  readonly counters: Counters | null
  /** Remote ends of the established connections to its HTTP port; null: can't be read here. */
  readonly readers: ReadonlySet<string> | null
  /** A stream on it is reported: its traffic is that stream's. */
  readonly reported: boolean
}

/**
 * Bytes per second: the slowest television channels need three times as much. By the counters of emulated engines in
 * containers, over ten seconds: read at 1 MB/s, 1 036 kB/s in and 1 140 kB/s out; only seeding at 1 MB/s, 1.3 kB/s in and
 * 1 022 kB/s out; idle, 0 both ways.
 */
export const MEDIA_BYTES_PER_SECOND = 32 * 1024
/** Acknowledgements of what is sent come back as traffic of their own, 2 to 4 % of it over TCP and uTP. */
const ACKNOWLEDGED = 0.05

/** What two readings in a row show of unreported viewers. */
export function evidenceOf(before: Sight, now: Sight): Exclude<PlaybackEvidence, 'unread'> {
  if (before.reported || now.reported) return 'none'
  const isHeld = holdsConnection(before, now)
  if (before.counters === null || now.counters === null)
    return isHeld === undefined ? 'unknown' : isHeld ? 'seen' : 'none'
  const { rx, tx } = mediaRates(before.counters, now.counters, now.atMs - before.atMs)
  const isFetchedAndSent = rx >= MEDIA_BYTES_PER_SECOND && tx >= MEDIA_BYTES_PER_SECOND
  return isFetchedAndSent || (tx >= MEDIA_BYTES_PER_SECOND && isHeld) ? 'seen' : 'none'
}

/**
 * Bytes per second less acknowledgements. What a viewer is sent comes in from the swarm first; an engine that only seeds
 * takes in no more than acknowledgements, and one that only fetches sends no more than those.
 */
function mediaRates(before: Counters, now: Counters, passedMs: number): { rx: number; tx: number } {
  const [rx, tx] = [now.rxBytes - before.rxBytes, now.txBytes - before.txBytes]
  if (passedMs <= 0 || rx < 0 || tx < 0) return { rx: 0, tx: 0 }
  const media = (bytes: number, other: number) => ((bytes - other * ACKNOWLEDGED) * 1000) / passedMs
  return { rx: media(rx, tx), tx: media(tx, rx) }
}

/** One that outlasts two readings is a player's: questions are over in between. Undefined: not known. */
function holdsConnection({ readers: before }: Sight, { readers: now }: Sight): boolean | undefined {
  if (before === null || now === null) return undefined
  return [...now].some((remote) => before.has(remote))
}
