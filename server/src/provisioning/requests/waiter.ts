import { type Engine, takesStreams } from '../../engines/engine.ts'
import { DomainError } from '../../lib/errors.ts'
import type { Blocked } from '../planning/step.ts'
import type { CreateFailure } from '../ports.ts'
import type { EngineRequest } from '../service.ts'
import type { Wish } from './engine-choice.ts'
import { refusal } from './refusal.ts'

/** One caller of `POST /provision/acestream` who has no engine yet. Times are monotonic ms. */
export interface Waiter extends Wish {
  engineId: string | null
  readonly deadlineMs: number
  /** The caller has left; the retry, which usually follows at once, gets the same engine. Null: still waiting. */
  abandonedAtMs: number | null
  resolve(engine: Engine): void
  reject(reason: unknown): void
}

const ABANDONED_FOR_MS = 60_000

/** What a caller may count on when looked at again. */
export interface Prospects {
  readonly nowMs: number
  /** Why no engine can be created; null: one can. */
  readonly blocked: Blocked | null
  /** Engines under way that nobody else was told to wait for. */
  readonly creations: number
}

export type Verdict =
  | { readonly kind: 'serve'; readonly engine: Engine }
  | { readonly kind: 'wait' }
  | { readonly kind: 'wait_for_creation' }
  | { readonly kind: 'refuse'; readonly error: DomainError }
  | { readonly kind: 'forget' }

/** What becomes of a caller for whom `engine` was found, if any was. */
export function verdictOn(
  { abandonedAtMs, deadlineMs }: Pick<Waiter, 'abandonedAtMs' | 'deadlineMs'>,
  engine: Engine | undefined,
  { nowMs, blocked, creations }: Prospects,
): Verdict {
  if (abandonedAtMs !== null) return { kind: nowMs - abandonedAtMs >= ABANDONED_FOR_MS ? 'forget' : 'wait' }
  if (engine && takesStreams(engine)) return { kind: 'serve', engine }
  if (!engine && creations > 0) return { kind: 'wait_for_creation' }
  if (!engine && blocked) return { kind: 'refuse', error: refusal(blocked) }
  return nowMs >= deadlineMs ? { kind: 'refuse', error: noAnswer } : { kind: 'wait' }
}

const noAnswer = new DomainError('general_error', { code: 'no_engine_answered_in_time' })

/** The same wish would fail the same way: another port or name helps only where the caller did not insist on it. */
export function isHopeless(failure: CreateFailure, { hostPort }: EngineRequest): boolean {
  if (failure.kind === 'port_taken') return hostPort !== null && (failure.port ?? hostPort) === hostPort
  return failure.kind === 'image_missing' || failure.kind === 'unsupported' || failure.kind === 'other'
}
