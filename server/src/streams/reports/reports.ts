// What reporters send: which play a start or an end is about, and whether it is accepted.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Clock } from '../../lib/clock.ts'
import type { EngineDirectory, EngineRef, SessionClient } from '../ports.ts'
import { type Ending, newStream, replacedBy, type Stream } from '../stream.ts'
import type { Lifecycle } from '../tracking/lifecycle.ts'
import { createAdmission } from './admission.ts'
import { createEarlyEnds } from './early-ends.ts'
import { type EndedPlay, lateEndOf } from './late-ends.ts'
import { type EndReport, identityOf, isSameSession, type StartReport, unknownEngine } from './report.ts'
import { createWhereabouts } from './whereabouts.ts'

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

/** What reporters say: which play a start or an end is about. */
export interface Reports {
  started(report: StartReport, source: Stream['source'], reporter: string | null): Promise<Stream>
  ended(report: EndReport): Promise<EndAnswer>
  forgetOld(): void
}

export function createReports(options: ReportsOptions): Reports {
  const { life, engines, clock, deathOf } = options
  const { streamIndex, finish, settled } = life
  const earlyEnds = createEarlyEnds(clock)
  const admission = createAdmission(life.changes, () => streamIndex.runningCount)
  const whereabouts = createWhereabouts(options)

  async function started(
    report: StartReport,
    source: Stream['source'],
    reporter: string | null,
  ): Promise<Stream> {
    const { reportedId, statPath, warning } = report
    const engine = await whereabouts.engineOf(report)
    const kept = await life.recall(reportedId)
    const isRepeated = (each: Stream) => isSameSession(each, report, engine)
    const plays = () => streamIndex.reportedAs(reportedId).filter(isRepeated)
    const known = plays().at(-1) ?? (kept && isRepeated(kept) ? kept : undefined)
    if (known !== undefined && !(await hasBegunAgain(known, engine))) return settled(known)
    const begunMeanwhile = plays().find(({ phase }) => phase !== 'ended')
    if (begunMeanwhile !== undefined) return settled(begunMeanwhile)
    if (engine === undefined) throw unknownEngine(report)
    const identity = identityOf(report, engine, source, options.newId(reportedId))
    const stream = newStream(identity, clock.now(), statPath === '' ? warning : null)
    admission.admit(stream, reporter)
    return begin(stream, engine, warning)
  }

  /** A path's token outlives its session: the same URLs may be another session by now, which the engine alone can say. */
  async function hasBegunAgain(known: Stream, engine: EngineRef | undefined): Promise<boolean> {
    if (known.phase !== 'ended' || known.engineSessionId === null || engine === undefined) return false
    const reading = await whereabouts.ask(engine, known.statPath)
    const current = reading?.kind === 'ok' ? reading.stat.playbackSessionId : null
    return current !== null && current !== known.engineSessionId
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

  async function ended({ id: given, containerId, detail = null }: EndReport): Promise<EndAnswer> {
    const id = given ?? onlyStreamOn(containerId)
    if (id === undefined) return { updated: false, stream: null }
    const kept = await life.recall(id)
    const engineId = containerId ? engines.find(containerId)?.id : undefined
    const meant = runningOf(id, engineId)
    const late = meant && meant.id !== id ? lateEndOf(meant, endedPlays(id), engineId) : undefined
    if (late !== undefined) return { updated: false, stream: await settled(late) }
    const stream = meant && finish(meant.id, { reason: 'reported', detail, replacedBy: null })
    if (stream !== undefined) return { updated: true, stream: await settled(stream) }
    const known = streamIndex.find(id) ?? streamIndex.reportedAs(id).at(-1) ?? kept
    if (known === undefined) earlyEnds.remember(id, detail)
    return { updated: false, stream: known === undefined ? null : await settled(known) }
  }

  /**
   * Of several that run under one id the oldest, on the engine that is named: whoever switches over begins the new play
   * before it ends the old one, and the younger must not vanish while somebody watches it.
   */
  function runningOf(id: string, engineId: string | undefined): Stream | undefined {
    const ours = streamIndex.running(id)?.stream
    const running = ours ? [ours] : streamIndex.reportedAs(id).filter(({ phase }) => phase !== 'ended')
    return running.find((stream) => stream.engineId === engineId) ?? running[0]
  }

  function endedPlays(reportedId: string): readonly EndedPlay[] {
    return streamIndex.reportedAs(reportedId).flatMap((stream) => {
      const atMs = streamIndex.retiredAtMs(stream.id)
      return atMs === undefined ? [] : { stream, endedForMs: clock.elapsedMs() - atMs }
    })
  }

  function onlyStreamOn(containerId: string | null | undefined): string | undefined {
    if (!containerId) return undefined
    const [first, second] = streamIndex.startedOn(engines.find(containerId)?.id ?? containerId)
    return second === undefined ? first : undefined
  }

  return { started, ended, forgetOld: earlyEnds.forgetOld }
}
