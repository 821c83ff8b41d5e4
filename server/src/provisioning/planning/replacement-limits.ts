import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isExternal, lifecycleOf, takesStreams } from '../../engines/engine.ts'
import type { Desired } from './desired.ts'
import type { World, WorldEngine } from './world.ts'

/** An engine that hangs sooner than this after its start may do so for a reason that its substitute meets too. */
const SOON_MS = 300_000

/** How many engines that hung soon after their start are replaced in a sliding window: each place three times. */
export function relapseLimit(maxReplicas: number): { readonly most: number; readonly windowMs: number } {
  return { most: 3 * maxReplicas, windowMs: SOON_MS }
}

export interface Admitted {
  readonly now: readonly WorldEngine[]
  /** By engine id: what the others wait for. */
  readonly notes: ReadonlyMap<string, Reason>
}

/**
 * Which of the hung engines are replaced now, in the given order. All of them, because viewers wait for engines; except
 * where replacing may not help: while no engine in their network answers, the fault may be ours or the network's, so
 * that a quarter of the pool is tried first; and a pool that keeps hanging soon after its start has a limit.
 */
export function admit(world: World, need: Desired, due: readonly WorldEngine[]): Admitted {
  const now: WorldEngine[] = []
  const notes = new Map<string, Reason>()
  for (const each of due) {
    const note = whyNotYet(world, need, each, now)
    if (note === null) now.push(each)
    else notes.set(each.engine.id, note)
  }
  return { now, notes }
}

function whyNotYet(
  world: World,
  need: Desired,
  each: WorldEngine,
  admitted: readonly WorldEngine[],
): Reason | null {
  const onTrial = trialsIn(networkOf(each), world) + need.missing + inSameNetwork(each, admitted).length
  const isSilent = !inSameNetwork(each, world.engines).some(({ engine }) => takesStreams(engine))
  if (isSilent && onTrial >= mostTrials(world)) return { code: 'replacement_waits_for_an_answer' }
  if (isRelapse(each) && admitted.filter(isRelapse).length >= world.relapsesLeft)
    return { code: 'replacement_waits_for_relapses' }
  return null
}

/** It hung soon after its start. */
export function isRelapse({ hungAfterMs }: WorldEngine): boolean {
  return hungAfterMs !== null && hungAfterMs < SOON_MS
}

function mostTrials({ policy }: World): number {
  return Math.max(2, Math.ceil(policy.maxReplicas / 4))
}

/** Engines there that are on their way to a first answer, or make way for such. */
function trialsIn(network: string | null, { engines, operations }: World): number {
  const creations = operations.filter((each) => each.kind === 'create' && each.node === network)
  const others = engines.filter(
    (each) => !isExternal(each.engine) && networkOf(each) === network && isOnTrial(each),
  )
  return creations.length + others.length
}

function isOnTrial({ engine, busyWith }: WorldEngine): boolean {
  if (busyWith === 'create') return false // counted as the operation
  return busyWith !== null || (lifecycleOf(engine) === 'starting' && engine.health.status !== 'unhealthy')
}

function inSameNetwork(each: WorldEngine, engines: readonly WorldEngine[]): readonly WorldEngine[] {
  return engines.filter((other) => !isExternal(other.engine) && networkOf(other) === networkOf(each))
}

function networkOf({ engine }: WorldEngine): string | null {
  return engine.make.vpn
}
