// control/: the loop that looks, plans and starts, and what it hands to. Decides nothing that planning/ can.
import { lifecycleOf } from '../../engines/engine.ts'
import type { Registry, RegistryChange } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Logger } from '../../lib/log.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { Lesson } from '../experience/experience.ts'
import { lessonsOf } from '../experience/lessons.ts'
import { censusOf } from '../planning/census.ts'
import { desired } from '../planning/desired.ts'
import { judgements } from '../planning/judgements.ts'
import { plan } from '../planning/plan.ts'
import { planLine } from '../planning/plan-line.ts'
import type { Plan } from '../planning/step.ts'
import type { World } from '../planning/world.ts'
import type { Scale, WorldView } from '../reading/world-view.ts'
import type { EngineRequests } from '../requests/engine-requests.ts'
import type { Executor, Outcome } from './executor.ts'
import type { ExperienceKeeper } from './experience-keeper.ts'
import type { Limits } from './limits.ts'
import type { Observer } from './observer.ts'

export interface ReconcilerOptions {
  readonly registry: Registry
  readonly observer: Pick<Observer, 'isFollowing'>
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

/** What one pass saw and decided. */
export interface Pass {
  readonly world: World
  readonly plan: Plan
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
  const { registry, executor, engineRequests, view, experience, clock } = options
  const passed = createEmitter<{ readonly durationMs: number }>()
  let scale: Scale = { target: null, setAtMs: clock.elapsedMs() }
  let last: Pass | undefined
  let lastLine: string | null = null

  async function pass(): Promise<number> {
    const beganAtMs = clock.elapsedMs()
    experience.learn({ kind: 'time_passed' })
    const world = judged(view.advance(scale))
    last = { world, plan: plan(world) }
    carryOut(last)
    passed.emit({ durationMs: clock.elapsedMs() - beganAtMs })
    const restMs = experience.now().restsUntilMs - clock.elapsedMs()
    return world.creationRests ? Math.min(REST_MS, restMs) : REST_MS
  }

  function carryOut(pass: Pass): void {
    const { world, plan } = pass
    for (const { engine } of censusOf(world).own) {
      const { id, outdated, vpnDown } = engine
      registry.setJudgement(id, { outdated, vpnDown, note: plan.notes.get(id) ?? null })
    }
    log(pass)
    options.limits.spend(world, plan.steps)
    for (const step of plan.steps) executor.start(step)
    const creating = executor.operations().filter(({ kind }) => kind === 'create').length
    engineRequests.settle(plan.blocked, creating)
  }

  /** Once for each plan that differs, so that waiting is one line. */
  function log({ world, plan }: Pass): void {
    const isShort = desired(world).missing + world.requests.length + world.waiting > 0
    const line = planLine(plan, isShort)
    if (line !== null && (line !== lastLine || plan.steps.length > 0))
      options.logger.info({ plan: line }, 'plan')
    lastLine = line
  }

  function learn(lesson: Lesson): void {
    if (lesson.kind === 'port_occupied' && lesson.requestId !== null) {
      const { port, reason } = lesson
      engineRequests.creationFailed(lesson.requestId, { kind: 'port_taken', port, reason })
    }
    experience.learn(lesson)
  }

  const loop: Loop = startLoop(clock, pass)

  return {
    passed,
    wake: () => loop.wake(),
    world: () => view.look(scale),
    last: () => {
      if (last) return last
      const world = judged(view.look(scale))
      return { world, plan: plan(world) }
    },
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
      lessonsOf(change, options.observer.isFollowing()).forEach(learn)
      if (change.kind === 'gone') {
        options.limits.forget(change.engine.id)
        learn({ kind: 'gone', id: change.engine.id })
      }
      if (isNews(change)) loop.wake()
    },
    onRuntimeLost: () => learn({ kind: 'runtime_lost' }),
    stop: () => loop.stop(),
  }
}

/** The world with each engine as it is judged in it. */
function judged(world: World): World {
  const found = judgements(world)
  const engines = world.engines.map((each) => ({
    ...each,
    engine: { ...each.engine, ...found.get(each.engine.id) },
  }))
  return { ...world, engines }
}

/** Changes that may call for a step; a probe answered as the one before does not. */
function isNews(change: RegistryChange): boolean {
  if (change.kind === 'gone' || change.before === null) return true
  const { engine, before } = change
  return (
    lifecycleOf(engine) !== lifecycleOf(before) ||
    engine.health.status !== before.health.status ||
    engine.health.failures !== before.health.failures ||
    engine.container !== before.container ||
    engine.handedOutAtMs !== before.handedOutAtMs ||
    engine.stale !== before.stale
  )
}
