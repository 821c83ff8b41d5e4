// detect/: what is wrong in a snapshot. Pure; one cause covers what follows from it.
import type { Engine } from '../../engines/engine.ts'
import { detectEngines } from './engines.ts'
import type { Finding } from './finding.ts'
import { detectFleet } from './fleet.ts'
import { detectNotifiers } from './notifiers.ts'
import type { Sight } from './sight.ts'
import { detectStreams } from './streams.ts'
import { detectSystem } from './system.ts'
import { detectVpns } from './vpns.ts'

const NONE: ReadonlySet<string> = new Set()

/** All that is wrong, the causes first. `suspects`: ids of engines whose incident is still open. */
export function detect(sight: Sight, suspects = NONE): readonly Finding[] {
  const system = detectSystem(sight)
  const vpns = detectVpns(sight)
  const isRuntimeLost = has(system, 'runtime_unreachable')
  const lost = new Set(vpns.filter(isOf('vpn_down')).flatMap(({ engines }) => engines.map(({ id }) => id)))
  const isCaused = (engine: Engine) => isRuntimeLost || lost.has(engine.id) || engine.vpnDown !== null
  const engines = detectEngines(sight, isCaused)
  const broken = new Set(engines.map(({ subject }) => subject.id))
  const causes = [...system, ...vpns, ...engines]
  const affected = new Set(causes.flatMap(({ streams }) => streams.map(({ id }) => id)))
  const fleet = detectFleet(sight, {
    engine: (engine) => isCaused(engine) || broken.has(engine.id) || suspects.has(engine.id),
    blocked: (code) =>
      (code === 'runtime_unavailable' && isRuntimeLost) ||
      (code === 'vpn_disconnected' && has(vpns, 'vpn_down')),
  })
  const streams = detectStreams(sight, ({ id, engineId }) => affected.has(id) || broken.has(engineId))
  return [...causes, ...fleet, ...streams, ...detectNotifiers(sight)]
}

function isOf(code: Finding['incident']['code']): (finding: Finding) => boolean {
  return ({ incident }) => incident.code === code
}

function has(findings: readonly Finding[], code: Finding['incident']['code']): boolean {
  return findings.some(isOf(code))
}
