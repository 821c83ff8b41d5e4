import { kindOf, LABELS } from '../labels.ts'
import type { ContainerFacts } from '../ports.ts'
import type { EngineTable } from './engine-table.ts'
import type { Generics } from './generics.ts'
import type { Memories } from './memories.ts'
import { comparedWithList, observed } from './observed.ts'
import { createSightings } from './sightings.ts'

export interface ObservationsOptions {
  readonly table: EngineTable
  readonly generics: Generics
  readonly memories: Memories
  readonly runtime: string
  readonly instance: string
  readonly now: () => number
}

/** Takes in what was read of the runtime, whatever the order in which overlapping readings end. */
export interface Observations {
  /** Take one before a reading begins, and hand it in with what was read. */
  moment(): number
  /** One container, read from `moment` on: of one that was found gone since, the facts are of the past. */
  observe(facts: ContainerFacts, moment?: number): void
  /** The runtime says it is gone. */
  observeGone(id: string): void
  /**
   * A full re-read begun at `moment`: what is not in it is gone. What was observed singly after that moment is
   * newer than the list and stays as it is.
   */
  observeAll(facts: readonly ContainerFacts[], moment: number): void
  /** Labelled containers that belong to another instance, as of the last full re-read. */
  foreign(): readonly ContainerFacts[]
  /** Removes it from the registry; nothing was read. */
  drop(id: string): void
}

export function createObservations(options: ObservationsOptions): Observations {
  const { table, generics, memories } = options
  const sightings = createSightings()
  let foreign: readonly ContainerFacts[] = []

  const isOurs = ({ labels }: ContainerFacts) => labels[LABELS.instance] === options.instance

  function take(facts: ContainerFacts): void {
    if (!isOurs(facts)) return
    if (kindOf(facts.labels) === 'generic') generics.put(facts)
    else takeEngine(facts)
  }

  function takeEngine(facts: ContainerFacts): void {
    const memory = memories.of(facts.id)
    const reading = { facts, runtime: options.runtime, memory, nowMs: options.now() }
    const seen = observed(table.get(facts.id), reading)
    if (!seen) return
    table.put(seen.engine)
    if (seen.isToBeRemembered) memories.remember(seen.engine)
  }

  function drop(id: string): void {
    generics.drop(id)
    if (table.get(id)) memories.forget(id)
    table.drop(id)
  }

  function observeGone(id: string): void {
    sightings.noteGone(id)
    drop(id)
  }

  function knownIds(): readonly string[] {
    const engines = table.list().filter(({ container }) => container !== null)
    return [...engines, ...generics.all()].map(({ id }) => id)
  }

  return {
    moment: sightings.moment,
    observe: (facts, moment = sightings.moment()) => {
      if (sightings.isGoneSince(facts.id, moment)) return
      sightings.noteSeen(facts.id)
      take(facts)
    },
    observeGone,
    observeAll: (facts, moment) => {
      foreign = facts.filter((each) => !isOurs(each))
      const { gone, present } = comparedWithList(knownIds(), facts, (id) => sightings.isNewerThan(id, moment))
      gone.forEach(observeGone)
      present.forEach(take)
      sightings.settle(moment)
    },
    foreign: () => foreign,
    drop,
  }
}
