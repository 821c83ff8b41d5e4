import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Registry } from '../../engines/registry.ts'
import type { Clock } from '../../lib/clock.ts'
import { createLimiter, type Limiter } from '../../lib/concurrency/limiter.ts'
import { DomainError, isAbort, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { Step } from '../planning/step.ts'
import type { Operation } from '../planning/world.ts'
import type { CreateFailure, EngineContainers } from '../ports.ts'

/** What came of a step, for whoever keeps count. */
export type Outcome =
  | {
      readonly kind: 'created'
      readonly step: StepOf<'create'>
      readonly id: string
      readonly warnings: readonly string[]
    }
  | { readonly kind: 'create_failed'; readonly step: StepOf<'create'>; readonly failure: CreateFailure }
  | { readonly kind: 'removed'; readonly step: StepOf<'remove'> }
  | { readonly kind: 'restarted'; readonly step: StepOf<'restart'> }
  | { readonly kind: 'failed'; readonly step: StepOf<'remove' | 'restart'>; readonly reason: Reason }

type StepOf<K extends Step['kind']> = Extract<Step, { kind: K }>

/** Adding a kind of step without saying how it is done does not compile. */
type Executors = { readonly [K in Step['kind']]: (step: StepOf<K>, signal: AbortSignal) => Promise<Outcome> }

export interface ExecutorOptions {
  readonly runtime: EngineContainers
  readonly registry: Registry
  readonly clock: Clock
  readonly logger: Logger
  /** Called when a step takes hold of a living engine: its streams end with it. */
  readonly onTakeOver: (step: StepOf<'remove' | 'restart'>) => void
  /** Awaited before an engine that answers is taken hold of: its viewers are moved to others. Resolves within 30 s. */
  readonly beforeTakeOver: (id: string, signal: AbortSignal) => Promise<void>
  /** Awaited before a container is removed: what is kept of it is read now. Resolves within a second. */
  readonly beforeRemoval: (id: string) => Promise<void>
  readonly onOutcome: (outcome: Outcome) => void
}

export interface Executor {
  /** Takes the step in hand and returns at once; `operations` shows it until it is done. */
  start(step: Step): void
  operations(): readonly Operation[]
  /** Waits for what is under way, at most `deadlineMs`, then aborts it. */
  stop(deadlineMs: number): Promise<void>
}

/** Docker serialises much of a creation; more at once only makes each slower. */
const CREATIONS_AT_ONCE = 8
const OTHERS_AT_ONCE = 16
/** A removal that failed is tried again by a later pass, not at once. */
const AFTER_FAILURE_MS = 2000

/** Carries steps out. It decides nothing: a failure is reported, and the next plan starts from the next world. */
export function createExecutor(options: ExecutorOptions): Executor {
  const { clock } = options
  const underWay = new Map<string, Operation>()
  const running = new Set<Promise<void>>()
  const life = new AbortController()
  const creations = createLimiter(CREATIONS_AT_ONCE)
  const others = createLimiter(OTHERS_AT_ONCE)

  const executors = executorsOver(options)

  /** The mapped type proves that each kind has its executor; that the two unions go together it can't express. */
  const executorOf = (step: Step) =>
    executors[step.kind] as (step: Step, signal: AbortSignal) => Promise<Outcome>

  async function run(step: Step, limited: Limiter, key: string): Promise<void> {
    try {
      const outcome = await limited(() => executorOf(step)(step, life.signal))
      underWay.delete(key)
      options.onOutcome(outcome)
    } catch (error) {
      if (isAbort(error, life.signal)) return
      options.logger.warn({ step: step.kind, reason: reasonOf(error) }, 'a step failed')
      if (step.kind !== 'create') await clock.sleep(AFTER_FAILURE_MS, life.signal).catch(() => {})
      underWay.delete(key)
      options.onOutcome(failed(step, error))
    } finally {
      underWay.delete(key)
    }
  }

  return {
    start: (step) => {
      const key = step.kind === 'create' ? `create ${step.spec.name}` : step.id
      if (underWay.has(key)) return
      underWay.set(key, operationOf(step))
      const task = run(step, step.kind === 'create' ? creations : others, key)
      running.add(task)
      void task.finally(() => running.delete(task))
    },
    operations: () => [...underWay.values()],
    stop: async (deadlineMs) => {
      const stopWaiting = new AbortController()
      await Promise.race([Promise.all(running), clock.sleep(deadlineMs, stopWaiting.signal).catch(() => {})])
      stopWaiting.abort()
      life.abort()
      await Promise.all(running)
    },
  }
}

function executorsOver(options: ExecutorOptions): Executors {
  const { runtime, registry, clock, onTakeOver, beforeRemoval } = options

  /** Who watches an engine that does not answer is moved anyway, and would only wait for it longer. */
  async function takeOver(step: StepOf<'remove' | 'restart'>, signal: AbortSignal): Promise<void> {
    if (registry.get(step.id)?.health.status === 'healthy') await options.beforeTakeOver(step.id, signal)
    onTakeOver(step)
  }

  return {
    create: async (step, signal) => {
      const moment = registry.moment()
      const result = await runtime.create(step.spec, signal)
      if (!result.ok) return { kind: 'create_failed', step, failure: result.failure }
      registry.observe(result.facts, moment)
      return { kind: 'created', step, id: result.facts.id, warnings: result.warnings ?? [] }
    },
    remove: async (step, signal) => {
      const atMs = clock.now()
      if (!registry.get(step.id)?.removal)
        registry.setRemoval(step.id, { atMs, why: step.why, cause: step.cause })
      await takeOver(step, signal)
      if (registry.get(step.id)) await beforeRemoval(step.id)
      await runtime.remove(step.id, step.graceMs, signal)
      registry.observeGone(step.id)
      return { kind: 'removed', step }
    },
    restart: async (step, signal) => {
      const atMs = clock.now()
      registry.setRestart(step.id, { atMs, why: step.why, cause: step.cause })
      await takeOver(step, signal)
      const moment = registry.moment()
      const result = await runtime.restart(step.id, step.graceMs, signal)
      if (result.ok) registry.observe(result.facts, moment)
      registry.setRestart(step.id, null)
      if (!result.ok) return { kind: 'failed', step, reason: result.failure.reason }
      if (result.facts.id !== step.id) registry.observeGone(step.id)
      registry.countRestart(result.facts.id)
      return { kind: 'restarted', step }
    },
  }
}

function operationOf(step: Step): Operation {
  if (step.kind !== 'create') return { kind: step.kind, id: step.id }
  return { kind: 'create', spec: step.spec, node: step.node, requestId: step.requestId }
}

function failed(step: Step, error: unknown): Outcome {
  const reason = reasonOf(error)
  if (step.kind !== 'create') return { kind: 'failed', step, reason }
  const unreachable = error instanceof DomainError && error.code === 'runtime_unavailable'
  const kind = unreachable ? 'unreachable' : 'other'
  return { kind: 'create_failed', step, failure: { kind, reason } }
}
