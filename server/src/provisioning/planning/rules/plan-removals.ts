// rules/: one rule of the plan per file, each a pure function over the world.
import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isPortOccupied } from '../../../engines/death.ts'
import { type Engine, isAlive, lifecycleOf } from '../../../engines/engine.ts'
import { censusOf } from '../census.ts'
import { type Desired, lostNodes } from '../desired.ts'
import { counts, isIdle, serves } from '../engine-standing.ts'
import type { Step } from '../step.ts'
import type { World, WorldEngine } from '../world.ts'
import { planReplacements } from './plan-replacements.ts'
import { planForwardedPorts, planVpnRepair } from './plan-vpn.ts'

export interface Removals {
  readonly steps: readonly Step[]
  /** Engines to make beyond the wanted number, so that an old one can go without a gap. */
  readonly surge: number
  readonly notes: ReadonlyMap<string, Reason>
}

/** How long a dead engine stays listed with its reason: so that people see it, and while no replacement is ready. */
const SHOW_FAILED = { leastMs: 3000, mostMs: 60_000 }
/** At the maximum its place is needed. Somebody who restarts it by hand gets this long. */
const PLACE_KEPT_MS = 1000

/** Everything to take away or start again now; each engine gets at most one step, the most urgent. */
export function planRemovals(world: World, need: Desired): Removals {
  const { wanted } = need
  const steps = new Map<string, Step>()
  const notes = new Map<string, Reason>()
  const add = (step: Step) => {
    if (step.kind !== 'create' && !steps.has(step.id)) steps.set(step.id, step)
  }
  const { untouched } = censusOf(world)
  for (const step of wishes(world, untouched)) add(step)
  for (const step of leftovers(world, untouched, need)) add(step)
  for (const step of misplaced(untouched)) add(step)
  for (const step of planVpnRepair(world, untouched)) add(step)
  for (const step of lostShare(world, untouched)) add(step)
  for (const step of planForwardedPorts(world, untouched)) add(step)
  const replacements = planReplacements(world, untouched, need)
  for (const step of replacements.steps) add(step)
  for (const [id, note] of replacements.notes) notes.set(id, note)
  for (const step of surplus(world, untouched, wanted, steps)) add(step)
  return { steps: [...steps.values()], surge: replacements.surge, notes }
}

function wishes(world: World, engines: readonly WorldEngine[]): Step[] {
  const graceMs = world.policy.stopGraceMs
  const removing = engines.flatMap(({ engine }) =>
    engine.removal ? [remove(engine.id, engine.removal.why, engine.removal.cause, graceMs)] : [],
  )
  const generics = world.generics.flatMap(({ facts, removal }) =>
    removal && !censusOf(world).removing.has(facts.id)
      ? [remove(facts.id, removal.why, removal.cause, graceMs)]
      : [],
  )
  const restarting = engines.flatMap(({ engine }) => restartOf(world, engine))
  const drained = engines
    .filter((each) => isDrainedToGo(each.engine) && isIdle(each) && isAlive(each.engine))
    .map(({ engine }) => remove(engine.id, { code: 'drained' }, 'drained', graceMs))
  return [...removing, ...generics, ...restarting, ...drained]
}

const isDrainedToGo = ({ drain }: Engine): boolean => drain !== null && !drain.isKept

/** In place; but nothing is ever started outside a VPN that is configured, so one left there is recreated inside. */
function restartOf({ policy, vpn }: World, { id, container, restart }: Engine): Step[] {
  if (!restart) return []
  const graceMs = policy.stopGraceMs
  if (vpn.configured && container?.networkOwner === null)
    return [remove(id, { code: 'recreated_inside_vpn', reason: restart.why }, restart.cause, graceMs)]
  return [{ kind: 'restart', id, ...restart, graceMs }]
}

/**
 * Containers that have stopped. A dead engine is shown until its replacement is ready, a few seconds at least, a minute
 * at most; where there is no room for a replacement it makes way for it.
 */
