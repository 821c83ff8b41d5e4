import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { deathReason, isPortOccupied, withCure } from '../../engines/death.ts'
import {
  describe,
  type Engine,
  isAlive,
  isCallersOwn,
  isExternal,
  lifecycleOf,
} from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import type { RegistryChange } from '../../engines/registry.ts'
import type { Lesson } from './experience.ts'

/**
 * What a change of an engine teaches about creating engines. External engines teach nothing; those made as a caller
 * wished teach nothing about the pool's, but for an occupied port; and deaths found after a gap (`isFollowing` false)
 * nothing at all: the runtime may have taken its containers with it.
 */
export function lessonsOf(change: RegistryChange, isFollowing: boolean): readonly Lesson[] {
  const { engine } = change
  if (change.kind === 'gone' || change.before === null) return []
  const { before } = change
  if (isExternal(engine)) return []
  if (isPortOccupied(engine)) return occupied(engine, before)
  if (isCallersOwn(engine)) return []
  return [
    ...answer(engine, before),
    ...(isFollowing ? death(engine, before) : []),
    ...revival(engine, before),
    ...silence(engine, before),
  ]
}

function answer(engine: Engine, before: Engine): Lesson[] {
  const isFirst = engine.readyAtMs !== null && before.readyAtMs === null && !engine.restart
  return isFirst ? [{ kind: 'answered', id: engine.id }] : []
}

/** Once it is given up, by us or by itself. */
function occupied(engine: Engine, before: Engine): Lesson[] {
  if (!isGivenUp(engine) || (isGivenUp(before) && isPortOccupied(before))) return []
  const port = engine.engineSpec.httpPort
  const reason: Reason = {
    code: 'engine_failed',
    engine: describe(engine),
    reason: { code: 'port_occupied', port },
  }
  const requestId = engine.container?.labels[LABELS.request] ?? null
  return [{ kind: 'port_occupied', id: engine.id, port, reason, requestId }]
}

function isGivenUp(engine: Engine): boolean {
  return engine.health.status === 'unhealthy' || lifecycleOf(engine) === 'failed'
}

/** A restart of ours is none: it is `starting` until then. */
function revival(engine: Engine, before: Engine): Lesson[] {
  const isBack = lifecycleOf(before) === 'failed' && isAlive(engine) && !engine.restart
  return isBack ? [{ kind: 'revived', id: engine.id }] : []
}

/** One that had died before its creation was answered was never seen alive. */
export function lessonsOfCreation(engine: Engine): readonly Lesson[] {
  return isCallersOwn(engine) || isPortOccupied(engine) ? [] : death(engine, null)
}

/** A VPN that went away explains the deaths in its network. */
function death(engine: Engine, before: Engine | null): Lesson[] {
  const wasDead = before !== null && lifecycleOf(before) === 'failed'
  if (lifecycleOf(engine) !== 'failed' || wasDead || engine.vpnDown !== null) return []
  const why = withCure(deathReason(engine.container), engine.container)
  const reason: Reason = { code: 'died_young', engine: describe(engine), reason: why }
  return [{ kind: 'died', id: engine.id, livedMs: livedMs(engine), reason }]
}

/** By the runtime's clock alone, so that a restart of ours makes no engine younger. */
function livedMs({ container }: Engine): number | null {
  const startedAtMs = container?.startedAtMs ?? null
  const finishedAtMs = container?.finishedAtMs ?? null
  if (startedAtMs === null || finishedAtMs === null || finishedAtMs < startedAtMs) return null
  return finishedAtMs - startedAtMs
}

/** It was given up on while starting. */
function silence(engine: Engine, before: Engine): Lesson[] {
  if (!neverAnswered(engine) || neverAnswered(before)) return []
  const why: Reason = engine.health.reason ?? { code: 'unspecified' }
  const reason: Reason = { code: 'engine_failed', engine: describe(engine), reason: why }
  return [{ kind: 'never_answered', id: engine.id, reason }]
}

function neverAnswered({ readyAtMs, health }: Engine): boolean {
  return readyAtMs === null && health.status === 'unhealthy'
}
