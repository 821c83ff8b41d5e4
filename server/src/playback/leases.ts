import type { Engine } from '../engines/engine.ts'
import { DomainError } from '../lib/errors.ts'
import type { EngineRequest } from '../provisioning/service.ts'
import type { Stream } from '../streams/stream.ts'

/** What a proxy wants to open a session of. */
export interface LeaseRequest {
  readonly keyType: Stream['keyType']
  readonly key: string
  /** Engines it does not want, because they failed it a moment ago. */
  readonly exclude: readonly string[]
}

export interface PlaybackLeasesOptions {
  /** Engines that take one more stream, best first, without those excluded. */
  readonly withPlace: (exclude: ReadonlySet<string>) => readonly Engine[]
  /** The place is this caller's until it is used, or forgotten about. */
  readonly handOut: (engineId: string) => void
  /** Waits for an engine of its own, which is started if there may be more; rejects with why there is none. */
  readonly request: (request: EngineRequest, signal: AbortSignal) => Promise<Engine>
  /** The started streams, and those that ended a moment ago. */
  readonly streams: () => Iterable<Stream>
  readonly now: () => number
}

/** Places on engines for the sessions of proxies. */
export interface PlaybackLeases {
  /** Never an engine that plays this content already: its session would be replaced. */
  lease(request: LeaseRequest, signal: AbortSignal): Promise<Engine>
}

/** A place that is not used is given to somebody else after this. */
export const HAND_OUT_MS = 60_000

/** Longer than a proxy needs to notice the end, and shorter than a person to change their mind. */
const STOP_HOLDS_MS = 5000

const ANY_ENGINE: EngineRequest = { image: null, labels: {}, env: {}, hostPort: null }

export function createPlaybackLeases(options: PlaybackLeasesOptions): PlaybackLeases {
  function unsuited(request: LeaseRequest): Set<string> {
    const ids = new Set(request.exclude)
    for (const stream of options.streams())
      if (stream.phase !== 'ended' && plays(stream, request)) ids.add(stream.engineId)
    return ids
  }

  /** A proxy moves viewers whose session ends to another engine: who stopped it would have stopped nothing. */
  function refuseStopped(request: LeaseRequest): void {
    for (const { source, endReason, endedAtMs, ...stream } of options.streams()) {
      const isStopped = source === 'proxy' && endReason === 'stopped' && endedAtMs !== null
      if (isStopped && options.now() - endedAtMs < STOP_HOLDS_MS && plays(stream, request))
        throw new DomainError('conflict', { code: 'stopped_by_hand' })
    }
  }

  return {
    lease: async (request, signal) => {
      refuseStopped(request)
      const [best] = options.withPlace(unsuited(request))
      if (best !== undefined) {
        options.handOut(best.id)
        return best
      }
      const engine = await options.request(ANY_ENGINE, signal)
      if (!unsuited(request).has(engine.id)) return engine
      throw new DomainError('max_capacity', { code: 'no_other_engine' }, { retryAfterS: 5 })
    },
  }
}

/** Under whichever name: the path of its statistics holds its infohash. */
function plays(
  stream: Pick<Stream, 'keyType' | 'key' | 'statPath'>,
  { keyType, key }: LeaseRequest,
): boolean {
  const [, infohash = ''] = /^\/ace\/stat\/([0-9a-f]{40})\//i.exec(stream.statPath) ?? []
  return (stream.keyType === keyType && stream.key === key) || infohash.toLowerCase() === key.toLowerCase()
}
