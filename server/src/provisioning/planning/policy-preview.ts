import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isCallersOwn } from '../../engines/engine.ts'
import { censusOf } from './census.ts'
import { desired } from './desired.ts'
import { counts, isBusy } from './engine-standing.ts'
import { judged } from './judgements.ts'
import { plan } from './plan.ts'
import { whyProtected } from './previews.ts'
import type { Blocked } from './step.ts'
import type { Policy, World, WorldEngine } from './world.ts'

interface Named {
  readonly id: string
  readonly why: Reason
}

/** What other settings would bring about, beside what happens anyway. */
export interface PolicyPlan {
  readonly wanted: number
  readonly starts: number
  /** Idle ones, which go after their time; and those for which it is over. */
  readonly stops: readonly Named[]
  /** Outdated by it: replaced one at a time, once idle, if outdated ones are. */
  readonly recreates: readonly string[]
  readonly rolls: boolean
  /** Over the maximum, and in use. */
  readonly kept: readonly Named[]
  /** In use now. */
  readonly busy: number
  /** Why nothing can be created for it. */
  readonly blocked: Blocked | null
}

/** The same planner over the same world, with another policy. */
export function policyPlan(world: World, policy: Policy): PolicyPlan {
  const now = judged(world)
  const then = judged({ ...world, policy })
  const need = desired(then)
  const going = stopsOf(then)
  const over = censusOf(then).own.filter(counts).length - going.length - policy.maxReplicas
  return {
    wanted: need.wanted,
    starts: need.missing,
    stops: difference(going, stopsOf(now)),
    recreates: recreatesOf(now, then),
    rolls: policy.rollOutdated,
    kept: then.engines
      .filter((each) => counts(each) && isBusy(each))
      .slice(0, Math.max(0, over))
      .map((each) => ({ id: each.engine.id, why: whyProtected(each) })),
    busy: censusOf(then).busy,
    blocked: need.missing > 0 ? plan(then).blocked : null,
  }
}

/** Beyond every setting. */
const FOR_LONG_MS = 1e12

/** What the planner removes now, and what it removes once all that are idle have been so for long. */
function stopsOf(world: World): readonly Named[] {
  const later = { ...world, engines: world.engines.map(idleForLong) }
  const removals = (seen: World, isMeant: (cause: string) => boolean) =>
    plan(seen).steps.flatMap((step) =>
      step.kind === 'remove' && isMeant(step.cause) ? [{ id: step.id, why: step.why }] : [],
    )
  const atOnce = removals(world, (cause) => cause !== 'outdated')
  const inTime = removals(later, (cause) => cause === 'idle')
  return [...atOnce, ...difference(inTime, atOnce)]
}

function idleForLong(each: WorldEngine): WorldEngine {
  return each.idleForMs === null ? each : { ...each, idleForMs: each.idleForMs + FOR_LONG_MS }
}

function difference(all: readonly Named[], known: readonly Named[]): readonly Named[] {
  const ids = new Set(known.map(({ id }) => id))
  return all.filter(({ id }) => !ids.has(id))
}

/** Of another image nothing is known yet: every engine of the pool is from another one. */
function recreatesOf(now: World, then: World): readonly string[] {
  const isOther = now.policy.spec.image !== then.policy.spec.image
  const before = new Map(now.engines.map(({ engine }) => [engine.id, engine.outdated]))
  return then.engines
    .filter(counts)
    .filter(({ engine }) => engine.container !== null && !isCallersOwn(engine))
    .filter(({ engine }) => (isOther || engine.outdated !== null) && before.get(engine.id) === null)
    .map(({ engine }) => engine.id)
}
