import type { Clip } from '../media/clip.ts'
import type { Catalogue } from './catalogue.ts'
import type { FaultBook } from './faults.ts'
import type { SessionBook } from './session-book.ts'

/** Counted as it happens; the rest of `EngineCounters` is computed from the sessions. */
export interface Tally {
  bytesServed: number
  requests: number
  starts: number
  stops: number
}

/** What every handler of one engine may look at. */
export interface EngineWorld {
  readonly version: string
  readonly platform: string
  readonly timeScale: number
  readonly websocketPort: number
  /** False: only callers of this machine's own subnets are served. */
  readonly bindAll: boolean
  readonly clip: Clip
  readonly faults: FaultBook
  readonly catalogue: Catalogue
  readonly sessions: SessionBook
  readonly tally: Tally
  /** Aborts when the engine closes or crashes. */
  readonly closing: AbortSignal
}
