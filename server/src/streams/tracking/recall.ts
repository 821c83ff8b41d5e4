import { createLimiter } from '../../lib/concurrency/limiter.ts'
import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { newVitals } from '../judging/phase.ts'
import type { StreamStore } from '../ports.ts'
import type { Stream } from '../stream.ts'
import type { Memory } from './memory.ts'

/** Look-ups in the store under way together: of a burst of events none is refused one. */
const LOOK_UPS = 64

/** What the store remembers and we do not. */
export interface Recall {
  /** Restores streams that run or ended after this time (Unix ms). Rejects when the store can't be read. */
  load(endedAfterMs: number): Promise<void>
  /** By our own id, else the newest reported under this one; from memory, else from the store. Never rejects. */
  recall(id: string): Promise<Stream | undefined>
}

export function createRecall(
  memory: Memory,
  store: Pick<StreamStore, 'load' | 'get'>,
  logger: Logger,
): Recall {
  const { clock, streamIndex, titles, changes } = memory
  const lookUp = createLimiter(LOOK_UPS)

  async function load(endedAfterMs: number): Promise<void> {
    const streams = await store.load(endedAfterMs)
    for (const stream of streams.toSorted((a, b) => (a.endedAtMs ?? 0) - (b.endedAtMs ?? 0))) restore(stream)
  }

  async function recall(id: string): Promise<Stream | undefined> {
    const reported = streamIndex.reportedAs(id)
    const held =
      streamIndex.find(id) ?? reported.findLast(({ phase }) => phase !== 'ended') ?? reported.at(-1)
    if (held !== undefined) return held
    try {
      const kept = await lookUp(() => store.get(id))
      if (kept?.endedAtMs === null) restore(kept) // the store could not be read when we loaded
      return kept
    } catch (error) {
      logger.debug({ streamId: id, reason: messageOf(error) }, 'a stream could not be looked up in the store')
      return undefined
    }
  }

  function restore(stream: Stream): void {
    if (streamIndex.find(stream.id) !== undefined) return
    titles.learn(stream)
    const elapsedMs = clock.elapsedMs()
    if (stream.endedAtMs === null) {
      streamIndex.add({ stream, vitals: newVitals(elapsedMs, knownVitals(stream)), savedAtMs: elapsedMs })
    } else streamIndex.retire(stream, elapsedMs - Math.max(0, clock.now() - stream.endedAtMs))
    changes.emit({ kind: 'changed', stream, before: null })
  }

  return { load, recall }
}

function knownVitals({ downloaded, firstDataAtMs, phase }: Stream): Parameters<typeof newVitals>[1] {
  return { downloaded, hasGrown: firstDataAtMs !== null, hasPlayed: phase !== 'starting' }
}
