import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Engine } from './engine.ts'
import type { ContainerFacts } from './ports.ts'

/** It never answered, and what answers in its place holds its HTTP port in the network they share. */
export function isPortOccupied({ readyAtMs, health }: Engine): boolean {
  return readyAtMs === null && (health.foreignAnswers ?? 0) > 0
}

/** Why an engine has stopped. */
export function failureReason(engine: Engine): Reason {
  const death = deathReason(engine.container)
  if (!isPortOccupied(engine)) return death
  return { code: 'all', reasons: [death, { code: 'port_occupied', port: engine.engineSpec.httpPort }] }
}

/**
 * Where a state is shown, its reason says what helps as well; each death that is recorded does not, since all that die of
 * the same would repeat it.
 */
export function withCure(reason: Reason, facts: ContainerFacts | null): Reason {
  return facts?.cure ? { code: 'with_cure', reason, cure: facts.cure } : reason
}

/** Why a container is dead, from what the runtime kept of it. */
export function deathReason(facts: ContainerFacts | null): Reason {
  if (!facts) return { code: 'container_gone' }
  const { exitCode, oomKilled, error, lastWords = null } = facts
  return { code: 'exited', exitCode, oomKilled, error, lastWords }
}

/** Its container was stopped and started, or only started, by somebody else, since `before` was seen. */
export function wasRestartedOutside(engine: Engine, before: Engine): boolean {
  const was = before.container?.startedAtMs ?? null
  const is = engine.container?.startedAtMs ?? null
  return was !== null && is !== null && is > was && before.restart === null
}
