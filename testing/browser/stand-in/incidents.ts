import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Incident } from '@acestream-orchestrator/contract/incident'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { ago } from './clock.ts'

let incidents = 0

/** An engine that does not answer, with the streams on it; to be replaced in 14 s. */
export function anIncident(
  engine: EngineState,
  streams: readonly StreamState[],
  change: Partial<Incident> = {},
): Incident {
  incidents += 1
  const name = engine.container_name ?? engine.container_id
  const replacedAtMs = Date.now() + 14_000
  return {
    id: `i-${incidents}`,
    code: 'engine_unhealthy',
    severity: 'critical',
    state: 'open',
    subject: { kind: 'engine', id: engine.container_id, name },
    opened_at: ago(16),
    updated_at: ago(1),
    resolved_at: null,
    count: 1,
    message: `${name} does not answer`,
    params: { engine: name },
    reason: 'no answer within 5 s',
    reason_data: { code: 'probe_timeout', timeoutMs: 5000 },
    affected_engines: [],
    affected_engines_total: 0,
    affected_streams: streams.map(({ id, short_id, title }) => ({ id, short_id, title, cut: false })),
    affected_streams_total: streams.length,
    doing: 'it will be replaced unless it answers',
    doing_data: { code: 'replaced_in', atMs: replacedAtMs },
    doing_at: new Date(replacedAtMs).toISOString(),
    can: ['restart', 'logs', 'delete'],
    outcome: null,
    outcome_data: null,
    ...change,
  }
}

/** The same once another engine has taken its place and its streams play there. */
export const replaced = (incident: Incident, by: string): Incident => ({
  ...incident,
  state: 'resolved',
  resolved_at: new Date().toISOString(),
  affected_streams: incident.affected_streams.map((stream) => ({ ...stream, cut: true })),
  doing: null,
  doing_data: null,
  doing_at: null,
  can: [],
  outcome: `replaced by ${by}, ${incident.affected_streams_total} streams cut, back after 31 s`,
  outcome_data: {
    code: 'engine_replaced',
    by,
    afterMs: 46_000,
    streamsCut: incident.affected_streams_total,
    streamsBack: incident.affected_streams_total,
    backAfterMs: 31_000,
  },
})
