// metrics/: GET /metrics: counters as things happen, and readings of the moment when it is asked.
import type { Registry } from 'prom-client'
import { lifecycleOf } from '../../engines/engine.ts'
import { publicHealth } from '../../engines/public-health.ts'
import { INCIDENT_CODES } from '../../incidents/incident.ts'
import type { ApiContext } from '../context.ts'
import type { Counts } from './counts.ts'
import { createMeasures, type Measures, type Reading } from './measures.ts'
import { addOlderMetrics } from './older-metrics.ts'

export interface LiveCounts {
  readonly clients: number
  readonly dropped: number
}

const STATES = ['starting', 'ready', 'draining', 'removing', 'failed'] as const
const HEALTHS = ['healthy', 'unhealthy', 'unknown'] as const
const PHASES = ['starting', 'active', 'stalled', 'unknown'] as const
const SEVERITIES = ['info', 'warning', 'critical'] as const
const BYTES_PER_KB = 1024

/** Every metric that is somebody else's number. */
export function createReadings(
  registry: Registry,
  context: ApiContext,
  live: () => LiveCounts,
  { endedBytes }: Pick<Counts, 'endedBytes'>,
): void {
  const measures = createMeasures(registry)
  streamMetrics(measures, context)
  engineMetrics(measures, context)
  provisioningMetrics(measures, context)
  vpnMetrics(measures, context)
  processMetrics(measures, context, live)
  incidentMetrics(measures, context)
  alertMetrics(measures, context)
  optionalMetrics(measures, context)
  addOlderMetrics(measures.value, context, endedBytes)
}

function streamMetrics({ value, total, gauge }: Measures, { streams, engines }: ApiContext): void {
  value('orch_streams_active', 'Started streams', () => streams.counts().started)
  total('orch_events_started_total', 'Streams that began', () => streams.counters().started)
  total('orch_events_ended_total', 'Streams that ended', () => streams.counters().ended)
  gauge('orch_streams', 'Started streams by phase', ['phase'], () => {
    const counts = streams.counts()
    return PHASES.map((phase): Reading => [{ phase }, counts[phase]])
  })
  gauge('orch_streams_speed_bytes_per_second', 'Sum over all streams', ['direction'], () => {
    const loads = engines.list().map(({ id }) => streams.loadOf(id))
    const sum = (pick: (load: (typeof loads)[number]) => number | null) =>
      loads.reduce((all, load) => all + (pick(load) ?? 0) * BYTES_PER_KB, 0)
    return [
      [{ direction: 'down' }, sum(({ speedDown }) => speedDown)],
      [{ direction: 'up' }, sum(({ speedUp }) => speedUp)],
    ]
  })
}

function engineMetrics({ gauge }: Measures, { engines }: ApiContext): void {
  gauge('orch_engines', 'Engines by state', ['state'], () =>
    STATES.map((state): Reading => [{ state }, count(engines.list(), (each) => lifecycleOf(each) === state)]),
  )
  gauge('orch_engines_health', 'Engines by health', ['health'], () =>
    HEALTHS.map(
      (health): Reading => [
        { health },
        count(engines.list(), (each) => publicHealth(each).status === health),
      ],
    ),
  )
}

function provisioningMetrics({ value, gauge }: Measures, { provisioning }: ApiContext): void {
  value('orch_engines_wanted', 'Engines there should be', () => provisioning.status().capacity.wanted)
  value('orch_engines_max', 'Most engines there may be', () => provisioning.status().capacity.max)
  gauge('orch_provisioning_blocked', '1 while no engine can be made, by reason', ['reason'], () => {
    const { blocked } = provisioning.status()
    return blocked === null ? [] : [[{ reason: blocked.code }, 1]]
  })
  gauge('orch_circuit_breaker', '1 for the state it is in', ['state'], () => [
    [{ state: provisioning.status().breaker }, 1],
  ])
}

function vpnMetrics({ gauge }: Measures, { vpn }: ApiContext): void {
  gauge('orch_vpn_up', '1 while this VPN container is connected', ['container'], () =>
    vpn.gauges().map(({ node, connected }): Reading => [{ container: node }, Number(connected)]),
  )
  gauge('orch_vpn_health_status', 'As orch_vpn_up', ['vpn'], () =>
    vpn.gauges().map(({ node, connected }): Reading => [{ vpn: node }, Number(connected)]),
  )
  gauge('orch_vpn_forwarded_port', 'Forwarded port, 0 for none', ['container'], () =>
    vpn.gauges().map(({ node, forwardedPort }): Reading => [{ container: node }, forwardedPort ?? 0]),
  )
}

function processMetrics(
  { value, total, gauge }: Measures,
  { runtime, store, log, version }: ApiContext,
  live: () => LiveCounts,
): void {
  gauge('orch_runtime_up', '1 while the runtime answers', ['runtime'], () => {
    const { kind, reachable } = runtime.status()
    return [[{ runtime: kind }, Number(reachable)]]
  })
  value('orch_store_up', '1 while the store takes writes', () => Number(store.status().ok))
  total('orch_log_dropped_lines_total', 'Lines of our log that nobody read', () => log.status().dropped)
  value('orch_live_clients', 'Readers of GET /live', () => live().clients)
  total('orch_live_clients_dropped_total', 'Readers of GET /live that were too slow', () => live().dropped)
  gauge('orch_build_info', 'Always 1', ['version'], () => [[{ version }, 1]])
}

function incidentMetrics({ gauge, totals }: Measures, { incidents }: ApiContext): void {
  gauge('orch_incidents_open', 'Open incidents by severity', ['severity'], () => {
    const open = incidents.open()
    return SEVERITIES.map(
      (severity): Reading => [{ severity }, count(open, (each) => each.severity === severity)],
    )
  })
  totals('orch_incidents_total', 'Incidents opened since the start, by what is wrong', ['code'], () =>
    INCIDENT_CODES.map((code): Reading => [{ code }, incidents.counts().get(code) ?? 0]),
  )
}

function alertMetrics({ totals, value }: Measures, { alerts }: ApiContext): void {
  totals('orch_alerts_total', 'Alerts by what came of them; failed counts attempts', ['result'], () =>
    Object.entries(alerts.counts()).map(([result, number]): Reading => [{ result }, number]),
  )
  value('orch_alerts_waiting', 'Alerts that wait to be delivered', () =>
    alerts.book.notifiers().reduce((sum, { id }) => sum + alerts.status(id).waiting, 0),
  )
}

/** Where the parts that count them are in use. */
function optionalMetrics({ value, total }: Measures, { metrics }: ApiContext): void {
  const { sampling, runtimeErrors, playback } = metrics
  if (sampling)
    total('orch_collect_errors_total', 'Readings of statistics that brought nothing', () => sampling().misses)
  if (runtimeErrors)
    total('orch_runtime_errors_total', 'Steps that the runtime could not carry out', () => runtimeErrors())
  if (playback) {
    value('orch_viewers', 'Viewers of our playback', () => playback().viewers)
    total('orch_relayed_bytes_total', 'Bytes sent to viewers', () => playback().bytesRelayed)
  }
}

function count<T>(items: Iterable<T>, holds: (item: T) => boolean): number {
  return [...items].filter(holds).length
}
