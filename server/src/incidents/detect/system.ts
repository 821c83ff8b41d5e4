import { affectedEngine, affectedStream, doing, type Finding } from './finding.ts'
import type { Sight } from './sight.ts'

/** What is wrong with the runtime, the database and our own log. */
export function detectSystem(sight: Sight): readonly Finding[] {
  return [runtime(sight), store(sight), settings(sight), log(sight)].filter((found) => found !== null)
}

const SYSTEM = { sinceMs: null, engines: [], streams: [], opensAfterMs: 0 } as const

/** Engines run on without it; those that don't answer can't be replaced, and suffer from it. */
function runtime({ snapshot, streamsOn }: Sight): Finding | null {
  const { kind, reachable, reason } = snapshot.runtime
  if (reachable) return null
  const silent = snapshot.engines.filter(({ health }) => health.status === 'unhealthy')
  return {
    key: 'runtime',
    incident: { code: 'runtime_unreachable', runtime: kind },
    severity: 'critical',
    subject: { kind: 'runtime', id: null, name: kind },
    sinceMs: snapshot.runtime.sinceMs,
    reason,
    engines: silent.map(affectedEngine),
    streams: silent.flatMap(({ id }) => streamsOn(id)).map((stream) => affectedStream(stream)),
    doing: doing({ code: 'runtime_is_asked_again' }),
    can: ['settings'],
    // Its first answer is on its way.
    opensAfterMs: reason?.code === 'runtime_not_asked_yet' ? Number.POSITIVE_INFINITY : 0,
  }
}

function store({ snapshot: { store } }: Sight): Finding | null {
  if (store.ok) return null
  return {
    ...SYSTEM,
    key: 'store',
    incident: { code: 'store_failing' },
    severity: 'critical',
    subject: { kind: 'store', id: null, name: null },
    reason: store.reason,
    doing: doing({ code: 'kept_in_memory' }),
    can: ['settings'],
  }
}

/** What holds instead may be far from what somebody wanted, such as fewer engines. */
function settings({ snapshot: { settings: reason } }: Sight): Finding | null {
  if (reason === null) return null
  return {
    ...SYSTEM,
    key: 'settings',
    incident: { code: 'settings_unused' },
    severity: 'warning',
    subject: { kind: 'settings', id: null, name: null },
    reason,
    doing: doing({ code: 'other_settings_apply' }),
    can: ['settings'],
  }
}

function log({ snapshot: { log } }: Sight): Finding | null {
  if (log.ok) return null
  return {
    ...SYSTEM,
    key: 'log',
    incident: { code: 'log_dropping' },
    severity: 'warning',
    subject: { kind: 'log', id: null, name: null },
    reason: log.reason,
    doing: doing({ code: 'missing_lines_are_counted' }),
    can: [],
  }
}
