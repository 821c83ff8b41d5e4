import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../lib/address.ts'
import { DomainError } from '../lib/errors.ts'
import { externalCommands } from './commands/externals.ts'
import { notFound } from './commands/not-found.ts'
import { createRemoval } from './commands/removal.ts'
import type { Engine } from './engine.ts'
import { describe, isExternal } from './engine.ts'
import type { EngineStore, IntentStore } from './ports.ts'
import type { Registry } from './registry.ts'

export interface CommandsOptions {
  readonly registry: Registry
  readonly intents: IntentStore
  readonly engines: Pick<EngineStore, 'putExternal' | 'dropExternal'>
  /** Tells the reconciler that there is something to do. */
  readonly wake: () => void
  readonly newId: () => string
  /** Why an external engine can't be registered there; null: it can. */
  readonly whyNotExternal?: (address: Address) => Promise<Reason | null>
  /** Why nothing there answers as an engine does; null: it does. Not asked of one that is registered already. */
  readonly whyNoAnswer?: (address: Address) => Promise<Reason | null>
  readonly clock: { now(): number; elapsedMs(): number }
}

/** An operator's wishes about single engines: each is stored first, then shown, then carried out by the reconciler. */
export interface Commands {
  /**
   * Deletes an engine or a generic container of ours, named by its id or a unique prefix of 12 or more, and answers
   * the whole id; the answer means that the wish is stored. Repeating it within ten minutes, in either spelling, is
   * no error. Throws `not_found` for anything that is not ours.
   */
  requestRemoval(id: string, why?: Reason): Promise<string>
  /** `isKept`: for maintenance, so that it stays when its last stream has ended. Repeating it changes that. */
  drain(id: string, isKept: boolean): Promise<Engine>
  undrain(id: string): Promise<Engine>
  restart(id: string): Promise<Engine>
  registerExternal(address: Address, name: string | null): Promise<Engine>
  dropExternal(id: string): Promise<void>
}

export function createCommands(options: CommandsOptions): Commands {
  const { registry, intents, wake, clock } = options

  function managed(id: string): Engine {
    const engine = registry.find(id)
    if (!engine || isExternal(engine)) throw notFound(id)
    return engine
  }

  return {
    requestRemoval: createRemoval(options),
    drain: async (id, isKept) => {
      const engine = managed(id)
      if (engine.drain?.isKept !== isKept) {
        const drain = { atMs: engine.drain?.atMs ?? clock.now(), isKept }
        await intents.put({ kind: 'drain', engineId: engine.id, ...drain })
        registry.setDrain(engine.id, drain)
        wake()
      }
      return managed(engine.id)
    },
    undrain: async (id) => {
      const engine = managed(id)
      await intents.drop('drain', engine.id)
      registry.setDrain(engine.id, null)
      wake()
      return managed(engine.id)
    },
    restart: async (id) => {
      const engine = managed(id)
      if (engine.removal)
        throw new DomainError('conflict', { code: 'already_being_removed', engine: describe(engine) })
      const restart = { atMs: clock.now(), why: { code: 'restarted_by_operator' } as const }
      await intents.put({ kind: 'restart', engineId: engine.id, ...restart })
      registry.setRestart(engine.id, { ...restart, cause: 'operator' })
      wake()
      return managed(engine.id)
    },
    ...externalCommands(options),
  }
}
