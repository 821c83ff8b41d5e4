import type { Clock } from '../../lib/clock.ts'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { Abandoned } from '../judging/readings.ts'
import type { Tracker } from '../tracker.ts'
import type { StreamActions } from './actions.ts'

/** An engine that refuses to stop a stream is asked again after this time. */
const TRY_AGAIN_MS = 60_000

export interface AbandonmentOptions {
  readonly tracker: Pick<Tracker, 'abandoned' | 'changes'>
  readonly actions: Pick<StreamActions, 'abandon'>
  readonly clock: Clock
  readonly logger: Logger
}

/** Stops the streams that nobody seems to watch, so that their engines are free for others. Returns its end. */
export function startAbandonment({ tracker, actions, clock, logger }: AbandonmentOptions): () => void {
  const triedAtMs = new Map<string, number>()

  function consider({ id, why }: Abandoned): void {
    const lastMs = triedAtMs.get(id)
    if (lastMs !== undefined && clock.elapsedMs() - lastMs < TRY_AGAIN_MS) return
    triedAtMs.set(id, clock.elapsedMs())
    actions.abandon(id, why).catch((error: unknown) => {
      logger.warn({ streamId: id, reason: messageOf(error) }, 'an abandoned stream could not be stopped')
    })
  }

  const unsubscribes = [
    tracker.abandoned.on(consider),
    tracker.changes.on((change) => {
      if (change.kind === 'changed' && change.stream.phase === 'ended') triedAtMs.delete(change.stream.id)
    }),
  ]
  return () => {
    for (const unsubscribe of unsubscribes) unsubscribe()
  }
}
