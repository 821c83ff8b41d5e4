import { failureReason, withCure } from '../../engines/death.ts'
import { describe, type Engine, isCallersOwn, isExternal, lifecycleOf } from '../../engines/engine.ts'
import type { Action, Doing } from '../incident.ts'
import type { GoneEngine, Snapshot } from '../snapshot.ts'
import { cutOn } from './cuts.ts'
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
  return [...found, ...sight.snapshot.gone.flatMap((gone) => vanished(sight, gone) ?? [])]
}

function broken(sight: Sight, engine: Engine): Finding | null {
  const isDead = lifecycleOf(engine) === 'failed'
  const isSilent = engine.health.status === 'unhealthy'
  const isLeaving = engine.removal !== null && !REPAIRS.has(engine.removal.cause)
  if ((!isDead && !isSilent) || isLeaving || (engine.restart !== null && engine.restart.cause !== 'operator'))
    return null
  const sinceMs = isDead ? (engine.container?.finishedAtMs ?? null) : engine.health.sinceMs
  const streams = [
    ...sight.streamsOn(engine.id).map((stream) => affectedStream(stream)),
    ...cutOn(sight, engine.id, sinceMs),
  ]
  const name = describe(engine)
  return {
    key: engineKey(name),
    incident: { code: isDead ? 'engine_failed' : 'engine_unhealthy', engine: name },
    severity: isExternal(engine) && streams.length === 0 ? 'warning' : 'critical',
    subject: { kind: 'engine', id: engine.id, name },
    sinceMs,
    reason: isDead ? withCure(failureReason(engine), engine.container) : engine.health.reason,
    engines: [],
    streams,
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
function vanished(sight: Sight, gone: GoneEngine): Finding | null {
  const forMs = sight.snapshot.nowMs - gone.goneAtMs
  if (gone.cause !== 'outside' || gone.external || forMs > VANISHED_MS) return null
  const cut = cutOn(sight, gone.id, null)
  return {
    key: engineKey(gone.name),
    incident: { code: 'engine_failed', engine: gone.name },
    severity: cut.length > 0 ? 'critical' : 'warning',
    subject: { kind: 'engine', id: gone.id, name: gone.name },
    sinceMs: gone.goneAtMs,
    reason: gone.reason,
    engines: [],
    streams: cut,
    doing: doing({ code: 'replacement_is_created' }),
    can: ['logs'],
    opensAfterMs: 0,
  }
}
