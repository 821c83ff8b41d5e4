import { describe, type Engine, isCallersOwn, lifecycleOf } from '../engines/engine.ts'
import type { IntentStore } from '../engines/ports.ts'
import type { Registry, RegistryChange } from '../engines/registry.ts'
import type { Narrator } from '../journal/domain-event.ts'
import { backoffMs } from '../lib/backoff.ts'
import type { Clock } from '../lib/clock.ts'
import { createEmitter, type Emitter } from '../lib/emitter.ts'
import type { Logger } from '../lib/log.ts'
import { type Loop, startLoop } from '../lib/loop.ts'
import {
  afterMisfortune,
  afterReady,
  afterSurvival,
  type BreakerRecord,
  breakerAt,
  CLOSED,
  YOUNG_MS,
} from './breaker.ts'
import { createBudget } from './budget.ts'
import type { Demand } from './demand.ts'
import type { Executor, Outcome } from './executor.ts'
import type { ImageKeeper } from './image-keeper.ts'
import { judgements } from './judgements.ts'
import { plan } from './plan.ts'
import type { VpnView } from './ports.ts'
import { createRepairs } from './repairs.ts'
import { createShunned } from './shunned.ts'
import type { Plan, Step } from './step.ts'
import type { Policy, World, WorldEngine } from './world.ts'

export interface ReconcilerOptions {
  readonly registry: Registry
  /** The registry is what the runtime says now. Until the first full read nothing may be concluded from it. */
  readonly isCurrent: () => boolean
  readonly executor: Pick<Executor, 'start' | 'operations'>
  readonly image: Pick<ImageKeeper, 'state' | 'wake'>
  readonly demand: Demand
  readonly readEngines: (operations: ReturnType<Executor['operations']>) => readonly WorldEngine[]
  readonly vpn: () => VpnView
  readonly intents: Pick<IntentStore, 'drop'>
  readonly narrator: Narrator
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
  stop(): Promise<void>
}

/** Ages pass without anybody telling: look again this often. */
const REST_MS = 1000
const SHUNNED_FOR_MS = 300_000
const REPLACEMENT_WINDOW_MS = 60_000

/** After a creation that failed, whatever the reason; the breaker takes over where it keeps failing. */
const CREATION_REST = { firstMs: 50, longestMs: 5000 }

const NOTHING_PLANNED: Plan = { steps: [], wanted: 0, blocked: null, notes: new Map() }

