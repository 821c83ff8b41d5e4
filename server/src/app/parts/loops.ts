import { startMonitor } from '../../health/monitor.ts'
import { startProbeHistory } from '../../health/probe-history.ts'
import { startResources } from '../../health/resources.ts'
import { derived } from '../../lib/live.ts'
import { withClosedReasons } from '../adapters/closed-reasons.ts'
import type { AppOptions } from '../app-options.ts'
import type { Core } from './core.ts'
import { startHistory } from './history.ts'
import { type Streams, startStreams } from './streams.ts'

const RESOURCES_EVERY_MS = 10_000

export interface Loops {
  readonly streams: Streams
  stop(): Promise<void>
}

/** What goes on at its own beat: probing, reading resources and streams, recording history. */
export function startLoops(options: AppOptions, core: Core): Loops {
  const { config, edges, store, clock, logger } = options
  const { registry, tracker } = core
  const { prober, sessions } = withClosedReasons(edges.prober, edges.sessions, registry)
  const monitor = startMonitor({
    registry,
    prober,
    store: store.probes,
    clock,
    settings: derived(config, ({ health, provisioning }) => ({
      intervalMs: health.intervalMs,
      timeoutMs: health.timeoutMs,
      maxFailures: health.failures,
      startupTimeoutMs: provisioning.startupTimeoutMs,
    })),
    random: options.random,
  })
  const streams = startStreams({
    ...options,
    ...core,
    sessions,
    logger: logger.child({ module: 'streams' }),
    onMiss: monitor.probeNow,
  })
  const loops = [
    monitor,
    startProbeHistory({ registry, store: store.probes, clock }),
    startResources({
      registry,
      reader: edges.runtime,
      usage: tracker,
      clock,
      intervalMs: options.resourcesEveryMs ?? RESOURCES_EVERY_MS,
    }),
    streams,
    startHistory({ config, registry, tracker, viewers: streams.proxies.viewers, store, clock }),
  ]
  return {
    streams,
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
  }
}
