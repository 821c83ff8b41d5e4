import type { EngineIntent, IntentStore } from '../../engines/ports.ts'
import type { Registry } from '../../engines/registry.ts'

export interface StoredWishesOptions {
  readonly registry: Pick<Registry, 'container' | 'setDrain' | 'setRemoval' | 'setRestart'>
  readonly intents: Pick<IntentStore, 'drop'>
}

/** Operators' wishes of before our start. */
export interface StoredWishes {
  hold(intents: readonly EngineIntent[]): void
  /** The engines have been read: wishes go back to those that are there, and are fulfilled where one is gone. */
  restore(): void
}

export function createStoredWishes({ registry, intents }: StoredWishesOptions): StoredWishes {
  let held: readonly EngineIntent[] = []

  function restoreOne(intent: EngineIntent): void {
    const { kind, engineId, atMs } = intent
    if (!registry.container(engineId)) {
      intents.drop(kind, engineId).catch(() => {}) // read again after our next start, and dropped then
      return
    }
    if (kind === 'drain') registry.setDrain(engineId, { atMs, isKept: intent.isKept })
    if (kind === 'remove') registry.setRemoval(engineId, { atMs, why: intent.why, cause: 'operator' })
    if (kind === 'restart') registry.setRestart(engineId, { atMs, why: intent.why, cause: 'operator' })
  }

  return {
    hold: (wishes) => {
      held = wishes
    },
    restore: () => {
      const wishes = held
      held = []
      wishes.forEach(restoreOne)
    },
  }
}
