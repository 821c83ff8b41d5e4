// What reporters send: which play a start or an end is about, and whether it is accepted.
import type { Clock } from '../../lib/clock.ts'
import type { EngineDirectory, SessionClient } from '../ports.ts'
import type { Ending, Stream } from '../stream.ts'
import type { Lifecycle } from '../tracking/lifecycle.ts'
import { createEarlyEnds } from './early-ends.ts'
import { createEnds, type Ends } from './ends.ts'
import { createStarts, type Starts } from './starts.ts'

export interface EndAnswer {
  readonly updated: boolean
  readonly stream: Stream | null
}

export interface ReportsOptions {
  readonly life: Lifecycle
  readonly engines: EngineDirectory
  readonly sessions: Pick<SessionClient, 'stat'>
  readonly clock: Clock
  /** A new id of our own for the stream that was reported under this one. */
  readonly newId: (reportedId: string) => string
  /** How the streams of an engine that died a moment ago ended. */
  readonly deathOf: (engineId: string) => Ending | undefined
}

export interface Reports extends Starts, Ends {
  forgetOld(): void
}

export function createReports(options: ReportsOptions): Reports {
  const earlyEnds = createEarlyEnds(options.clock)
  const { started } = createStarts(options, earlyEnds)
  const { ended } = createEnds(options, earlyEnds)
  return { started, ended, forgetOld: earlyEnds.forgetOld }
}
