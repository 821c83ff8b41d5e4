import type { DomainEvent } from '../journal/domain-event.ts'
import {
  describe,
  type Engine,
  failureReason,
  isExternal,
  lifecycleOf,
  wasRestartedOutside,
} from './engine.ts'
import type { RegistryChange } from './registry.ts'
import { hasReducedHardening } from './runtime-limits.ts'

type Story = Omit<DomainEvent, 'atMs'>

/**
 * What a change of an engine tells people; nothing for the many that tell nothing. `ourStartMs` (Unix ms) parts the
 * engines we made from those we found running.
 */
export function narrate(change: RegistryChange, ourStartMs: number): readonly Story[] {
  if (change.kind === 'gone') return isExternal(change.engine) ? [] : [tellGone(change.engine)]
  const { engine, before } = change
  if (before === null) return [tellSeen(engine, ourStartMs)]
  return [
    tellRestart(engine, before),
    tellLifecycle(engine, before),
    tellHealth(engine, before),
    tellVpn(engine, before),
  ].filter((story) => story !== null)
}

function story(
  engine: Engine,
  type: Story['type'],
  category: string,
  message: string,
  details: Story['details'] = {},
): Story {
  return {
    type,
    category,
    message: `${describe(engine)} ${message}`,
    details,
    engineId: engine.id,
    streamId: null,
  }
}

function tellSeen(engine: Engine, ourStartMs: number): Story {
  if (isExternal(engine)) return story(engine, 'engine', 'registered', 'was registered as an external engine')
  const isOlder = (engine.container?.createdAtMs ?? 0) < ourStartMs
  const [category, happened] = isOlder ? ['adopted', 'was adopted as it runs'] : ['created', 'was created']
  const how = hasReducedHardening(engine)
    ? ' with reduced hardening (this Docker runs none with init and no-new-privileges)'
    : ''
  return story(engine, 'engine', category, `${happened}${how}, on port ${engine.make.httpPort}`, {
    image: engine.container?.image,
    port: engine.make.httpPort,
    vpn: engine.make.vpn,
  })
}

function tellGone(engine: Engine): Story {
  const why = engine.removal?.why ?? 'its container is gone'
  return story(engine, 'engine', 'removed', `is gone: ${why}`, { cause: engine.removal?.cause ?? 'outside' })
}

function tellRestart(engine: Engine, before: Engine): Story | null {
  if (!wasRestartedOutside(engine, before)) return null
  return story(engine, 'engine', 'restarted', 'was restarted by somebody else, e.g. by hand or by autoheal')
}

function tellLifecycle(engine: Engine, before: Engine): Story | null {
  const now = lifecycleOf(engine)
  if (now === lifecycleOf(before)) return null
  switch (now) {
    case 'failed':
      return story(engine, 'engine', 'failed', `died: ${failureReason(engine)}`, {
        exit_code: engine.container?.exitCode ?? null,
        oom_killed: engine.container?.oomKilled ?? false,
      })
    case 'removing':
      if (engine.removal?.cause === 'failed') return null // told already: it died
      return story(engine, 'engine', 'removing', `is being removed: ${engine.removal?.why}`, {
        cause: engine.removal?.cause,
      })
    case 'draining':
      return story(engine, 'engine', 'draining', 'takes no new streams and goes when its last one ends')
    case 'starting':
      return engine.restart
        ? story(engine, 'engine', 'restarting', `is being restarted: ${engine.restart.why}`)
        : story(engine, 'engine', 'starting', 'is starting')
    case 'ready':
      return story(
        engine,
        'engine',
        'ready',
        before.drainSinceMs === null ? 'is ready' : 'takes streams again',
      )
  }
}

function tellHealth(engine: Engine, before: Engine): Story | null {
  const { status, reason } = engine.health
  if (status === before.health.status || before.health.status === 'unknown') {
    return status === 'unhealthy' && before.health.status === 'unknown'
      ? story(engine, 'health', 'unhealthy', `is unhealthy: ${reason}`, { reason })
      : null
  }
  if (status === 'unhealthy')
    return story(engine, 'health', 'unhealthy', `is unhealthy: ${reason}`, { reason })
  return status === 'healthy' ? story(engine, 'health', 'healthy', 'is healthy again') : null
}

function tellVpn(engine: Engine, before: Engine): Story | null {
  if ((engine.vpnDown === null) === (before.vpnDown === null)) return null
  return engine.vpnDown === null
    ? story(engine, 'engine', 'vpn_back', 'has its VPN back')
    : story(engine, 'engine', 'vpn_lost', `is without its VPN: ${engine.vpnDown}`, { vpn: engine.make.vpn })
}
