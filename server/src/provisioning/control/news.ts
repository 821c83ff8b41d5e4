import { lifecycleOf } from '../../engines/engine.ts'
import type { RegistryChange } from '../../engines/registry.ts'

/** Changes that may call for a step; a probe answered as the one before does not. */
export function isNews(change: RegistryChange): boolean {
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
