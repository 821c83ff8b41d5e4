import { lifecycleOf } from '../../engines/engine.ts'
import type { IntentStore } from '../../engines/ports.ts'
import type { Registry, RegistryChange } from '../../engines/registry.ts'
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Clock } from '../../lib/clock.ts'
import { createEmitter, type Emitter } from '../../lib/emitter.ts'
import type { Logger } from '../../lib/log.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import { breakerAt } from '../experience/breaker.ts'
import { type Experience, INEXPERIENCED, type Lesson, learn } from '../experience/experience.ts'
import { lessonsOf, lessonsOfCreation } from '../experience/lessons.ts'
import { judgements } from '../planning/judgements.ts'
import { plan } from '../planning/plan.ts'
import { isRelapse, relapseLimit } from '../planning/replacement-limits.ts'
import type { Plan, Step } from '../planning/step.ts'
import type { Policy, World, WorldEngine } from '../planning/world.ts'
import type { VpnView } from '../ports.ts'
import { createBudget } from './budget.ts'
import type { EngineRequests } from './engine-requests.ts'
import type { Executor, Outcome } from './executor.ts'
import type { ImageKeeper } from './image-keeper.ts'
import type { Observer } from './observer.ts'
import { createRepairs } from './repairs.ts'

export interface ReconcilerOptions {
  readonly registry: Registry
  readonly observer: Pick<Observer, 'isCurrent' | 'isFollowing' | 'reread'>
  readonly executor: Pick<Executor, 'start' | 'operations'>
  readonly image: Pick<ImageKeeper, 'state' | 'wake'>
  readonly engineRequests: EngineRequests
  readonly readEngines: (operations: ReturnType<Executor['operations']>) => readonly WorldEngine[]
  readonly vpn: () => VpnView
  readonly intents: Pick<IntentStore, 'drop'>
  readonly recorder: EventRecorder
  readonly clock: Clock
  readonly logger: Logger
  readonly policy: Policy
}

/** One beat of provisioning: look, judge, plan, start. Everything else only wakes it. */
export interface Reconciler {
  /** After every pass, with how long it took. */
  readonly passed: Emitter<{ readonly durationMs: number }>
  wake(): void
  /** The world as of now; for previews. */
  world(): World
  lastPlan(): Plan
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
/** Longest that a VPN which does not answer keeps engines out of the others after our start. */
const FIRST_VPN_CHECKS_MS = 10_000

const NOTHING_PLANNED: Plan = { steps: [], wanted: 0, blocked: null, notes: new Map() }

export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { registry, executor, clock, policy } = options
  const elapsedMs = () => clock.elapsedMs()
  const relapses = createBudget(elapsedMs, relapseLimit(policy.maxReplicas))
  const repairs = createRepairs(elapsedMs)
  const passed = createEmitter<{ readonly durationMs: number }>()
  let experience: Experience = INEXPERIENCED
  let scale: number | null = null
  const startedAtMs = elapsedMs()
  let scaleSetAtMs = startedAtMs
  let last: Plan = NOTHING_PLANNED
  const toldWarnings = new Set<string>()

  function world(): World {
    const operations = executor.operations()
    const vpn = options.vpn()
    const engines = options.readEngines(operations)
    const known = [...registry.containers(), ...registry.foreign()].map(({ name }) => name)
    return {
      policy,
      scale,
      scaleForMs: elapsedMs() - scaleSetAtMs,
      runtimeReachable: options.observer.isCurrent(),
      engines,
      generics: registry
        .containers()
        .filter(({ id }) => !registry.get(id))
        .map((facts) => ({ facts, removal: registry.genericRemovals().get(facts.id) ?? null })),
      takenNames: new Set([...experience.takenNames.keys(), ...experience.pendingNames.keys(), ...known]),
      pendingCreations: [...experience.pendingNames.keys()].filter((name) => !known.includes(name)).length,
      takenPorts: new Set(experience.takenPorts.keys()),
      operations,
      requests: options.engineRequests.requests(),
      waiting: options.engineRequests.waiting(),
      image: options.image.state(),
      breaker: breakerAt(experience.breaker, elapsedMs()),
      creationRests: elapsedMs() < experience.restsUntilMs,
      relapsesLeft: relapses.left('unhealthy'),
      vpn,
      vpnChecksPending:
        vpn.nodes.some(({ checked }) => !checked) && elapsedMs() - startedAtMs < FIRST_VPN_CHECKS_MS,
      repairable: repairs.allowed(engines, vpn),
    }
  }

