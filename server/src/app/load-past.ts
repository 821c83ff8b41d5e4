import type { EngineMemory, ExternalEngine, Intents } from '../engines/ports.ts'
import { messageOf } from '../lib/errors.ts'
import type { Logger } from '../lib/log.ts'
import type { Store } from '../store/open.ts'
import type { Tracker } from '../streams/tracker.ts'

export interface Past {
  readonly intents: Intents
  readonly memory: readonly EngineMemory[]
  readonly external: readonly ExternalEngine[]
  readonly lastEntryId: number
  /** Streams that ran when we stopped are taken up again. */
  takeUp(tracker: Tracker): Promise<void>
}

const NOTHING: Omit<Past, 'takeUp'> = {
  intents: { engines: [], scale: null },
  memory: [],
  external: [],
  lastEntryId: 0,
}

/**
 * What the store knows from before. A store that can't be read is no reason not to start: engines are adopted from the
 * runtime all the same, and what is missing is said.
 */
export async function loadPast(store: Store, logger: Logger): Promise<Past> {
  const takeUp = (tracker: Tracker) =>
    tracker
      .load()
      .catch((error: unknown) =>
        logger.error({ reason: messageOf(error) }, 'streams of before are not known'),
      )
  try {
    const [intents, memory, external, lastEntryId] = await Promise.all([
      store.intents.load(),
      store.engines.loadMemory(),
      store.engines.loadExternal(),
      store.journal.lastId(),
    ])
    return { intents, memory, external, lastEntryId, takeUp }
  } catch (error) {
    logger.error({ reason: messageOf(error) }, 'the store can not be read: starting without what it knows')
    return { ...NOTHING, takeUp }
  }
}
