import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { JournalEvent } from '../journal/journal-event.ts'
import { failureReason, wasRestartedOutside } from './death.ts'
import { describe, type Engine, isExternal, lifecycleOf } from './engine.ts'
import type { RegistryChange } from './registry.ts'
import { hasReducedHardening } from './runtime-limits.ts'

const UNSPECIFIED: Reason = { code: 'unspecified' }

/**
 * The journal events in a change of an engine; none for most. `ourStartMs` (Unix ms) separates the engines we created
 * from those we found running.
 */
export function engineEvents(change: RegistryChange, ourStartMs: number): readonly JournalEvent[] {
  const { engine } = change
  return codedEvents(change, ourStartMs).map((event) => ({
    event,
    links: { engineId: engine.id, vpn: engine.engineSpec.vpn },
  }))
}

function codedEvents(change: RegistryChange, ourStartMs: number): readonly CodedEvent[] {
  const { engine } = change
  if (change.kind === 'gone') return isExternal(engine) ? [] : [gone(engine)]
  const { before } = change
  if (before === null) return [firstSeen(engine, ourStartMs)]
  return [
    restarted(engine, before),
    lifecycleChange(engine, before),
    healthChange(engine, before),
    vpnChange(engine, before),
  ].filter((event) => event !== null)
}

function firstSeen(engine: Engine, ourStartMs: number): CodedEvent {
  if (isExternal(engine)) return { code: 'engine.registered', engine: describe(engine) }
  const isOlder = (engine.container?.createdAtMs ?? 0) < ourStartMs
  const found = {
    engine: describe(engine),
    image: engine.container?.image ?? null,
    port: engine.engineSpec.httpPort,
    vpn: engine.engineSpec.vpn,
    reducedHardening: hasReducedHardening(engine),
  }
  return isOlder ? { code: 'engine.adopted', ...found } : { code: 'engine.created', ...found }
}

function gone(engine: Engine): CodedEvent {
  return {
    code: 'engine.removed',
    engine: describe(engine),
    reason: engine.removal?.why ?? { code: 'container_gone' },
    cause: engine.removal?.cause ?? 'outside',
  }
}

function restarted(engine: Engine, before: Engine): CodedEvent | null {
  return wasRestartedOutside(engine, before) ? { code: 'engine.restarted', engine: describe(engine) } : null
}

function lifecycleChange(engine: Engine, before: Engine): CodedEvent | null {
  const now = lifecycleOf(engine)
  const name = describe(engine)
  if (now === lifecycleOf(before)) return null
  switch (now) {
    case 'failed':
      return failed(engine)
    case 'removing':
      return removing(engine)
    case 'draining':
      return { code: 'engine.draining', engine: name, kept: engine.drain?.isKept ?? false }
    case 'starting':
      return engine.restart
        ? { code: 'engine.restarting', engine: name, reason: engine.restart.why }
        : { code: 'engine.starting', engine: name }
    case 'ready':
      return { code: 'engine.ready', engine: name, afterDrain: before.drain !== null }
  }
}

function failed(engine: Engine): CodedEvent {
  return {
    code: 'engine.failed',
    engine: describe(engine),
    reason: failureReason(engine),
    exitCode: engine.container?.exitCode ?? null,
    oomKilled: engine.container?.oomKilled ?? false,
  }
}

function removing(engine: Engine): CodedEvent | null {
  const { removal } = engine
  if (!removal || removal.cause === 'failed') return null // recorded already: it died
  return { code: 'engine.removing', engine: describe(engine), reason: removal.why, cause: removal.cause }
}

function healthChange(engine: Engine, before: Engine): CodedEvent | null {
  const { status, reason } = engine.health
  if (status === before.health.status) return null
  const name = describe(engine)
  if (status === 'unhealthy') return { code: 'health.unhealthy', engine: name, reason: reason ?? UNSPECIFIED }
  const isRecovery = status === 'healthy' && before.health.status === 'unhealthy'
  return isRecovery ? { code: 'health.healthy', engine: name } : null
}

function vpnChange(engine: Engine, before: Engine): CodedEvent | null {
  if ((engine.vpnDown === null) === (before.vpnDown === null)) return null
  const name = describe(engine)
  return engine.vpnDown === null
    ? { code: 'engine.vpn_back', engine: name }
    : { code: 'engine.vpn_lost', engine: name, vpn: engine.engineSpec.vpn, reason: engine.vpnDown }
}
