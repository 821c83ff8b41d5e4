import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Content } from '../engine/content.ts'
import type { Engines, Lease } from './engines.ts'
import type { Feed } from './feed.ts'

/** Whether packets of a new engine are used: false for those that viewers can't go on with yet. */
export type Acceptor = (packets: Buffer) => boolean

export interface EngineSearchOptions {
  readonly content: Content
  readonly engines: Pick<Engines, 'lease'>
  readonly open: (lease: Lease, accept: Acceptor) => Pick<Feed, 'delivered' | 'close'>
}

/** A content that does not play is tried on a second engine, because it may be the first one's fault. */
const TRIES = 2

/**
 * Tries one engine after the other until one delivers: null, or why none does. `acceptor` is called for each engine. Whatever does not
 * deliver is closed. Engines that failed are added to `exclude`. Rejects only with the reason of `signal`.
 */
export async function searchEngine(
  { content, engines, open }: EngineSearchOptions,
  acceptor: () => Acceptor,
  exclude: Set<string>,
  signal: AbortSignal,
): Promise<PlaybackReason | null> {
  let last: PlaybackReason | null = null
  for (let tries = 0; tries < TRIES; tries++) {
    const lease = await engines.lease(content, exclude, signal)
    if ('code' in lease) return last ?? lease
    last = await deliveryOf(open(lease, acceptor()), signal)
    if (last === null) return null
    signal.throwIfAborted()
    if (last.code === 'content_unknown') break
    exclude.add(lease.engineId)
  }
  return last
}

async function deliveryOf(
  feed: Pick<Feed, 'delivered' | 'close'>,
  signal: AbortSignal,
): Promise<PlaybackReason | null> {
  const giveUp = () => void feed.close()
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  const reason = await feed.delivered
  signal.removeEventListener('abort', giveUp)
  if (reason !== null && !signal.aborted) giveUp()
  return reason
}
