import type { Config } from '../../config/config.ts'
import { isExternal } from '../../engines/engine.ts'
import { publicHealth } from '../../engines/public-health.ts'
import type { Registry } from '../../engines/registry.ts'
import { startHousekeeping } from '../../history/housekeeping.ts'
import { startRecorder } from '../../history/recorder.ts'
import type { FleetSample } from '../../history/sample.ts'
import type { Clock } from '../../lib/clock.ts'
import { derived, type Live } from '../../lib/live.ts'
import type { Store } from '../../store/open.ts'
import type { Tracker } from '../../streams/tracker.ts'

export interface HistoryOptions {
  readonly config: Live<Config>
  readonly registry: Pick<Registry, 'list'>
  readonly tracker: Pick<Tracker, 'running' | 'counts'>
  /** Of a stream; null: nobody counts them. */
  readonly viewers: (streamId: string) => number | null
  readonly store: Pick<Store, 'fleet' | 'keeper'>
  readonly clock: Clock
}

/** Records the fleet on the collection beat and keeps the whole history tidy. */
export function startHistory(options: HistoryOptions): { stop(): Promise<void> } {
  const { clock, store } = options
  const recorder = startRecorder({
    clock,
    intervalMs: derived(options.config, ({ streams }) => streams.collectIntervalMs),
    read: () => readFleet(options),
    store: store.fleet,
  })
  const housekeeping = startHousekeeping({ clock, keeper: store.keeper })
  return {
    stop: async () => {
      await Promise.all([recorder.stop(), housekeeping.stop()])
    },
  }
}

function readFleet({ registry, tracker, viewers, clock }: HistoryOptions): FleetSample {
  const health = { healthy: 0, unhealthy: 0, unknown: 0 }
  for (const engine of registry.list()) if (!isExternal(engine)) health[publicHealth(engine).status]++
  let speedDown = 0
  let speedUp = 0
  let watching: number | null = null
  for (const stream of tracker.running()) {
    speedDown += stream.speedDown ?? 0
    speedUp += stream.speedUp ?? 0
    const counted = viewers(stream.id)
    if (counted !== null) watching = (watching ?? 0) + counted
  }
  const { started, stalled } = tracker.counts()
  return {
    atMs: clock.now(),
    streamsActive: started,
    streamsStalled: stalled,
    viewers: watching,
    enginesHealthy: health.healthy,
    enginesUnhealthy: health.unhealthy,
    enginesUnknown: health.unknown,
    speedDown,
    speedUp,
  }
}
