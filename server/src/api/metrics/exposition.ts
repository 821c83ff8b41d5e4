import { collectDefaultMetrics, Registry } from 'prom-client'
import type { ApiContext } from '../context.ts'
import type { Counts } from './counts.ts'
import { createMeasures, type Reading } from './measures.ts'
import { createReadings, type LiveCounts } from './readings.ts'

/** Everything as Prometheus reads it. */
export interface Exposition {
  readonly contentType: string
  /** The whole text, gauges read now. */
  text(): Promise<string>
}

/** Loaded when the metrics are first asked for: where nobody does, prom-client takes neither time nor memory. */
export function createExposition(context: ApiContext, counts: Counts, live: () => LiveCounts): Exposition {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  createReadings(registry, context, live, counts)
  addCounts(registry, counts)
  return { contentType: registry.contentType, text: () => registry.metrics() }
}

function addCounts(registry: Registry, { provisions, replacements, probes, passes }: Counts): void {
  const { totals, distribution } = createMeasures(registry)
  totals('orch_provision_total', 'Requests for a container, by kind and by result', ['kind', 'result'], () =>
    provisions.map(({ kind, result, count }): Reading => [{ kind, result }, count]),
  )
  totals('orch_engine_replacements_total', 'Engines removed to be replaced, by reason', ['reason'], () =>
    [...replacements].map(([reason, count]): Reading => [{ reason }, count]),
  )
  distribution(
    'orch_probe_duration_seconds',
    'Time until an engine answered a health check, or until the timeout',
    [
      [{ result: 'answered' }, probes.answered],
      [{ result: 'missed' }, probes.missed],
    ],
  )
  distribution('orch_reconcile_duration_seconds', 'How long one pass of the reconciler took', [[{}, passes]])
}
