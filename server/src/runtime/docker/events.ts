import { backoffMs } from '../../lib/backoff.ts'
import type { Clock } from '../../lib/clock.ts'
import { isAbort, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import { ndjson } from '../common/ndjson.ts'
import type { DockerClient } from './connection/client.ts'
import { type EventBody, eventBody } from './wire.ts'

/** What changes a container. Not `exec_*`: every health probe of a container makes three of those. */
export const LIFE_EVENTS = [
  'create',
  'start',
  'die',
  'oom',
  'kill',
  'stop',
  'restart',
  'pause',
  'unpause',
  'destroy',
  'died', // what die is in Podman's filter
  'remove', // Podman's destroy
  'rename',
] as const

export interface WatchOptions {
  readonly client: DockerClient
  readonly clock: Clock
  readonly logger: Logger
  /** Docker's filters beside `type=container`: same key = or, different keys = and. */
  readonly filters: Readonly<Record<string, readonly string[]>>
  onEvent(event: EventBody): void
  /** The stream is open: what happened before it may have been missed. */
  onOpen(): void
}

const BACKOFF = { firstMs: 100, longestMs: 5_000 }
/** A stream that ends sooner than this was no success: something in between accepts and hangs up. */
const SHORT_LIVED_MS = 1_000

/**
 * Follows Docker's events until aborted, through restarts of the engine and proxies that cut idle streams. Events
 * are hints: Docker drops them for slow readers and forgets them when it restarts (docs/reference/docker.md 2).
 */
export async function watchEvents(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { clock, logger } = options
  let failures = 0
  while (!signal.aborted) {
    const openedMs = clock.elapsedMs()
    try {
      await follow(options, signal)
      failures = clock.elapsedMs() - openedMs < SHORT_LIVED_MS ? failures + 1 : 0
      logger.debug({}, 'the event stream ended')
    } catch (error) {
      if (isAbort(error, signal)) return
      failures = clock.elapsedMs() - openedMs < SHORT_LIVED_MS ? failures + 1 : 1
      logger.debug({ reason: reasonOf(error) }, 'the event stream broke')
    }
    await clock.sleep(backoffMs(failures, BACKOFF), signal).catch(() => {})
  }
}

async function follow(
  { client, filters, onOpen, onEvent }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const query = { filters: JSON.stringify({ type: ['container'], ...filters }) }
  const call = { call: 'follow_events', method: 'GET', path: '/events', query, timeoutMs: 10_000 } as const
  const stream = await client.open(call, signal)
  onOpen()
  for await (const event of ndjson(stream, eventBody)) onEvent(event)
}
