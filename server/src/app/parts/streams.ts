import type { Config } from '../../config/config.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Emitter } from '../../lib/emitter.ts'
import { derived, type Live } from '../../lib/live.ts'
import type { Logger } from '../../lib/log.ts'
import { type Audience, createAudience } from '../../playback/audience.ts'
import { createProxySessions, type ProxySessions } from '../../playback/sessions.ts'
import type { Vacancy } from '../../playback/vacancy.ts'
import type { Store } from '../../store/open.ts'
import { startAbandonment } from '../../streams/actions/abandonment.ts'
import { createStreamActions, type StreamActions } from '../../streams/actions/actions.ts'
import { startTitles } from '../../streams/actions/titles.ts'
import type { EngineDirectory, SessionClient } from '../../streams/ports.ts'
import type { Beat } from '../../streams/sampling/beat.ts'
import { createRecentSamples } from '../../streams/sampling/recent.ts'
import { startSampler } from '../../streams/sampling/sampler.ts'
import { createStreamHistory, type StreamHistory } from '../../streams/sampling/stream-history.ts'
import type { Stream } from '../../streams/stream.ts'
import type { Tracker } from '../../streams/tracker.ts'

export interface StreamsOptions {
  readonly config: Live<Config>
  readonly tracker: Tracker
  readonly vacancy: Vacancy
  readonly directory: EngineDirectory
  readonly sessions: SessionClient
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
  readonly onMiss: (engineId: string) => void
}

export interface Streams {
  readonly beats: Emitter<Beat>
  readonly actions: StreamActions
  readonly history: StreamHistory
  readonly audience: Audience
  readonly proxies: Pick<ProxySessions, 'report' | 'viewers' | 'recounted' | 'fronts'>
  ended(engineId: string | null, limit: number, before: Stream | null): Promise<readonly Stream[]>
  counters(): { readonly readings: number; readonly misses: number }
  stop(): Promise<void>
}

/** Deadline of one question to an engine about a session. */
const TIMEOUT_MS = 3000

/** Everything that goes on around the tracker: reading, stopping, naming and answering for its streams. */
export function startStreams(options: StreamsOptions): Streams {
  const { tracker, directory, sessions, store, clock, logger } = options
  const life = new AbortController()
  const recent = createRecentSamples()
  const sampler = startSampler({
    tracker,
    engines: directory,
    sessions,
    samples: store.samples,
    signs: store.signs,
    recent,
    clock,
    logger,
    settings: derived(options.config, ({ streams }) => ({ intervalMs: streams.collectIntervalMs })),
    timeoutMs: TIMEOUT_MS,
    onMiss: options.onMiss,
  })
  const titles = startTitles({ tracker, engines: directory, sessions, logger })
  const actions = createStreamActions({
    tracker,
    engines: directory,
    sessions,
    clock,
    timeoutMs: TIMEOUT_MS,
    signal: life.signal,
  })
  const audience = createAudience()
  const proxies = createProxySessions({ audience, vacancy: options.vacancy, tracker, actions, clock, logger })
  const stopAbandonment = startAbandonment({ tracker, actions, clock, logger })

  return {
    beats: sampler.beats,
    actions,
    audience,
    proxies,
    history: createStreamHistory({ samples: store.samples, signs: store.signs, recent, clock, logger }),
    ended: (engineId, limit, before) =>
      store.streams.query({
        status: 'ended',
        limit,
        ...(engineId === null ? {} : { engineId }),
        ...(before === null ? {} : { before }),
      }),
    counters: sampler.counters,
    stop: async () => {
      stopAbandonment()
      life.abort()
      await Promise.all([sampler.stop(), titles.stop(), proxies.stop()])
      await tracker.flush() // after the last reading
    },
  }
}
