// control/: the loop that looks, plans and starts, and what it hands to. Decides nothing that planning/ can.
import type { Registry, RegistryChange } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Logger } from '../../lib/log.ts'
import { startLoop } from '../../lib/loop.ts'
import type { ExperienceKeeper } from '../experience/experience-keeper.ts'
import type { Limits } from '../limits/limits.ts'
import { censusOf } from '../planning/census.ts'
import { judged } from '../planning/judgements.ts'
import { plan } from '../planning/plan.ts'
import type { Pass } from '../planning/step.ts'
import type { World } from '../planning/world.ts'
import type { Scale, WorldView } from '../reading/world-view.ts'
import type { EngineRequests } from '../requests/engine-requests.ts'
import type { Executor, Outcome } from './executor.ts'
import { createLearning, type LearningOptions } from './learning.ts'
import { isNews } from './news.ts'
import { createPlanLog } from './plan-log.ts'

export interface ReconcilerOptions extends LearningOptions {
  readonly registry: Pick<Registry, 'setJudgement'>
  readonly executor: Pick<Executor, 'start' | 'operations'>
  readonly engineRequests: Pick<EngineRequests, 'settle' | 'creationFailed'>
  readonly view: WorldView
  readonly experience: ExperienceKeeper
  readonly limits: Pick<Limits, 'spend' | 'forget'>
  /** What follows from an outcome. */
  readonly conclude: (outcome: Outcome) => void
  readonly clock: Clock
  readonly logger: Logger
}

/** One beat of provisioning: look, judge, plan, start. Everything else only wakes it. */
export interface Reconciler {
  /** After every pass, with how long it took. */
  readonly passed: Emitter<{ readonly durationMs: number }>
  wake(): void
  /** The world as of now; for previews. */
  world(): World
  /** The last pass; before the first one, what it would see and decide now. */
  last(): Pass
  setScale(scale: number | null): void
  scale(): number | null
  onOutcome(outcome: Outcome): void
  onRegistryChange(change: RegistryChange): void
  /** The runtime was away, or may have been. */
  onRuntimeLost(): void
  stop(): Promise<void>
}

/** Ages pass without anybody telling: look again this often. */
const REST_MS = 1000

export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { view, experience, clock } = options
  const passed: Reconciler['passed'] = createEmitter()
  const log = createPlanLog(options.logger)
  const learnFrom = createLearning(options)
  let scale: Scale = { target: null, setAtMs: clock.elapsedMs() }
  let last: Pass | undefined

  const loop = startLoop(clock, async () => {
    const beganAtMs = clock.elapsedMs()
    experience.learn({ kind: 'time_passed' })
    last = decide(view.advance(scale))
    log(last)
    carryOut(options, last)
    passed.emit({ durationMs: clock.elapsedMs() - beganAtMs })
    const restMs = experience.now().restsUntilMs - clock.elapsedMs()
    return last.world.creationRests ? Math.min(REST_MS, restMs) : REST_MS
  })

  return {
    passed,
    wake: loop.wake,
    world: () => view.look(scale),
    last: () => last ?? decide(view.look(scale)),
    scale: () => scale.target,
    setScale: (target) => {
      scale = { target, setAtMs: clock.elapsedMs() }
      loop.wake()
    },
    onOutcome: (outcome) => {
      options.conclude(outcome)
      loop.wake()
    },
    onRegistryChange: (change) => {
      learnFrom(change)
      if (isNews(change)) loop.wake()
    },
    onRuntimeLost: () => experience.learn({ kind: 'runtime_lost' }),
    stop: loop.stop,
  }
}

function decide(seen: World): Pass {
  const world = judged(seen)
  return { world, plan: plan(world) }
}

function carryOut({ registry, executor, ...options }: ReconcilerOptions, { world, plan }: Pass): void {
  for (const { engine } of censusOf(world).own) {
    const { id, outdated, vpnDown } = engine
    registry.setJudgement(id, { outdated, vpnDown, note: plan.notes.get(id) ?? null })
  }
  options.limits.spend(world, plan.steps)
  plan.steps.forEach(executor.start)
  const creating = executor.operations().filter(({ kind }) => kind === 'create').length
  options.engineRequests.settle(plan.blocked, creating)
}
