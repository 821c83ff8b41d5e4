/** Incidents and rules as alerts see them. */
import type { AlertRule } from '../../server/src/alerts/rules/rule.ts'
import { DEFAULT_RULE } from '../../server/src/alerts/rules/rule.ts'
import type { Incident } from '../../server/src/incidents/incident.ts'
import { T0 } from './world.ts'

export function anIncident(change: Partial<Incident> = {}): Incident {
  const id = change.id ?? 'i-1'
  const openedAtMs = change.openedAtMs ?? T0
  return {
    id,
    key: `engine:${id}`,
    code: 'engine_unhealthy',
    params: { engine: id },
    message: `${id} does not answer`,
    severity: 'critical',
    subject: { kind: 'engine', id, name: id },
    reason: { code: 'probe_timeout', timeoutMs: 5000 },
    firstOpenedAtMs: openedAtMs,
    updatedAtMs: openedAtMs,
    resolvedAtMs: null,
    count: 1,
    engines: [],
    streams: [],
    doing: null,
    can: [],
    outcome: null,
    ...change,
    openedAtMs,
  }
}

export function aRule(change: Partial<AlertRule> = {}): AlertRule {
  return { ...DEFAULT_RULE, id: 'rule', ...change }
}
