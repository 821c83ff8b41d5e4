import { messageOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { StreamStore } from '../ports.ts'
import type { Stream } from '../stream.ts'

/** `refused`: the store works and rejects this row; trying the same again would only hold up the others. */
type Outcome = 'stored' | 'store_down' | 'refused'

export interface SaverOptions {
  readonly store: Pick<StreamStore, 'put'>
  readonly logger: Logger
  /** The stream as it is now, or undefined when nobody holds it any more. */
  readonly current: (id: string) => Stream | undefined
  /** The newest write of this stream came to this. */
  readonly onOutcome: (id: string, stored: boolean) => void
}

/** Writes streams and knows which of them the store does not hold. */
export interface Saver {
  /** Begins the write at once, so that writes keep the order of calls; resolves with what it came to. */
  save(stream: Stream): Promise<boolean>
  /** Resolves when the newest write of this stream has come to something. */
  settled(id: string): Promise<void>
  /** False while anything is held in memory only. */
  isCaughtUp(): boolean
  /**
   * Tries one unsaved stream; when that works, all of them. One at a time, so that a store that is down is not
   * buried under copies of what waits in its queue already.
   */
  retry(): Promise<void>
  /** The stream left our memory: what becomes of it is the store's matter alone. */
  forget(id: string): void
}

export function createSaver({ store, logger, current, onOutcome }: SaverOptions): Saver {
  const underWay = new Map<string, Promise<Outcome>>()
  const unsaved = new Set<string>()

  async function put(stream: Stream): Promise<Outcome> {
    try {
      return (await store.put(stream)).stored ? 'stored' : 'store_down'
    } catch (error) {
      logger.error({ streamId: stream.id, reason: messageOf(error) }, 'storing a stream was refused')
      return 'refused'
    }
  }

  async function save(stream: Stream): Promise<boolean> {
    const write = put({ ...stream, stored: true })
    underWay.set(stream.id, write)
    const outcome = await write
    if (underWay.get(stream.id) === write) {
      underWay.delete(stream.id)
      conclude(stream.id, outcome)
    }
    return outcome === 'stored'
  }

  function conclude(id: string, outcome: Outcome): void {
    if (outcome === 'store_down') unsaved.add(id)
    else unsaved.delete(id)
    onOutcome(id, outcome === 'stored')
  }

  async function saveAgain(id: string): Promise<boolean> {
    const stream = current(id)
    return stream === undefined || save(stream)
  }

  return {
    save,
    settled: async (id) => {
      await underWay.get(id)
    },
    isCaughtUp: () => unsaved.size === 0,
    retry: async () => {
      const [first, ...rest] = unsaved
      if (first === undefined || underWay.has(first)) return
      if (await saveAgain(first)) await Promise.all(rest.map(saveAgain))
    },
    forget: (id) => {
      unsaved.delete(id)
    },
  }
}
