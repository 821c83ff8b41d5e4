// experience/: what was learned from creating engines, as one pure reducer.
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { backoffMs } from '../../lib/backoff.ts'
import type { CreateFailure, EngineSpec } from '../ports.ts'
import {
  afterCreationFailed,
  afterReady,
  afterRevival,
  afterRuntimeLost,
  afterYoungDeath,
  type BreakerRecord,
  CLOSED,
} from './breaker.ts'

/** What this process has learned from creating engines, all that the next plan needs of it. Times are monotonic ms. */
export interface Experience {
  readonly breaker: BreakerRecord
  /** Creations that failed one after the other, whatever the reason. */
  readonly failuresInARow: number
  /** No creation before this moment. */
  readonly restsUntilMs: number
  /** Ports and names held by others, until when they are not tried again. */
  readonly takenPorts: ReadonlyMap<number, number>
  readonly takenNames: ReadonlyMap<string, number>
  /**
   * Names that are in use on the runtime, by a container of ours that is not listed yet: one whose creation was begun
   * before our start, or whose answer never came.
   */
  readonly pendingNames: ReadonlyMap<string, number>
  /** Engines this process created that have yet to prove themselves, with the moment of their first answer. */
  readonly unproven: ReadonlyMap<string, number | null>
  /** Engines whose port turned out to be occupied, one after the other, none of which has answered since. */
  readonly occupiedInARow: number
}

/** What came of a creation, then or later. */
export type Lesson =
  | { readonly kind: 'created'; readonly id: string; readonly isAnswering: boolean }
  | {
      readonly kind: 'create_failed'
      readonly spec: Pick<EngineSpec, 'name' | 'ports'>
      readonly failure: CreateFailure
      /** `pool`: by itself; `caller`: as a caller wished, to be tried again; `given_up`: likewise, and told why. */
      readonly wish: 'pool' | 'caller' | 'given_up'
    }
  | { readonly kind: 'answered'; readonly id: string }
  | { readonly kind: 'never_answered'; readonly id: string; readonly reason: Reason }
  /** `livedMs`: from its container's start to its end as the runtime tells it; null where it does not. */
  | { readonly kind: 'died'; readonly id: string; readonly livedMs: number | null; readonly reason: Reason }
  /** A dead one runs again, restarted by somebody else. */
  | { readonly kind: 'revived'; readonly id: string }
  /** Something else answers on its HTTP port, in the network that they share. `requestId`: made as a caller wished. */
  | {
      readonly kind: 'port_occupied'
      readonly id: string
      readonly port: number
      readonly reason: Reason
      readonly requestId: string | null
    }
  | { readonly kind: 'gone'; readonly id: string }
  /** The runtime stopped answering. */
  | { readonly kind: 'runtime_lost' }
  | { readonly kind: 'time_passed' }

export const INEXPERIENCED: Experience = {
  breaker: CLOSED,
  failuresInARow: 0,
  restsUntilMs: 0,
  takenPorts: new Map(),
  takenNames: new Map(),
  pendingNames: new Map(),
  unproven: new Map(),
  occupiedInARow: 0,
}

/** Dying sooner than this after its start counts as a crash loop in the making. */
const YOUNG_MS = 60_000
/** After a creation that failed; the breaker takes over where it keeps failing. */
const REST = { firstMs: 50, longestMs: 5000 }
const TAKEN_FOR_MS = 300_000
/** Neighbours hold a few ports; where more turn out to be occupied, it is the engines that do not answer as engines. */
const MOST_OCCUPIED = 5
/** A creation that is under way in the runtime is listed by then, or the name is tried once more. */
const PENDING_FOR_MS = 5000

/** The experience after one more lesson. Pure. */
export function learn(before: Experience, lesson: Lesson, nowMs: number): Experience {
  const experience = withProven(withoutExpired(before, nowMs), nowMs)
  switch (lesson.kind) {
    case 'created':
      return {
        ...experience,
        failuresInARow: 0,
        unproven: put(experience.unproven, lesson.id, lesson.isAnswering ? nowMs : null),
      }
    case 'create_failed':
      return afterCreateFailed(experience, lesson, nowMs)
    case 'answered':
      return afterAnswer(experience, lesson.id, nowMs)
    case 'never_answered':
      if (!experience.unproven.has(lesson.id)) return experience
      return failed(experience, lesson.reason, nowMs)
    case 'died':
      return afterDeath(experience, lesson, nowMs)
    case 'revived':
      return { ...experience, breaker: afterRevival(experience.breaker, lesson.id) }
    case 'port_occupied':
      return afterOccupied(experience, lesson, nowMs)
    case 'gone':
      return { ...experience, unproven: without(experience.unproven, lesson.id) }
    case 'runtime_lost':
      return { ...experience, breaker: afterRuntimeLost(experience.breaker, nowMs) }
    case 'time_passed':
      return experience
  }
}

