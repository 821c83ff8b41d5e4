import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../../lib/address.ts'
import type { Clock } from '../../lib/clock.ts'
import type { SessionClient } from '../ports.ts'
import type { Stream } from '../stream.ts'

/** After the engine's "ok" the session is usually gone at once; it is checked a few times before the stop is doubted. */
const CONFIRMATIONS = 5
const CONFIRM_EVERY_MS = 200

export interface EngineAccess {
  readonly sessions: Pick<SessionClient, 'stop' | 'stat'>
  readonly clock: Pick<Clock, 'sleep'>
  /** Deadline of each request to the engine. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export type StopOutcome =
  /** `remark`: what there is to say of it; null where the engine confirmed it. */
  | { readonly kind: 'stopped'; readonly remark: Reason | null }
  /** It goes on. */
  | { readonly kind: 'refused'; readonly reason: Reason }

type Session = Pick<Stream, 'commandPath' | 'statPath' | 'engineSessionId'>

/** Stops a session on its engine and checks that it is gone. */
export async function stopOnEngine(
  access: EngineAccess,
  address: Address,
  session: Session,
): Promise<StopOutcome> {
  const { sessions, timeoutMs, signal } = access
  const before = await sessionIdBefore(access, address, session)
  const answer = await sessions.stop(address, session.commandPath, timeoutMs, signal)
  if (answer.kind === 'refused') return { kind: 'refused', reason: answer.reason }
  if (answer.kind === 'session_unknown') return { kind: 'stopped', remark: { code: 'session_not_known' } }
  if (session.statPath === '') return { kind: 'stopped', remark: { code: 'stop_unconfirmed' } }
  const doubt = await doubtOf(access, address, session.statPath, before)
  return doubt === null
    ? { kind: 'stopped', remark: null }
    : { kind: 'refused', reason: { code: 'stop_not_confirmed', reason: doubt } }
}

async function sessionIdBefore(
  { sessions, timeoutMs, signal }: EngineAccess,
  address: Address,
  { statPath, engineSessionId }: Session,
): Promise<string | null> {
  if (statPath === '') return null
  const reading = await sessions.stat(address, statPath, timeoutMs, signal)
  return reading.kind === 'ok' ? reading.stat.playbackSessionId : engineSessionId
}

/**
 * Why the session may still run; null once it is gone: when its engine does not know it any more, or another one of the
 * same content replaced it. `before` is the engine's own id from before the stop: the reported one may be the path's token.
 */
async function doubtOf(
  { sessions, clock, timeoutMs, signal }: EngineAccess,
  address: Address,
  statPath: string,
  before: string | null,
): Promise<Reason | null> {
  let doubt: Reason = { code: 'unspecified' }
  for (let attempt = 0; attempt < CONFIRMATIONS; attempt++) {
    if (attempt > 0) await clock.sleep(CONFIRM_EVERY_MS, signal)
    const reading = await sessions.stat(address, statPath, timeoutMs, signal)
    if (reading.kind === 'session_unknown') return null
    const current = reading.kind === 'ok' ? reading.stat.playbackSessionId : null
    if (current !== null && before !== null && current !== before) return null
    doubt = reading.kind === 'miss' ? reading.reason : { code: 'session_still_runs' }
  }
  return doubt
}
