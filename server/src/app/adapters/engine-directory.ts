import { describe, type Engine, isAlive, isExternal } from '../../engines/engine.ts'
import { isDelivering } from '../../engines/playback.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import type { EngineSigns } from '../../streams/judging/diagnosis.ts'
import type { EngineDirectory, EngineRef } from '../../streams/ports.ts'

/** The registry as the streams domain asks it. */
export function engineDirectory(
  registry: Pick<Registry, 'find' | 'findByAddress'>,
  clock: Pick<Clock, 'elapsedMs' | 'now'>,
): EngineDirectory {
  const refTo = (engine: Engine | undefined): EngineRef | undefined =>
    engine && {
      id: engine.id,
      name: describe(engine),
      dial: engine.dial,
      answering: answers(engine),
      delivering: isDelivering(engine, clock.elapsedMs()),
      signs: signsOf(engine, clock.now()),
    }
  return {
    find: (id) => refTo(registry.find(id)),
    findByAddress: (host, port) => refTo(registry.findByAddress(host, port)),
  }
}

function answers(engine: Engine): boolean {
  return (
    (isExternal(engine) || isAlive(engine)) &&
    engine.health.failures === 0 &&
    engine.vpnDown === null &&
    engine.restart === null
  )
}

function signsOf(engine: Engine, nowMs: number): EngineSigns {
  const { checks, health, resources, engineSpec } = engine
  const answered = checks.findLast(({ reason }) => reason === null)
  const isSilent = health.failures > 0 || health.status === 'unhealthy'
  return {
    silentForMs: isSilent ? Math.max(0, nowMs - (answered?.atMs ?? health.sinceMs)) : null,
    latencyMs: answered?.latencyMs ?? null,
    cpuPercent: resources.cpuPercent,
    lostVpn: engine.vpnDown === null ? null : (engineSpec.vpn ?? ''),
  }
}