function leftovers(world: World, engines: readonly WorldEngine[], { wanted, short }: Desired): Step[] {
  const ready = censusOf(world).own.filter(
    (each) => counts(each) && lifecycleOf(each.engine) === 'ready' && each.engine.health.status === 'healthy',
  ).length
  const showForMs = ready >= wanted ? SHOW_FAILED.leastMs : SHOW_FAILED.mostMs
  const dead = engines
    .filter(({ engine }) => !isAlive(engine) && !engine.restart)
    .toSorted((a, b) => (b.failedForMs ?? 0) - (a.failedForMs ?? 0))
  const isDue = ({ engine, failedForMs }: WorldEngine, index: number) =>
    engine.container?.status === 'created' ||
    (failedForMs ?? 0) >= (index < short ? PLACE_KEPT_MS : showForMs)
  return dead.filter(isDue).map(({ engine }) => remove(engine.id, { code: 'cleaned_up' }, 'failed', 0))
}

/** Engines that will never answer because something else holds their port; the next ones are given other ports. */
function misplaced(engines: readonly WorldEngine[]): Step[] {
  return engines
    .filter(({ engine }) => isAlive(engine) && isPortOccupied(engine) && engine.health.status === 'unhealthy')
    .map(({ engine }) =>
      remove(engine.id, { code: 'port_occupied', port: engine.engineSpec.httpPort }, 'failed', 0),
    )
}

/** Engines of a VPN that has been down so long that the others take over its share. */
function lostShare(world: World, engines: readonly WorldEngine[]): Step[] {
  const lost = lostNodes(world)
  return engines.flatMap(({ engine: { id, engineSpec } }) =>
    engineSpec.vpn !== null && lost.has(engineSpec.vpn)
      ? [remove(id, { code: 'vpn_share_taken_over', vpn: engineSpec.vpn }, 'vpn', 0)]
      : [],
  )
}

/**
 * Idle engines over the wanted number: at once where the operator asked for fewer, after ENGINE_GRACE_PERIOD_S where there
 * are more than the maximum, else after their time.
 */
function surplus(
  world: World,
  engines: readonly WorldEngine[],
  wanted: number,
  planned: ReadonlyMap<string, Step>,
): Step[] {
  const { policy } = world
  const serving = new Set(
    censusOf(world).own.filter((each) => serves(each, world) && !planned.has(each.engine.id)),
  )
  const over = serving.size - wanted
  if (over <= 0) return []
  const ttlMs = policy.autoDelete ? Math.min(policy.graceMs, policy.idleTtlMs) : policy.idleTtlMs
  const overMaximum = censusOf(world).own.filter(counts).length - policy.maxReplicas
  return engines
    .filter((each) => serving.has(each) && isIdle(each))
    .toSorted(firstToGo)
    .slice(0, over)
    .filter(({ idleForMs }, index) =>
      isDue(idleForMs ?? 0, index < overMaximum ? Math.min(policy.graceMs, ttlMs) : ttlMs, world),
    )
    .map(({ engine }) => remove(engine.id, { code: 'idle_over_target' }, 'idle', policy.stopGraceMs))
}

function isDue(idleForMs: number, ttlMs: number, world: World): boolean {
  return idleForMs >= ttlMs || (world.scale !== null && idleForMs >= world.scaleForMs)
}

/** Outdated ones first, the holder of the forwarded port last, between them the longest idle first. */
function firstToGo(a: WorldEngine, b: WorldEngine): number {
  return (
    Number(b.engine.outdated !== null) - Number(a.engine.outdated !== null) ||
    Number(a.engine.engineSpec.forwarded) - Number(b.engine.engineSpec.forwarded) ||
    (b.idleForMs ?? 0) - (a.idleForMs ?? 0) ||
    a.engine.id.localeCompare(b.engine.id)
  )
}

function remove(id: string, why: Reason, cause: RemovalCause, graceMs: number): Step {
  return { kind: 'remove', id, why, cause, graceMs }
}