function afterAnswer(experience: Experience, id: string, nowMs: number): Experience {
  const { unproven, breaker } = experience
  if (!unproven.has(id)) return experience
  return {
    ...experience,
    unproven: put(unproven, id, nowMs),
    breaker: afterReady(breaker),
    occupiedInARow: 0,
  }
}

/** No fault of the engine's, so that the breaker hears of it only where it goes on port after port. */
function afterOccupied(
  before: Experience,
  { id, port, reason }: Extract<Lesson, { kind: 'port_occupied' }>,
  nowMs: number,
): Experience {
  const occupiedInARow = before.occupiedInARow + 1
  const experience = {
    ...before,
    occupiedInARow,
    unproven: without(before.unproven, id),
    takenPorts: put(before.takenPorts, port, nowMs + TAKEN_FOR_MS),
  }
  return occupiedInARow > MOST_OCCUPIED ? failed(experience, reason, nowMs) : experience
}

function afterCreateFailed(
  before: Experience,
  { spec, failure, wish }: Extract<Lesson, { kind: 'create_failed' }>,
  nowMs: number,
): Experience {
  const experience = wish === 'given_up' ? before : rested(before, nowMs)
  const { takenPorts, takenNames, pendingNames } = experience
  switch (failure.kind) {
    case 'port_taken': {
      const ports = failure.port === null ? Object.values(spec.ports) : [failure.port]
      const until = nowMs + TAKEN_FOR_MS
      return {
        ...experience,
        takenPorts: new Map([...takenPorts, ...ports.map((port) => [port, until] as const)]),
      }
    }
    case 'name_taken':
      return failure.foreign
        ? { ...experience, takenNames: put(takenNames, spec.name, nowMs + TAKEN_FOR_MS) }
        : { ...experience, pendingNames: put(pendingNames, spec.name, nowMs + PENDING_FOR_MS) }
    case 'image_missing':
    case 'vpn_gone':
    case 'unreachable':
      return experience
    case 'unsupported':
    case 'other':
      if (wish !== 'pool') return experience
      return failed(experience, { code: 'engine_failed', engine: spec.name, reason: failure.reason }, nowMs)
  }
}

function rested(experience: Experience, nowMs: number): Experience {
  const failuresInARow = experience.failuresInARow + 1
  return { ...experience, failuresInARow, restsUntilMs: nowMs + backoffMs(failuresInARow, REST) }
}

/** Dying young counts wherever it happened; never having answered is dying young at any age. */
function afterDeath(
  before: Experience,
  { id, livedMs, reason }: Extract<Lesson, { kind: 'died' }>,
  nowMs: number,
): Experience {
  const answeredAtMs = before.unproven.get(id)
  const experience = { ...before, unproven: without(before.unproven, id) }
  const isYoung = livedMs === null ? answeredAtMs !== undefined : livedMs < YOUNG_MS
  if (!isYoung && answeredAtMs !== null) return experience
  return { ...experience, breaker: afterYoungDeath(experience.breaker, id, reason, nowMs) }
}

function failed(experience: Experience, reason: Reason, nowMs: number): Experience {
  return { ...experience, breaker: afterCreationFailed(experience.breaker, reason, nowMs) }
}

/** One that has lived on since its first answer has proved that creating engines works. */
function withProven(experience: Experience, nowMs: number): Experience {
  const proven = [...experience.unproven].filter(([, atMs]) => atMs !== null && nowMs - atMs >= YOUNG_MS)
  if (proven.length === 0) return experience
  const unproven = new Map(experience.unproven)
  for (const [id] of proven) unproven.delete(id)
  return { ...experience, unproven, breaker: CLOSED }
}

function withoutExpired(experience: Experience, nowMs: number): Experience {
  return {
    ...experience,
    takenPorts: current(experience.takenPorts, nowMs),
    takenNames: current(experience.takenNames, nowMs),
    pendingNames: current(experience.pendingNames, nowMs),
  }
}

function current<K>(until: ReadonlyMap<K, number>, nowMs: number): ReadonlyMap<K, number> {
  const isCurrent = ([, atMs]: readonly [K, number]) => nowMs < atMs
  return [...until].every(isCurrent) ? until : new Map([...until].filter(isCurrent))
}

function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map([...map, [key, value]])
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return new Map([...map].filter(([each]) => each !== key))
}
