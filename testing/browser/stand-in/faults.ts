import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

/** What the stand-in does wrong on purpose; every test sets what it needs. */
export interface Faults {
  /** `/live` and followed logs open and then say nothing, as behind a proxy that holds streams back. */
  holdLive: boolean
  /** Every route answers with a web page. */
  html: boolean
  /** Every read answers 503. */
  unavailable: boolean
  /** Every action is refused with this status and sentence. */
  refuse: {
    readonly status: number
    readonly code: string
    readonly detail: string
    readonly reason_data?: Reason
  } | null
  /** Every answer waits this long. */
  delayMs: number
}

export const NO_FAULTS: Faults = {
  holdLive: false,
  html: false,
  unavailable: false,
  refuse: null,
  delayMs: 0,
}