  async function pass(): Promise<number> {
    const beganAtMs = elapsedMs()
    learnFrom({ kind: 'time_passed' })
    for (const [id, judgement] of judgements(world())) {
      const note = registry.get(id)?.note ?? null
      registry.setJudgement(id, { ...judgement, note })
    }
    const seen = world()
    last = plan(seen)
    for (const { engine } of seen.engines) {
      const { outdated, vpnDown } = registry.get(engine.id) ?? engine
      registry.setJudgement(engine.id, { outdated, vpnDown, note: last.notes.get(engine.id) ?? null })
    }
    spend(seen, last.steps)
    for (const step of last.steps) executor.start(step)
    const making = executor.operations().filter(({ kind }) => kind === 'create').length
    options.engineRequests.settle(last.blocked, making)
    passed.emit({ durationMs: elapsedMs() - beganAtMs })
    return seen.creationRests ? Math.min(REST_MS, experience.restsUntilMs - elapsedMs()) : REST_MS
  }

  /** Repairs, and replacements that have a limit, are counted when they begin. */
  function spend(seen: World, steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === 'create') continue
      const each = seen.engines.find(({ engine }) => engine.id === step.id)
      if (each && step.cause === 'unhealthy' && isRelapse(each)) relapses.spend('unhealthy')
      if (step.cause !== 'vpn') continue
      const node = seen.vpn.nodes.find(({ name }) => name === each?.engine.make.vpn)
      if (node) repairs.spend(step.id, node)
    }
  }

  function learnFrom(lesson: Lesson): void {
    if (lesson.kind === 'port_occupied' && lesson.requestId !== null)
      options.engineRequests.creationFailed(lesson.requestId, {
        kind: 'port_taken',
        port: lesson.port,
        reason: lesson.reason,
      })
    const before = breakerAt(experience.breaker, elapsedMs())
    experience = learn(experience, lesson, elapsedMs())
    const { state, endsInS, reason } = breakerAt(experience.breaker, elapsedMs())
    if (state !== 'open' || before.state === 'open') return
    options.recorder.record({
      event: { code: 'system.breaker_open', reason: reason ?? { code: 'unspecified' }, endsInS },
    })
  }

  function onCreateFailed({ failure, step }: Extract<Outcome, { kind: 'create_failed' }>): void {
    const { requestId, spec } = step
    options.logger.warn({ engine: spec.name, reason: failure.reason }, 'engine not created')
    const isGivenUp = requestId !== null && options.engineRequests.creationFailed(requestId, failure)
    const wish = isGivenUp ? 'given_up' : requestId === null ? 'pool' : 'caller'
    learnFrom({ kind: 'create_failed', spec, failure, wish })
    if (failure.kind === 'image_missing') options.image.wake()
    if (failure.kind === 'name_taken' && !failure.foreign) options.observer.reread()
  }

  /** Every creation brings the same ones. */
  function tellWarning(words: string): void {
    if (toldWarnings.has(words)) return
    toldWarnings.add(words)
    options.recorder.record({ event: { code: 'system.runtime_warning', warning: words } })
  }

  function dropIntent(kind: 'remove' | 'restart' | 'drain', id: string): void {
    options.intents.drop(kind, id).catch(() => {
      // The store is down: at worst a wish already fulfilled is read again after our restart and finds nothing to do.
    })
  }

  const loop: Loop = startLoop(clock, pass)

  return {
    passed,
    wake: () => loop.wake(),
    world,
    lastPlan: () => last,
    scale: () => scale,
    setScale: (next) => {
      scale = next
      scaleSetAtMs = elapsedMs()
      loop.wake()
    },
    onOutcome: (outcome) => {
      if (outcome.kind === 'create_failed') onCreateFailed(outcome)
      if (outcome.kind === 'created') {
        outcome.warnings.forEach(tellWarning)
        const engine = registry.get(outcome.id) // it was seen before its creation was answered
        learnFrom({ kind: 'created', id: outcome.id, isAnswering: engine?.readyAtMs != null })
        if (engine) lessonsOfCreation(engine).forEach(learnFrom)
      }
      if (outcome.kind === 'removed') {
        dropIntent('remove', outcome.step.id)
        dropIntent('drain', outcome.step.id)
        dropIntent('restart', outcome.step.id)
      }
      if (outcome.kind === 'restarted' || (outcome.kind === 'failed' && outcome.step.kind === 'restart'))
        dropIntent('restart', outcome.step.id)
      loop.wake()
    },
    onRegistryChange: (change) => {
      lessonsOf(change, options.observer.isFollowing()).forEach(learnFrom)
      if (change.kind === 'gone') {
        repairs.forget(change.engine.id)
        learnFrom({ kind: 'gone', id: change.engine.id })
      }
      if (isNews(change)) loop.wake()
    },
    onRuntimeLost: () => learnFrom({ kind: 'runtime_lost' }),
    stop: () => loop.stop(),
  }
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
