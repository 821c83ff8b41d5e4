import type { Stream } from '../stream.ts'
import type { EarlyEnds } from './early-ends.ts'
import { type EndedPlay, lateEndOf } from './late-ends.ts'
import type { EndReport } from './report.ts'
import type { EndAnswer, ReportsOptions } from './reports.ts'

/** Decides which play a reported end is about: a running one, one that has ended, or one that has not begun yet. */
export interface Ends {
  ended(report: EndReport): Promise<EndAnswer>
}

export function createEnds(options: ReportsOptions, earlyEnds: Pick<EarlyEnds, 'remember'>): Ends {
  const { life, engines, clock } = options
  const { streamIndex, finish, settled } = life

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

  return { ended }
}
