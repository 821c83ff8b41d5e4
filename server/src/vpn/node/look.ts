import { isSameRun, type NodeState, type Observation } from './node-state.ts'

/** After a missed check: the next ones decide whether it was a blip. */
const AFTER_MISS_MS = 1000
/** While it connects engines wait for it; what takes longer than a tunnel does is likely to take much longer. */
const CONNECTING = { quickMs: 500, quickForMs: 30_000, slowMs: 2000 }

/** How long to wait until the next look. */
export function restMs(state: NodeState, elapsedMs: number, intervalMs: number): number {
  if (state.verdict.state === 'connecting') {
    const isQuick = elapsedMs - state.since.elapsedMs < CONNECTING.quickForMs
    return Math.min(isQuick ? CONNECTING.quickMs : CONNECTING.slowMs, intervalMs)
  }
  return state.misses > 0 ? Math.min(AFTER_MISS_MS, intervalMs) : intervalMs
}

/** Whether the control server can be asked. Also while the runtime does not answer: what ran a moment ago may still run. */
export function mayAsk({ container }: NodeState, seen: Observation['container']): boolean {
  if (seen.kind === 'unknown') return container?.status === 'running'
  return seen.kind === 'found' && seen.facts.status === 'running'
}

/** Docker alone shows something that must not wait for a control server that hangs: another run, another health. */
export function isNews({ lookedAtMs, container }: NodeState, seen: Observation['container']): boolean {
  if (lookedAtMs === null || seen.kind !== 'found') return false
  return !isSameRun(container, seen.facts) || container?.health !== seen.facts.health
}

/** Equal except for times and what can wait for the next change to be shown. */
export function isSameForOthers(before: NodeState, after: NodeState): boolean {
  return JSON.stringify(essenceOf(before)) === JSON.stringify(essenceOf(after))
}

function essenceOf(state: NodeState): unknown {
  const { container, control, verdict, runtimeReason, port, reconnectedAtMs } = state
  const facts = container && [container.id, container.startedAtMs, container.status, container.health]
  const network = container && [
    [...container.published],
    [...container.occupiedPorts],
    container.sharesNetwork,
  ]
  const ip = control?.kind === 'ok' ? control.publicIp : null
  return [facts, network, verdict, runtimeReason, port.current, reconnectedAtMs, ip]
}
