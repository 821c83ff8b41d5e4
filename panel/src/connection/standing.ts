import { readConnection, refreshBeside, writeConnection } from '../fleet/live-store.ts'
import { serverNow } from '../platform/clock.ts'
import { type ConnectionState, phaseAfter, wouldPrompt } from './connection-state.ts'
import type { Fault } from './http/fault.ts'
import { shown, sleep } from './wait.ts'

/** A single missing answer may be chance. */
const FAILURES_TO_BELIEVE = 2
const BACKOFF_SECONDS = [1, 2, 4, 8, 15]

export const setConnection = (change: Partial<ConnectionState>): void =>
  writeConnection({ ...readConnection(), ...change })

/** How the attempts to reach the server went, told to the connection state. */
export interface Standing {
  /** Nothing has been heard since we were away: what was read before then is old. */
  readonly isAway: () => boolean
  readonly begin: () => void
  readonly succeeded: (change: Partial<ConnectionState>) => void
  /** `fault`: `null` where the connection only ended. */
  readonly failed: (fault: Fault | null) => void
  /** An attempt nobody sees: counted, and the state on the screen stays. */
  readonly quietly: (fault: Fault | null) => ReturnType<typeof phaseAfter> | null
  /** Waits before the next attempt: longer each time, or until somebody looks where the browser would ask for a password. */
  readonly backOff: (fault: Fault | null, signal: AbortSignal) => Promise<void>
  /** Resolves with the next answer, good or bad. */
  readonly settled: () => Promise<void>
}

export function createStanding(): Standing {
  let failures = 0
  let away = false
  let waiting: (() => void)[] = []
  const settle = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }
  return {
    isAway: () => away,
    begin: () => {
      failures = 0
      away = readConnection().updatedMs !== null
    },
    succeeded: (change) => {
      failures = 0
      setConnection({ ...change, updatedMs: serverNow(), offlineSinceMs: null, fault: null })
      if (away) refreshBeside()
      away = false
      settle()
    },
    failed: (fault) => {
      failures += 1
      away = true
      const state = readConnection()
      setConnection({
        phase: phaseAfter(fault, failures >= FAILURES_TO_BELIEVE || state.updatedMs === null),
        offlineSinceMs: state.offlineSinceMs ?? state.updatedMs ?? serverNow(),
        fault: fault ?? state.fault,
      })
      settle()
    },
    quietly: (fault) => {
      failures = fault === null ? 0 : failures + 1
      return fault === null ? null : phaseAfter(fault, failures >= FAILURES_TO_BELIEVE)
    },
    backOff: (fault, signal) => {
      if (fault !== null && wouldPrompt(fault)) return shown(signal)
      const step = Math.min(failures, BACKOFF_SECONDS.length) - 1
      return sleep((BACKOFF_SECONDS[step] ?? 1) * 1000, signal)
    },
    settled: () => new Promise((resolve) => waiting.push(resolve)),
  }
}
