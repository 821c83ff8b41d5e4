import type { Fault } from './http/fault.ts'

/** Why live updates were wanted and polling is what there is. */
export type Fallback = 'no_live' | 'held_back'

/** Nothing comes any more: nobody answers, a proxy in front of the server wants its own sign-in, or the server its key. */
export type OutOfReach = 'offline' | 'signed_out' | 'locked'

export interface ConnectionState {
  readonly phase: 'connecting' | 'live' | 'polling' | 'reconnecting' | OutOfReach
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
  readonly dropped: {
    readonly reason: string | null
    readonly reason_data: unknown
    readonly atMs: number
  } | null
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

export const isOutOfReach = (phase: ConnectionState['phase']): phase is OutOfReach =>
  phase === 'offline' || phase === 'signed_out' || phase === 'locked'

/** What an unsuccessful attempt makes of the connection: whether somebody asked for a key is certain at once, silence may be chance. */
export function phaseAfter(fault: Fault | null, believed: boolean): 'reconnecting' | OutOfReach {
  if (fault?.kind === 'sign_in') return 'signed_out'
  if (fault?.kind === 'key_missing' || fault?.kind === 'key_wrong') return 'locked'
  return believed ? 'offline' : 'reconnecting'
}

/** The browser itself puts up a dialog for each request without the password: only who sits there may cause one. */
export const wouldPrompt = (fault: Fault): boolean => fault.kind === 'sign_in' && fault.code !== null

export type Freshness = 'fresh' | 'aging' | 'old'

/** Live sends a sign of life every 15 s; a poll is late after two and a half of its intervals, and while nothing answers. */
export function freshness(state: ConnectionState, nowMs: number): Freshness {
  if (state.updatedMs === null) return 'fresh'
  const ageS = (nowMs - state.updatedMs) / 1000
  const step = state.everySeconds ?? 8
  if (ageS > Math.max(30, step * 6)) return 'old'
  return isOutOfReach(state.phase) || ageS > Math.max(6, step * 2.5) ? 'aging' : 'fresh'
}
