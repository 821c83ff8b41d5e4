import type { NodeState } from './node/node-state.ts'

/** An operator released a VPN container so that it can be recreated: no engine starts in this one. */
export interface Release {
  /** The container that was released; null: there was none then. */
  readonly containerId: string | null
  /** Monotonic ms at which it ends, should the container never be recreated. */
  readonly untilMs: number
}

/** Nobody is left without engines for longer because a re-creation was begun and forgotten. */
const LASTS_MS = 10 * 60_000

export function releaseOf({ container }: NodeState, elapsedMs: number): Release {
  return { containerId: container?.id ?? null, untilMs: elapsedMs + LASTS_MS }
}

/** Until another container has taken the place of that one, ten minutes at most. */
export function isReleased(
  release: Release | undefined,
  { container }: NodeState,
  elapsedMs: number,
): boolean {
  if (!release || elapsedMs >= release.untilMs) return false
  return container === null || container.id === release.containerId
}
