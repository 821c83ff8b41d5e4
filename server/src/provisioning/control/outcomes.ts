import type { IntentStore } from '../../engines/ports.ts'
import type { Registry } from '../../engines/registry.ts'
import type { EventRecorder } from '../../journal/journal-event.ts'
import type { Logger } from '../../lib/log.ts'
import type { ExperienceKeeper } from '../experience/experience-keeper.ts'
import { lessonsOfCreation } from '../experience/lessons.ts'
import type { EngineRequests } from '../requests/engine-requests.ts'
import type { Outcome } from './executor.ts'
import type { ImageKeeper } from './image-keeper.ts'
import type { Observer } from './observer.ts'

export interface OutcomesOptions {
  readonly registry: Pick<Registry, 'get'>
  readonly experience: Pick<ExperienceKeeper, 'learn'>
  readonly engineRequests: Pick<EngineRequests, 'creationFailed'>
  readonly image: Pick<ImageKeeper, 'wake'>
  readonly observer: Pick<Observer, 'reread'>
  readonly intents: Pick<IntentStore, 'drop'>
  readonly recorder: EventRecorder
  readonly logger: Logger
}

type OutcomeOf<K extends Outcome['kind']> = Extract<Outcome, { kind: K }>

/** What follows from the outcome of a step, before the next plan is made. */
export function createOutcomes(options: OutcomesOptions): (outcome: Outcome) => void {
  const warned = new Set<string>()

  function created({ id, warnings }: OutcomeOf<'created'>): void {
    warnings.forEach(recordOnce)
    const engine = options.registry.get(id) // it was seen before its creation was answered
    options.experience.learn({ kind: 'created', id, isAnswering: engine?.readyAtMs != null })
    if (engine) lessonsOfCreation(engine).forEach(options.experience.learn)
  }

  /** Every creation brings the same ones. */
  function recordOnce(warning: string): void {
    if (warned.has(warning)) return
    warned.add(warning)
    options.recorder.record({ event: { code: 'system.runtime_warning', warning } })
  }

  function createFailed({ failure, step }: OutcomeOf<'create_failed'>): void {
    const { requestId, spec } = step
    options.logger.warn({ engine: spec.name, reason: failure.reason }, 'engine not created')
    const isGivenUp = requestId !== null && options.engineRequests.creationFailed(requestId, failure)
    const wish = isGivenUp ? 'given_up' : requestId === null ? 'pool' : 'caller'
    options.experience.learn({ kind: 'create_failed', spec, failure, wish })
    if (failure.kind === 'image_missing') options.image.wake()
    if (failure.kind === 'name_taken' && !failure.foreign) options.observer.reread()
  }

  function dropIntent(kind: 'remove' | 'restart' | 'drain', id: string): void {
    options.intents.drop(kind, id).catch(() => {
      // The store is down: at worst a wish already fulfilled is read again after our restart and finds nothing to do.
    })
  }

  return (outcome) => {
    if (outcome.kind === 'created') created(outcome)
    else if (outcome.kind === 'create_failed') createFailed(outcome)
    else if (outcome.kind === 'removed')
      for (const kind of ['remove', 'drain', 'restart'] as const) dropIntent(kind, outcome.step.id)
    else if (outcome.step.kind === 'restart') dropIntent('restart', outcome.step.id)
  }
}
