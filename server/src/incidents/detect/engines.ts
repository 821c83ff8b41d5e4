import { failureReason, withCure } from '../../engines/death.ts'
import { describe, type Engine, isCallersOwn, isExternal, lifecycleOf } from '../../engines/engine.ts'
import type { Action, Doing } from '../incident.ts'
import type { GoneEngine, Snapshot } from '../snapshot.ts'
import { affectedStream, doing, engineKey, type Finding, NOTHING_DONE } from './finding.ts'
import type { Sight } from './sight.ts'

/** One that vanished is a finding for so long: what became of it is told by its outcome. */
const VANISHED_MS = 5_000

/**
 * Engines that don't answer or have died, one finding each: an engine that hangs and then dies is one incident. `isCovered`:
 * another finding is the cause.
 */
export function detectEngines(sight: Sight, isCovered: (engine: Engine) => boolean): readonly Finding[] {
  const found = sight.snapshot.engines
    .filter((engine) => !isCovered(engine))
    .flatMap((engine) => broken(sight, engine) ?? [])
  return [...found, ...sight.snapshot.gone.flatMap((gone) => vanished(sight.snapshot, gone) ?? [])]
}

function broken(sight: Sight, engine: Engine): Finding | null {
  const isDead = lifecycleOf(engine) === 'failed'
  const isSilent = engine.health.status === 'unhealthy'
  const isLeaving = engine.removal !== null && !REPAIRS.has(engine.removal.cause)
  if ((!isDead && !isSilent) || isLeaving || (engine.restart !== null && engine.restart.cause !== 'operator'))
    return null
  const streams = sight.streamsOn(engine.id)
  const name = describe(engine)
  return {
    key: engineKey(name),
    incident: { code: isDead ? 'engine_failed' : 'engine_unhealthy', engine: name },
    severity: isExternal(engine) && streams.length === 0 ? 'warning' : 'critical',
    subject: { kind: 'engine', id: engine.id, name },
    sinceMs: isDead ? (engine.container?.finishedAtMs ?? null) : engine.health.sinceMs,
    reason: isDead ? withCure(failureReason(engine), engine.container) : engine.health.reason,
    engines: [],
    streams: streams.map((stream) => affectedStream(stream)),
    doing: isDead ? afterDeath(engine) : whileSilent(sight.snapshot, engine),
    can: actionsFor(engine, isDead),
    opensAfterMs: 0,
  }
}

/** Causes of a removal that mend what is wrong. */
const REPAIRS: ReadonlySet<string> = new Set(['unhealthy', 'failed', 'vpn'])

function afterDeath(engine: Engine): Doing {
  if (isCallersOwn(engine)) return NOTHING_DONE
  return doing({ code: 'replacement_is_created' })
}

function whileSilent({ fleet }: Snapshot, engine: Engine): Doing {
  if (engine.removal !== null) return doing({ code: 'being_replaced', by: null })
  if (engine.restart !== null) return doing({ code: 'restarting', why: engine.restart.why })
  if (isExternal(engine)) return NOTHING_DONE
  const { note, health } = engine
  if (note?.code === 'replaced_unless_it_answers') {
    const atMs = health.sinceMs + fleet.unhealthyGraceMs
    return doing({ code: 'replaced_in', atMs }, atMs)
  }
  return note === null ? NOTHING_DONE : doing(note)
}

function actionsFor(engine: Engine, isDead: boolean): readonly Action[] {
  if (engine.removal !== null) return ['logs']
  if (isExternal(engine)) return ['delete']
  return isDead ? ['logs', 'restart', 'delete'] : ['restart', 'logs', 'drain', 'delete']
}

/** Somebody else removed it, or it went without being found dead before. */
function vanished(snapshot: Snapshot, gone: GoneEngine): Finding | null {
  if (gone.cause !== 'outside' || gone.external || snapshot.nowMs - gone.goneAtMs > VANISHED_MS) return null
  const cut = snapshot.ended.filter((stream) => stream.engineId === gone.id && wasCut(stream.endReason))
  return {
    key: engineKey(gone.name),
    incident: { code: 'engine_failed', engine: gone.name },
    severity: cut.length > 0 ? 'critical' : 'warning',
    subject: { kind: 'engine', id: gone.id, name: gone.name },
    sinceMs: gone.goneAtMs,
    reason: gone.reason,
    engines: [],
    streams: cut.map((stream) => affectedStream(stream, true)),
    doing: doing({ code: 'replacement_is_created' }),
    can: ['logs'],
    opensAfterMs: 0,
  }
}

const CUTS: ReadonlySet<string> = new Set([
  'engine_gone',
  'engine_unhealthy',
  'vpn_lost',
  'lost',
  'session_unknown',
])

/** A stream that ended so was cut: nobody wanted that. */
export function wasCut(endReason: string | null): boolean {
  return endReason !== null && CUTS.has(endReason)
}
