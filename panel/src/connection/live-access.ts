import type { Fallback } from './connection-state.ts'
import { Dropped, HeldBack, NoLive } from './live-end.ts'
import type { MissingRoutes } from './missing-routes.ts'

const LIVE = '/live'
const RETRY_LIVE_MS = 60_000
/** A stream that breaks this soon, this often, is being broken by something. */
const SHORT_LIFE_MS = 10_000
const SHORT_LIVES = 3

/** Whether the live connection is worth trying. Times are milliseconds of one clock, the caller's. */
export interface LiveAccess {
  /** Why there can be no live connection at present. */
  readonly obstacle: (missing: MissingRoutes, nowMs: number) => Fallback | null
  /** Notes how a live connection ended. Not `null`: it is not tried again for now. */
  readonly ended: (error: unknown, livedMs: number, missing: MissingRoutes, nowMs: number) => Fallback | null
  /** Whatever held it back may be gone: it is tried again at once. */
  readonly retry: () => void
}

/** What a drop adds to the suspicion. Silence counts double: it takes long, and a closed lid alone makes one of it. */
const brokenBy = ({ silent }: Dropped, livedMs: number, suspicion: number): number =>
  silent ? suspicion + 2 : livedMs < SHORT_LIFE_MS ? suspicion + 1 : 0

export function createLiveAccess(): LiveAccess {
  let suspicion = 0
  let retryAtMs = 0
  return {
    obstacle: (missing, nowMs) => {
      if (missing.has(LIVE)) return 'no_live'
      return nowMs < retryAtMs ? 'held_back' : null
    },
    ended: (error, livedMs, missing, nowMs) => {
      suspicion = error instanceof Dropped ? brokenBy(error, livedMs, suspicion) : 0
      if (error instanceof NoLive) {
        missing.add(LIVE)
        return 'no_live'
      }
      if (!(error instanceof HeldBack) && suspicion < SHORT_LIVES) return null
      retryAtMs = nowMs + RETRY_LIVE_MS
      return 'held_back'
    },
    retry: () => {
      retryAtMs = 0
    },
  }
}
