import type { Engine } from '../../fleet/model.ts'
import type { I18n } from '../../i18n/use-i18n.ts'

/** Why the engine is not simply healthy, in words; `null` when it is. The server's own reason comes first. */
export function engineReason(engine: Engine, { t, say }: Pick<I18n, 't' | 'say'>): string | null {
  if (engine.health_status === 'healthy' && engine.state !== 'draining') return null
  if (engine.health_reason !== null) return say(engine, 'health_reason')
  if (engine.oom_killed) return t.engine.oom
  if (engine.exit_code !== null) return t.engine.exited(engine.exit_code)
  if (engine.state === 'starting') return t.engine.startingReason
  if (engine.state === 'draining') return t.engine.drainingReason
  if (engine.state === 'removing') return t.engine.removingReason
  return engine.last_health_check === null ? t.engine.notChecked : null
}

/** Nothing plays on it, as far as anybody can tell. */
export function isIdle({ stream_count, unreported_use }: Engine): boolean {
  return stream_count === 0 && unreported_use !== true
}
