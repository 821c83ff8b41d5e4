import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { lifecycleOf, takesStreams } from '../../../engines/engine.ts'
import { censusOf } from '../census.ts'
import type { Desired } from '../desired.ts'
import type { World, WorldEngine } from '../world.ts'

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
  const networks = new Map<string | null, Network>()
  let relapses = 0
  for (const each of due) {
    const name = networkOf(each)
    const network = networks.get(name) ?? readNetwork(world, need, name)
    networks.set(name, network)
    if (network.isSilent && network.onTrial >= mostTrials(world))
      notes.set(each.engine.id, { code: 'replacement_waits_for_an_answer' })
    else if (isRelapse(each) && relapses >= world.relapsesLeft)
      notes.set(each.engine.id, { code: 'replacement_waits_for_relapses' })
    else {
      now.push(each)
      network.onTrial++
      relapses += Number(isRelapse(each))
    }
  }
  return { now, notes }
}

interface Network {
  /** None of its engines answers. */
  readonly isSilent: boolean
  /** Engines there that are on their way to a first answer, or make way for such. */
  onTrial: number
}

function readNetwork(world: World, need: Desired, name: string | null): Network {
  const { byVpn, creations } = censusOf(world)
  const engines = byVpn.get(name) ?? []
  const coming = creations.filter(({ node }) => node === name).length + need.missing
  return {
    isSilent: !engines.some(({ engine }) => takesStreams(engine)),
    onTrial: coming + engines.filter(isOnTrial).length,
  }
}

/** It hung soon after its start. */
export function isRelapse({ hungAfterMs }: WorldEngine): boolean {
  return hungAfterMs !== null && hungAfterMs < SOON_MS
}

function mostTrials({ policy }: World): number {
  return Math.max(2, Math.ceil(policy.maxReplicas / 4))
}

function isOnTrial({ engine, busyWith }: WorldEngine): boolean {
  if (busyWith === 'create') return false // counted as the operation
  return busyWith !== null || (lifecycleOf(engine) === 'starting' && engine.health.status !== 'unhealthy')
}

function networkOf({ engine }: WorldEngine): string | null {
  return engine.engineSpec.vpn
}
