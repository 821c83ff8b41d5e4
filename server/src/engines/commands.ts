import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Address, isSameAddress } from '../lib/address.ts'
import { DomainError } from '../lib/errors.ts'
import { meantBy } from './address-book.ts'
import type { Engine } from './engine.ts'
import { describe, isExternal } from './engine.ts'
import type { EngineStore, ExternalEngine, IntentStore } from './ports.ts'
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

const REMOVED: Reason = { code: 'removed_by_operator' }

/** How long a deletion that already happened still answers as done. */
const REPEATABLE_FOR_MS = 600_000

export function createCommands(options: CommandsOptions): Commands {
  const { registry, intents, wake, clock } = options
  const removed = new Map<string, number>()

  function managed(id: string): Engine {
    const engine = registry.find(id)
    if (!engine || isExternal(engine)) throw notFound(id)
    return engine
  }

  function removedBefore(id: string): string | undefined {
    const now = clock.elapsedMs()
    for (const [each, atMs] of removed) if (now - atMs > REPEATABLE_FOR_MS) removed.delete(each)
    return meantBy(id, removed.keys())
  }

  async function requestRemoval(id: string, why = REMOVED): Promise<string> {
    const engine = registry.find(id)
    const target = (engine && !isExternal(engine) ? engine.id : undefined) ?? registry.container(id)?.id
    if (target === undefined) {
      const before = removedBefore(id)
      if (before === undefined) throw notFound(id)
      return before
    }
    removed.set(target, clock.elapsedMs())
    if (engine?.removal) return target
    const atMs = clock.now()
    await intents.put({ kind: 'remove', engineId: target, atMs, why })
    registry.setRemoval(target, { atMs, why, cause: 'operator' })
    wake()
    return target
  }

  return {
    requestRemoval,
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
    registerExternal: async (address, name) => {
      const known = registry.list().find((each) => isExternal(each) && isSameAddress(each.dial, address))
      const why =
        (await options.whyNotExternal?.(address)) ?? (known ? null : await options.whyNoAnswer?.(address))
      if (why)
        throw new DomainError(
          'validation',
          { code: 'registration_refused', reason: why },
          {
            field: { loc: ['body', 'host'], input: address.host },
          },
        )
      const external: ExternalEngine = {
        id: known?.id ?? options.newId(),
        name,
        address,
        registeredAtMs: known?.firstSeenMs ?? clock.now(),
      }
      await options.engines.putExternal(external)
      registry.addExternal(external)
      wake()
      return registry.get(external.id) ?? unreachable(external.id)
    },
    dropExternal: async (id) => {
      const engine = registry.find(id)
      if (!engine) throw notFound(id)
      if (!isExternal(engine))
        throw new DomainError('conflict', {
          code: 'engine_is_managed',
          engine: describe(engine),
          id: engine.id,
        })
      await options.engines.dropExternal(engine.id)
      registry.dropExternal(engine.id)
    },
  }
}

function notFound(id: string): DomainError {
  return new DomainError('not_found', { code: 'container_not_found', id: id.slice(0, 80) })
}

function unreachable(id: string): never {
  throw new Error(`engine ${id} vanished while it was being registered`)
}
