import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import type { EngineRef } from '../ports.ts'
import { type Ending, newStream, replacedBy, type Stream, type StreamIdentity } from '../stream.ts'
import { createAdmission } from './admission.ts'
import type { EarlyEnds } from './early-ends.ts'
import { identityOf, isSameSession, type StartReport, unknownEngine } from './report.ts'
import type { ReportsOptions } from './reports.ts'
import { createWhereabouts, type Whereabouts } from './whereabouts.ts'

/** Decides what a reported start is: new, a repeat, a replacement of an older play, or over before it began. */
export interface Starts {
  started(report: StartReport, source: Stream['source'], reporter: string | null): Promise<Stream>
}

export function createStarts(options: ReportsOptions, earlyEnds: Pick<EarlyEnds, 'take'>): Starts {
  const { life, clock, deathOf } = options
  const { streamIndex, finish, settled } = life
  const admission = createAdmission(life.changes, () => streamIndex.runningCount)
  const whereabouts = createWhereabouts(options)

  async function started(
    report: StartReport,
    source: Stream['source'],
    reporter: string | null,
  ): Promise<Stream> {
    const { reportedId } = report
    const engine = await whereabouts.engineOf(report)
    const kept = await life.recall(reportedId)
    const isRepeated = (each: Stream) => isSameSession(each, report, engine)
    const plays = () => streamIndex.reportedAs(reportedId).filter(isRepeated)
    const known = plays().at(-1) ?? (kept && isRepeated(kept) ? kept : undefined)
    if (known !== undefined && !(await hasBegunAgain(known, engine, whereabouts))) return settled(known)
    const begunMeanwhile = plays().find(({ phase }) => phase !== 'ended')
    if (begunMeanwhile !== undefined) return settled(begunMeanwhile)
    if (engine === undefined) throw unknownEngine(report)
    const stream = streamOf(report, identityOf(report, engine, source, options.newId(reportedId)), clock)
    admission.admit(stream, reporter)
    return begin(stream, engine, report.warning)
  }

  function begin(stream: Stream, engine: EngineRef, warning: Reason | null): Promise<Stream> {
    life.begin(stream, warning)
    const over = endBeforeStart(stream, engine.answering)
    if (over === undefined) replaceOlder(stream)
    else finish(stream.id, over)
    return settled(stream)
  }

  /** An end that was known before the start: reported already, or by the death of its engine. */
  function endBeforeStart(stream: Stream, engineAnswers: boolean): Ending | undefined {
    const { reportedId, sessionId, engineId } = stream
    const early = earlyEnds.take(reportedId, reportedId.endsWith(`|${sessionId}`))
    if (early !== undefined) return { reason: 'reported', detail: early.reason, replacedBy: null }
    return engineAnswers ? undefined : deathOf(engineId)
  }

  /** An engine has one session per content (docs/reference/acestream-engine.md 4): the newer one ended the older. */
  function replaceOlder(newer: Stream): void {
    for (const id of streamIndex.startedOn(newer.engineId)) {
      const older = streamIndex.running(id)?.stream
      const same = older?.key === newer.key && older.keyType === newer.keyType
      if (same && id !== newer.id) finish(id, replacedBy(newer))
    }
  }

  return { started }
}

function streamOf({ statPath, warning }: StartReport, identity: StreamIdentity, clock: Clock): Stream {
  return newStream(identity, clock.now(), statPath === '' ? warning : null)
}

/** A path's token outlives its session: the same URLs may be another session by now, which the engine alone can say. */
async function hasBegunAgain(
  known: Stream,
  engine: EngineRef | undefined,
  whereabouts: Pick<Whereabouts, 'ask'>,
): Promise<boolean> {
  if (known.phase !== 'ended' || known.engineSessionId === null || engine === undefined) return false
  const reading = await whereabouts.ask(engine, known.statPath)
  const current = reading?.kind === 'ok' ? reading.stat.playbackSessionId : null
  return current !== null && current !== known.engineSessionId
}
