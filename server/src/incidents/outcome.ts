import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { describe, type Engine, isExternal, takesStreams } from '../engines/engine.ts'
import { cutsOf } from './affected.ts'
import type { Sight } from './detect/sight.ts'
import { type Incident, isKnownCode } from './incident.ts'

/** An incident whose finding is gone. */
interface Over {
  readonly incident: Incident
  readonly sight: Sight
  /** Why the incident that it now belongs to is; null: it belongs to none. */
  readonly cause: Reason | null
  readonly afterMs: number
}

/** How it ended; null: it has not, or nobody can tell yet, as after our start. */
export function outcomeOf(incident: Incident, sight: Sight, cause: Reason | null): Reason | null {
  const afterMs = Math.max(0, sight.snapshot.nowMs - incident.openedAtMs)
  if (!isKnownCode(incident.code)) return { code: 'no_longer_looked_for', afterMs }
  return OUTCOMES[incident.subject.kind]({ incident, sight, cause, afterMs })
}

const OUTCOMES: { readonly [K in Incident['subject']['kind']]: (over: Over) => Reason | null } = {
  engine: engineOutcome,
  vpn: vpnOutcome,
  stream: streamOutcome,
  fleet: fleetOutcome,
  runtime: ({ sight, afterMs }) =>
    sight.snapshot.runtime.reachable ? { code: 'runtime_answers_again', afterMs } : null,
  store: ({ afterMs }) => ({ code: 'store_works_again', afterMs }),
  settings: ({ afterMs }) => ({ code: 'settings_in_order_again', afterMs }),
  log: ({ afterMs }) => ({ code: 'log_is_read_again', afterMs }),
  notifier: ({ incident, sight, afterMs }) =>
    sight.snapshot.notifiers.some(({ id }) => id === incident.subject.id)
      ? { code: 'notifier_works_again', afterMs }
      : { code: 'notifier_no_longer_used', afterMs },
}

/** It lasts until the engine answers or is gone: one that is being restarted is not well yet. */
function engineOutcome(over: Over): Reason | null {
  const { incident, sight, cause, afterMs } = over
  const engine = sight.engine(incident.subject.id)
  if (engine === undefined) return sight.snapshot.wasRead ? afterRemoval(over) : null
  if (cause !== null) return { code: 'part_of_another', reason: cause, afterMs }
  if (!isWell(engine)) return null
  return incident.code === 'engine_failed'
    ? { code: 'engine_runs_again', ...cutsOf(incident), afterMs }
    : { code: 'engine_answers_again', afterMs }
}

function isWell({ health, restart, removal }: Engine): boolean {
  return health.status === 'healthy' && restart === null && removal === null
}

function afterRemoval({ incident, sight, afterMs }: Over): Reason {
  const gone = sight.gone(incident.subject.id)
  const cuts = cutsOf(incident)
  return gone === undefined || isRepair(gone.cause)
    ? { code: 'engine_replaced', by: successorOf(incident, sight), ...cuts, afterMs }
    : { code: 'engine_gone', reason: gone.reason, ...cuts, afterMs }
}

/** The removal mends what is wrong, or somebody else removed it: another engine takes its place. */
function isRepair(cause: RemovalCause | 'outside'): boolean {
  return cause === 'unhealthy' || cause === 'failed' || cause === 'vpn' || cause === 'outside'
}

/** The engine that took its name, else the first that was created since the incident began; null: none yet. */
function successorOf({ subject, openedAtMs }: Incident, { snapshot, gone }: Sight): string | null {
  const vpn = gone(subject.id)?.vpn
  const younger = snapshot.engines
    .filter((each) => !isExternal(each) && each.firstSeenMs >= openedAtMs && each.id !== subject.id)
    .filter(({ engineSpec }) => vpn === undefined || engineSpec.vpn === vpn)
    .toSorted((a, b) => a.firstSeenMs - b.firstSeenMs)
  const successor = younger.find((each) => describe(each) === subject.name) ?? younger[0]
  return successor === undefined ? null : describe(successor)
}

function vpnOutcome({ incident, sight, cause, afterMs }: Over): Reason | null {
  const vpn = sight.snapshot.vpns.find(({ name }) => name === incident.subject.id)
  if (vpn === undefined) return { code: 'vpn_no_longer_used', afterMs }
  if (!vpn.checked) return null
  switch (incident.code) {
    case 'vpn_leaking':
      return { code: 'leak_is_over', afterMs }
    case 'vpn_impaired':
      return cause === null
        ? { code: 'vpn_in_order_again', afterMs }
        : { code: 'part_of_another', reason: cause, afterMs }
    default:
      return { code: 'vpn_connected_again', ...cutsOf(incident), afterMs }
  }
}

function streamOutcome({ incident, sight, cause, afterMs }: Over): Reason | null {
  if (!sight.snapshot.wasRead) return null
  const same = sight.playing(incident.streams[0]?.content)
  const again = same.find(({ phase }) => phase === 'active')
  if (again !== undefined)
    return { code: 'stream_plays_again', engine: again.engineName ?? again.engineId.slice(0, 12), afterMs }
  if (cause !== null) return { code: 'part_of_another', reason: cause, afterMs }
  const isPlaying = same.some(({ id }) => id === incident.subject.id)
  if (incident.code === 'stream_stalled') return isPlaying ? null : { code: 'stream_ended', afterMs }
  return same.length > 0 ? null : { code: 'stream_not_started_again', afterMs }
}

function fleetOutcome({ incident, sight, cause, afterMs }: Over): Reason | null {
  const { snapshot } = sight
  if (!snapshot.wasRead) return null
  if (incident.code === 'capacity_full') return { code: 'engine_free_again', afterMs }
  if (cause !== null) return { code: 'part_of_another', reason: cause, afterMs }
  if (incident.code === 'engines_blocked') return { code: 'engines_created_again', afterMs }
  const serving = snapshot.engines.find(takesStreams)
  if (serving === undefined && snapshot.fleet.wanted > 0) return null
  return { code: 'engine_serves_again', engine: serving === undefined ? null : describe(serving), afterMs }
}

/** What became known since it was resolved: who took the engine's place, and which streams play again. */
export function laterOutcome(incident: Incident, sight: Sight): Reason | null {
  const { outcome } = incident
  if (outcome === null || !('streamsCut' in outcome)) return outcome
  const seen = { ...outcome, ...cutsOf(incident) }
  return seen.code === 'engine_replaced' && seen.by === null
    ? { ...seen, by: successorOf(incident, sight) }
    : seen
}
