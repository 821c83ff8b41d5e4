import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isAlive } from '../../../engines/engine.ts'
import { censusOf } from '../census.ts'
import type { Desired } from '../desired.ts'
import { counts, isBusy, isIdle, isOutOfDate, isOutsideVpn, serves } from '../engine-standing.ts'
import type { Step } from '../step.ts'
import type { World, WorldEngine } from '../world.ts'
import { admit } from './replacement-limits.ts'

export interface Replacements {
  readonly steps: readonly Step[]
  readonly surge: number
  readonly notes: ReadonlyMap<string, Reason>
}

/** Engines to replace because they are broken or out of date. */
export function planReplacements(world: World, engines: readonly WorldEngine[], need: Desired): Replacements {
  const broken = replaceUnhealthy(world, engines, need)
  const rolled = rollOutdated(world, engines, need)
  return {
    steps: [...broken.steps, ...rolled.steps],
    surge: rolled.surge,
    notes: broken.notes,
  }
}

function replaceUnhealthy(
  world: World,
  engines: readonly WorldEngine[],
  need: Desired,
): Omit<Replacements, 'surge'> {
  const sick = engines
    .filter(
      ({ engine }) => isAlive(engine) && engine.health.status === 'unhealthy' && engine.vpnDown === null,
    )
    .toSorted(firstToReplace)
    .map((each) => ({ each, wait: whyLeftAlone(world, each) }))
  const left = sick.flatMap(({ each, wait }) => (wait === null ? [] : [[each.engine.id, wait] as const]))
  const due = sick.filter(({ wait }) => wait === null).map(({ each }) => each)
  const admitted = admit(world, need, due)
  return {
    steps: admitted.now.map((each) => replacement(world, each)),
    notes: new Map([...left, ...admitted.notes]),
  }
}

/** Idle ones before busy ones; then the youngest, so that failed attempts repeat in the same places and old engines stay. */
function firstToReplace(a: WorldEngine, b: WorldEngine): number {
  return Number(isBusy(a)) - Number(isBusy(b)) || (a.hungAfterMs ?? 0) - (b.hungAfterMs ?? 0)
}

/** Null: it is to be replaced. */
function whyLeftAlone(world: World, each: WorldEngine): Reason | null {
  const { policy } = world
  const forMs = each.unhealthyForMs ?? 0
  if (forMs < policy.unhealthyGraceMs) {
    const leftS = Math.ceil((policy.unhealthyGraceMs - forMs) / 1000)
    return { code: 'replaced_unless_it_answers', inMs: leftS * 1000 }
  }
  const isSpared = each.streams > 0 && each.delivering && forMs < policy.unhealthyBusyMaxMs
  return isSpared ? busyNote(world) : null
}

function busyNote(world: World): Reason {
  const { counted, creations } = censusOf(world)
  const atMaximum = counted - creations.length >= world.policy.maxReplicas
  return { code: 'kept_for_its_stream', atMaximum }
}

function replacement(world: World, { engine, unhealthyForMs }: WorldEngine): Step {
  const reason: Reason = engine.health.reason ?? { code: 'unspecified' }
  const why: Reason = { code: 'unhealthy_for', forMs: unhealthyForMs ?? 0, reason }
  return { kind: 'remove', id: engine.id, why, cause: 'unhealthy', graceMs: world.policy.stopGraceMs }
}

/**
 * Engines that a new one would differ from: one at a time, idle for a while (idle at all during an update that the
 * operator asked for), and never below the wanted number of healthy ones, so that a substitute is made first where there
 * is room for it.
 */
function rollOutdated(
  world: World,
  engines: readonly WorldEngine[],
  need: Desired,
): Pick<Replacements, 'steps' | 'surge'> {
  const { policy } = world
  const graceMs = policy.stopGraceMs
  const stranded = engines
    .filter((each) => counts(each) && isOutsideVpn(each, world) && isIdle(each))
    .map(
      ({ engine }): Step => ({
        kind: 'remove',
        id: engine.id,
        why: { code: 'outside_vpn' },
        cause: 'outdated',
        graceMs,
      }),
    )
  const oldest = engines
    .filter((each) => serves(each, world) && each.engine.outdated !== null && isIdle(each))
    .filter((each) => isDue(world, each))
    .toSorted((a, b) => (b.idleForMs ?? 0) - (a.idleForMs ?? 0))[0]
  if (!oldest || censusOf(world).isRolling) return { steps: stranded, surge: 0 }
  if (!canSpareOne(world, need)) return { steps: stranded, surge: 1 }
  const why: Reason = { code: 'outdated', reason: oldest.engine.outdated ?? { code: 'unspecified' } }
  return {
    steps: [...stranded, { kind: 'remove', id: oldest.engine.id, why, cause: 'outdated', graceMs }],
    surge: 0,
  }
}

function isDue({ policy, isUpdating }: World, each: WorldEngine): boolean {
  if (isUpdating && isOutOfDate(each)) return true
  return policy.rollOutdated && (each.idleForMs ?? 0) >= policy.graceMs
}

/**
 * With no room for a substitute, an update removes first, but only while all wanted ones are healthy: an image that
 * does not work costs one engine, not the fleet.
 */
function canSpareOne(world: World, { wanted, room }: Desired): boolean {
  const { healthy } = censusOf(world)
  return healthy > wanted || (world.isUpdating && room === 0 && healthy === wanted)
}
