import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import { deathReason, wasRestartedOutside } from '../../engines/death.ts'
import { type Engine, lifecycleOf } from '../../engines/engine.ts'
import type { Registry } from '../../engines/registry.ts'
import type { Step } from '../../provisioning/planning/step.ts'
import type { EngineEndReason, Tracker } from '../../streams/tracker.ts'

type Streams = Pick<Tracker, 'engineGone'>

/** How the streams of an engine end when it is taken away for this. */
const ENDING: { readonly [C in RemovalCause]: EngineEndReason } = {
  operator: 'engine_removed',
  idle: 'engine_removed',
  outdated: 'engine_removed',
  drained: 'engine_removed',
  exit: 'engine_removed',
  unhealthy: 'engine_unhealthy',
  vpn: 'vpn_lost',
  failed: 'engine_gone',
}

/** A step takes hold of a living engine: whatever plays on it ends now, for the step's reason. */
export function endStreamsOfTakenOver(
  streams: Streams,
  engine: Engine,
  step: Extract<Step, { kind: 'remove' | 'restart' }>,
): void {
  const isDead = step.kind === 'remove' && lifecycleOf(engine) === 'failed'
  if (!isDead) streams.engineGone(engine.id, ENDING[step.cause], step.why)
}

/** Engines that die by themselves, or vanish, end their streams too. Returns the function that ends this. */
export function endStreamsOfDead(registry: Pick<Registry, 'changes'>, streams: Streams): () => void {
  return registry.changes.on((change) => {
    const { engine } = change
    if (change.kind === 'gone') {
      const cause = engine.removal?.cause
      streams.engineGone(engine.id, cause ? ENDING[cause] : 'engine_gone', engine.removal?.why ?? null)
      return
    }
    if (change.before && wasRestartedOutside(engine, change.before)) {
      streams.engineGone(engine.id, 'engine_gone', { code: 'engine_restarted_outside' })
      return
    }
    if (lifecycleOf(engine) !== 'failed' || (change.before && lifecycleOf(change.before) === 'failed')) return
    const reason = engine.vpnDown === null ? 'engine_gone' : 'vpn_lost'
    streams.engineGone(engine.id, reason, engine.vpnDown ?? deathReason(engine.container))
  })
}
