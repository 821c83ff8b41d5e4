import type { Fault } from './fault.ts'

/** Why live updates were wanted and polling is what there is. */
export type Fallback = 'no_live' | 'held_back'

export interface ConnectionState {
  readonly phase: 'connecting' | 'live' | 'polling' | 'reconnecting' | 'offline'
  readonly server: string
  /** Seconds between polls, in the polling phase. */
  readonly everySeconds: number | null
  /** When the last data or sign of life came, by the server's clock. */
  readonly updatedMs: number | null
  /** Since when nothing came, by the server's clock. */
  readonly offlineSinceMs: number | null
  readonly fault: Fault | null
  readonly fallback: Fallback | null
  /** When the last live connection ended (by the server's clock), and why, if the server said so. */
  readonly dropped: { readonly reason: string | null; readonly atMs: number } | null
  /** The server has only the routes of older orchestrators. `null`: not known yet. */
  readonly older: boolean | null
}

export const INITIAL_CONNECTION: ConnectionState = {
  phase: 'connecting',
  server: '',
  everySeconds: null,
  updatedMs: null,
  offlineSinceMs: null,
  fault: null,
  fallback: null,
  dropped: null,
  older: null,
}

export type Freshness = 'fresh' | 'aging' | 'old'

/** Live sends a sign of life every 15 s; a poll is late after two and a half of its intervals, and while nothing answers. */
export function freshness(state: ConnectionState, nowMs: number): Freshness {
  if (state.updatedMs === null) return 'fresh'
  const ageS = (nowMs - state.updatedMs) / 1000
  const step = state.everySeconds ?? 8
  if (ageS > Math.max(30, step * 6)) return 'old'
  return state.phase === 'offline' || ageS > Math.max(6, step * 2.5) ? 'aging' : 'fresh'
}
