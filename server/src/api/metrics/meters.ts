import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'

import type { RegistryChange } from '../../engines/registry.ts'
import type { ApiContext } from '../context.ts'
import { createReadings, type LiveCounts } from './readings.ts'

/** What operators graph and alert on, in Prometheus' terms (docs/api.md, `GET /metrics`). */
export interface Meters {
  readonly contentType: string
  /** The whole exposition, gauges read now. */
  text(): Promise<string>
  /** Does the work and counts the request for a container by what came of it. */
  provisioned<T>(kind: (typeof KINDS)[number], work: () => Promise<T>): Promise<T>
  stop(): void
}

/** Removals after which something else takes the place. */
const REPLACING: ReadonlySet<RemovalCause> = new Set(['unhealthy', 'failed', 'vpn', 'outdated'])
const KINDS = ['generic', 'acestream'] as const
const RESULTS = ['success', 'error'] as const
const PROBE_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const PASS_BUCKETS_S = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

export function createMeters(context: ApiContext, live: () => LiveCounts): Meters {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const stopReadings = createReadings(registry, context, live)
  const instruments = createInstruments(registry)
  const { provisions, passes } = instruments

  const subscriptions = [
    stopReadings,
    context.engines.changes.on((change) => countChange(instruments, change)),
    context.metrics.passes?.on(({ durationMs }) => passes.observe(durationMs / 1000)),
  ]

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    provisioned: async (kind, work) => {
      try {
        const made = await work()
        provisions.inc({ kind, result: 'success' })
        return made
      } catch (error) {
        provisions.inc({ kind, result: 'error' })
        throw error
      }
    },
    stop: () => {
      for (const unsubscribe of subscriptions) unsubscribe?.()
      registry.clear()
    },
  }
}

type Instruments = ReturnType<typeof createInstruments>

/** What is counted as it happens, from 0 on, so that `increase()` sees the first of each kind. */
function createInstruments(registry: Registry) {
  const registers = [registry]
  const provisions = new Counter({
    name: 'orch_provision_total',
    help: 'Requests for a container, by kind and by result',
    labelNames: ['kind', 'result'],
    registers,
  })
  const replacements = new Counter({
    name: 'orch_engine_replacements_total',
    help: 'Engines removed to be replaced, by reason',
    labelNames: ['reason'],
    registers,
  })
  const probes = new Histogram({
    name: 'orch_probe_duration_seconds',
    help: 'Time until an engine answered a health check, or until the timeout',
    labelNames: ['result'],
    buckets: PROBE_BUCKETS_S,
    registers,
  })
  const passes = new Histogram({
    name: 'orch_reconcile_duration_seconds',
    help: 'How long one pass of the reconciler took',
    buckets: PASS_BUCKETS_S,
    registers,
  })
  for (const kind of KINDS) for (const result of RESULTS) provisions.inc({ kind, result }, 0)
  for (const reason of REPLACING) replacements.inc({ reason }, 0)
  for (const result of ['answered', 'missed']) probes.zero({ result })
  return { provisions, replacements, probes, passes }
}

/** A change of an engine may hold its newest check, and is its last when it was removed. */
function countChange({ replacements, probes }: Instruments, change: RegistryChange): void {
  if (change.kind === 'gone') {
    const reason = change.engine.removal?.cause
    if (reason && REPLACING.has(reason)) replacements.inc({ reason })
    return
  }
  const check = change.engine.checks.at(-1)
  if (!check || check.latencyMs === null || check === change.before?.checks.at(-1)) return
  probes.observe({ result: check.reason === null ? 'answered' : 'missed' }, check.latencyMs / 1000)
}