export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { registry, executor, clock, policy } = options
  const elapsedMs = () => clock.elapsedMs()
  const shunnedPorts = createShunned<number>(elapsedMs, SHUNNED_FOR_MS)
  const shunnedNames = createShunned<string>(elapsedMs, SHUNNED_FOR_MS)
  const most = Math.max(2, Math.ceil(policy.maxReplicas / 4))
  const replacements = createBudget(elapsedMs, { most, windowMs: REPLACEMENT_WINDOW_MS })
  const repairs = createRepairs(elapsedMs)
  const passed = createEmitter<{ readonly durationMs: number }>()
  const bornAtMs = new Map<string, number>()
  let breaker: BreakerRecord = CLOSED
  let failuresInARow = 0
  let creationRestsUntilMs = 0
  let scale: number | null = null
  let scaleSetAtMs = elapsedMs()
  let last: Plan = NOTHING_PLANNED

  function world(): World {
    const operations = executor.operations()
    const vpn = options.vpn()
    const engines = options.readEngines(operations)
    return {
      policy,
      scale,
      scaleForMs: elapsedMs() - scaleSetAtMs,
      runtimeReachable: options.isCurrent(),
      engines,
      generics: registry
        .containers()
        .filter(({ id }) => !registry.get(id))
        .map((facts) => ({ facts, removal: registry.genericRemovals().get(facts.id) ?? null })),
      takenNames: new Set([
        ...shunnedNames.values(),
        ...[...registry.containers(), ...registry.foreign()].map(({ name }) => name),
      ]),
      takenPorts: shunnedPorts.values(),
      operations,
      requests: options.demand.requests(),
      waiting: options.demand.waiting(),
      image: options.image.state(),
      breaker: breakerAt(breaker, elapsedMs()),
      creationRests: elapsedMs() < creationRestsUntilMs,
      replacementsLeft: replacements.left('unhealthy'),
      vpn,
      repairable: repairs.allowed(engines, vpn),
    }
  }

  async function pass(): Promise<number> {
    const startedAtMs = elapsedMs()
    forgiveSurvivors()
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
    options.demand.settle(last.blocked, making)
    passed.emit({ durationMs: elapsedMs() - startedAtMs })
    return seen.creationRests ? Math.min(REST_MS, creationRestsUntilMs - elapsedMs()) : REST_MS
  }

  /** Replacements and repairs are counted when they begin. */
  function spend(seen: World, steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.kind === 'remove' && step.cause === 'unhealthy') replacements.spend('unhealthy')
      if (step.kind === 'create' || step.cause !== 'vpn') continue
      const vpn = seen.engines.find(({ engine }) => engine.id === step.id)?.engine.make.vpn
      const node = seen.vpn.nodes.find(({ name }) => name === vpn)
      if (node) repairs.spend(step.id, node)
    }
  }

  function onCreateFailed(outcome: Extract<Outcome, { kind: 'create_failed' }>): void {
    const { failure, step } = outcome
    const { name, ports } = step.spec
    options.logger.warn({ engine: name, reason: failure.message }, 'engine not created')
    const isOver = step.requestId !== null && options.demand.creationFailed(step.requestId, failure)
    if (!isOver) {
      failuresInARow++
      creationRestsUntilMs = elapsedMs() + backoffMs(failuresInARow, CREATION_REST)
    }
    switch (failure.kind) {
      case 'port_taken':
        for (const port of failure.port === null ? Object.values(ports) : [failure.port])
          shunnedPorts.add(port)
        return
      case 'name_taken':
        shunnedNames.add(name)
        return
      case 'image_missing':
        options.image.wake()
        return
      case 'vpn_gone':
      case 'unreachable':
        return
      case 'unsupported':
      case 'other':
        if (step.requestId === null) strike('creation', `creating ${name}: ${failure.message}`)
    }
  }

  function strike(kind: 'creation' | 'young_death', reason: string): void {
    const before = breakerAt(breaker, elapsedMs()).state
    breaker = afterMisfortune(breaker, kind, reason, elapsedMs())
    const now = breakerAt(breaker, elapsedMs())
    if (now.state !== 'open' || before === 'open') return
    options.narrator.tell({
      type: 'system',
      category: 'breaker_open',
      message: `no engines are started for ${now.endsInS} s: ${reason}`,
      details: { reason, ends_in_s: now.endsInS },
      engineId: null,
      streamId: null,
    })
  }

  function forgiveSurvivors(): void {
    for (const [id, atMs] of bornAtMs) {
      if (elapsedMs() - atMs < YOUNG_MS) continue
      bornAtMs.delete(id)
      breaker = afterSurvival()
    }
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
      if (outcome.kind === 'created') failuresInARow = 0
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
      if (change.kind === 'gone') {
        bornAtMs.delete(change.engine.id)
        repairs.forget(change.engine.id)
        loop.wake()
        return
      }
      if (!isCallersOwn(change.engine)) learn(change)
      if (isNews(change)) loop.wake()
    },
    stop: () => loop.stop(),
  }

  /** What an engine of the pool tells about whether making engines works. */
  function learn(change: Extract<RegistryChange, { kind: 'changed' }>): void {
    const { engine, before } = change
    if (before === null) return
    if (engine.readyAtMs !== null && before.readyAtMs === null && !engine.restart) {
      bornAtMs.set(engine.id, elapsedMs())
      breaker = afterReady(breaker)
    }
    if (lifecycleOf(engine) === 'failed' && lifecycleOf(before) !== 'failed') onDeath(change)
    if (neverAnswered(engine) && !neverAnswered(before))
      strike('creation', `${describe(engine)} ${engine.health.reason}`)
  }

  /** Dying young counts, wherever it happened: while starting, or soon after the first answer. */
  function onDeath({ engine, before }: Extract<RegistryChange, { kind: 'changed' }>): void {
    const livedMs = elapsedMs() - (bornAtMs.get(engine.id) ?? elapsedMs())
    const wasYoung = bornAtMs.has(engine.id) ? livedMs < YOUNG_MS : before?.readyAtMs === null
    bornAtMs.delete(engine.id)
    if (wasYoung && engine.vpnDown === null)
      strike('young_death', `${describe(engine)} died soon after its start`)
  }
}

/** It was given up on while starting. */
function neverAnswered(engine: Engine): boolean {
  return engine.readyAtMs === null && engine.health.status === 'unhealthy'
}

/** Changes that may call for a step; a probe answered as the one before does not. */
function isNews({ engine, before }: Extract<RegistryChange, { kind: 'changed' }>): boolean {
  if (before === null) return true
  return (
    lifecycleOf(engine) !== lifecycleOf(before) ||
    engine.health.status !== before.health.status ||
    engine.health.failures !== before.health.failures ||
    engine.container !== before.container ||
    engine.handedOutAtMs !== before.handedOutAtMs ||
    engine.stale !== before.stale
  )
}
