import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { EngineStat, StatReading } from '../ports.ts'
import type { LivePhase } from '../stream.ts'

/** No new byte for this long is a stall: real sources pause for seconds, dead ones for ever. */
const STALL_AFTER_MS = 20_000
/** A newest piece older than this is an old recording served as live. */
const REPLAY_BEHIND_MS = 3_600_000
/** Ages are given in whole hours, so that the same trouble stays the same reason. */
const HOUR_MS = 3_600_000
/** One `unknown playback session id` may be a session being restarted; two in a row are its end. */
const UNKNOWN_SESSION_LIMIT = 2

/**
 * What a phase is judged by, beside the reading itself. All times are monotonic milliseconds, so that setting the
 * machine's clock stalls and ends nothing.
 */
export interface Vitals {
  /** The bytes last reported, the mark that growth is measured from. */
  readonly downloaded: number | null
  readonly progress: number | null
  /** Bytes have come at all. */
  readonly hasGrown: boolean
  /** It was active once: from then on `prebuf` is an interruption and no longer its start. */
  readonly hasPlayed: boolean
  /** Last time bytes or percent moved on; at first, when we began to look. */
  readonly movedAtMs: number
  /** Last growth or sign of a reader; what could not be seen counts for neither. */
  readonly usedAtMs: number
  /** Last reading that the engine answered for this session; at first, when we began to look. */
  readonly answeredAtMs: number
  /** Since when nothing is heard although its engine answers. */
  readonly silentSinceMs: number
  readonly unknownInARow: number
}

/** The world around one reading. */
export interface Surroundings {
  readonly phase: LivePhase
  readonly phaseReason: Reason | null
  readonly isLive: boolean
  readonly elapsedMs: number
  readonly nowMs: number
  readonly engineAnswers: boolean
  /** Media leaves its engine and no other stream accounts for it. */
  readonly hasReader: boolean
  /** `STREAM_LOST_AFTER_S`. */
  readonly lostAfterMs: number
  /** `STREAM_ABANDONED_AFTER_S`; infinite: never. */
  readonly abandonedAfterMs: number
}

export interface PhaseVerdict {
  readonly kind: 'phase'
  readonly phase: LivePhase
  readonly reason: Reason | null
  /** Why it should be stopped on its engine, which goes on with it though nobody seems to watch. */
  readonly abandoned?: Reason
}

export type Verdict =
  | PhaseVerdict
  | { readonly kind: 'end'; readonly reason: 'session_unknown' | 'lost'; readonly detail: Reason }

export interface Judgement {
  readonly vitals: Vitals
  readonly verdict: Verdict
  /** New bytes came since the reading before. */
  readonly grew: boolean
}

const NOTHING_KNOWN = { downloaded: null, hasGrown: false, hasPlayed: false } as const

/** Vitals of a stream that begins, or is taken up again after our restart with what was known of it. */
export function newVitals(
  elapsedMs: number,
  known: Pick<Vitals, 'downloaded' | 'hasGrown' | 'hasPlayed'> = NOTHING_KNOWN,
): Vitals {
  return {
    ...known,
    progress: null,
    movedAtMs: elapsedMs,
    usedAtMs: elapsedMs,
    answeredAtMs: elapsedMs,
    silentSinceMs: elapsedMs,
    unknownInARow: 0,
  }
}

/** The whole policy: what one reading makes of a stream. Pure; every row of it is in phase.test.ts. */
export function judge(vitals: Vitals, reading: StatReading, around: Surroundings): Judgement {
  switch (reading.kind) {
    case 'ok':
      return judgeStat(vitals, reading.stat, around)
    case 'session_unknown':
      return judgeUnknownSession(vitals, around)
    case 'miss':
      return judgeMiss(vitals, reading.reason, around)
  }
}

function judgeStat(before: Vitals, stat: EngineStat, reported: Surroundings): Judgement {
  const around = { ...reported, isLive: stat.isLive ?? reported.isLive }
  const grew = hasGrownSince(before, stat)
  const advanced = stat.progress !== null && before.progress !== null && stat.progress > before.progress
  const vitals: Vitals = {
    downloaded: stat.downloaded ?? before.downloaded,
    progress: stat.progress,
    hasGrown: before.hasGrown || grew,
    hasPlayed: before.hasPlayed,
    movedAtMs: grew || advanced || isUnread(before, stat) ? around.elapsedMs : before.movedAtMs,
    usedAtMs: grew || advanced || around.hasReader ? around.elapsedMs : before.usedAtMs,
    answeredAtMs: around.elapsedMs,
    silentSinceMs: around.elapsedMs,
    unknownInARow: 0,
  }
  const verdict = livePhase(vitals, stat, grew, around)
  const hasPlayed = vitals.hasPlayed || verdict.phase === 'active'
  const abandoned = isAbandoned(vitals, stat, around) ? { abandoned: abandonedReason(around) } : {}
  return { vitals: { ...vitals, hasPlayed }, verdict: { kind: 'phase', ...verdict, ...abandoned }, grew }
}

/**
 * A film that has played may be paused, which no engine reports: it is never taken for abandoned. Nothing is lost by
 * that, since engines end a session by themselves when its reader leaves.
 */
function isAbandoned({ usedAtMs, hasPlayed }: Vitals, stat: EngineStat, around: Surroundings): boolean {
  if (around.elapsedMs - usedAtMs < around.abandonedAfterMs) return false
  return !isWholeFile(stat, around) && (around.isLive || !hasPlayed)
}

function abandonedReason({ abandonedAfterMs }: Surroundings): Reason {
  return { code: 'abandoned', forMs: abandonedAfterMs }
}

function isWholeFile({ totalProgress }: EngineStat, { isLive }: Surroundings): boolean {
  return !isLive && (totalProgress ?? 0) >= 100
}

/** Bytes are the proof; where the engine leaves them out, its speed has to do. A counter that fell started again. */
function hasGrownSince(before: Vitals, stat: EngineStat): boolean {
  if (stat.downloaded === null) return (stat.speedDown ?? 0) > 0
  return stat.downloaded > (before.downloaded ?? 0)
}

/**
 * Until it first plays, a session whose engine says so is filling its buffer: bytes come, and nothing is to be seen
 * yet. Any other status gives way to growth.
 */
const PREPARING: ReadonlySet<string> = new Set(['prebuf', 'check', 'checking'])

/** A session that nobody has begun to read owes no data; `{}` (no status) is its very first answer (facts 3.3). */
function isUnread({ hasGrown }: Vitals, { status }: EngineStat): boolean {
  return !hasGrown && (status === null || status === 'idle')
}

function livePhase(
  vitals: Vitals,
  stat: EngineStat,
  grew: boolean,
  around: Surroundings,
): { readonly phase: LivePhase; readonly reason: Reason | null } {
  const replay = replayReason(stat, around)
  const isPreparing = !vitals.hasPlayed && PREPARING.has(stat.status ?? '')
  if (grew && !isPreparing) return { phase: 'active', reason: replay }
  if (isWholeFile(stat, around)) return { phase: 'active', reason: { code: 'file_complete' } }
  if (replay !== null) return { phase: 'stalled', reason: replay }
  if (isUnread(vitals, stat)) return { phase: 'starting', reason: { code: 'not_read_yet' } }
  if (around.elapsedMs - vitals.movedAtMs >= STALL_AFTER_MS) {
    return { phase: 'stalled', reason: stallReason(stat) }
  }
  if (!vitals.hasPlayed) return { phase: 'starting', reason: startingReason(stat) }
  return around.phase === 'stalled'
    ? { phase: 'stalled', reason: around.phaseReason }
    : { phase: 'active', reason: null }
}

function replayReason(stat: EngineStat, around: Surroundings): Reason | null {
  if (!around.isLive || stat.liveLast === null) return null
  const behindMs = around.nowMs - stat.liveLast * 1000
  if (behindMs <= REPLAY_BEHIND_MS) return null
  return { code: 'old_recording', behindMs: Math.floor(behindMs / HOUR_MS) * HOUR_MS }
}

function stallReason({ peers, status }: EngineStat): Reason {
  return { code: 'no_data', forMs: STALL_AFTER_MS, peers, status: status === 'dl' ? null : status }
}

/** The engine's status words in ours (docs/reference/acestream-engine.md 3.3). */
const STARTING_CODES = {
  prebuf: 'prebuffering',
  buf: 'buffering',
  check: 'checking_stored_data',
  checking: 'checking_stored_data',
  dl: 'waiting_for_first_data',
} as const

function startingReason({ status, progress: percent, peers }: EngineStat): Reason {
  const isKnown = (word: string | null): word is keyof typeof STARTING_CODES =>
    Object.hasOwn(STARTING_CODES, word ?? '')
  return isKnown(status)
    ? { code: STARTING_CODES[status], percent, peers }
    : { code: 'in_engine_status', status, percent, peers }
}

function judgeUnknownSession(before: Vitals, around: Surroundings): Judgement {
  const vitals = { ...before, unknownInARow: before.unknownInARow + 1 }
  if (vitals.unknownInARow < UNKNOWN_SESSION_LIMIT) return unchanged(vitals, around)
  const detail: Reason = { code: 'session_unknown', asked: UNKNOWN_SESSION_LIMIT }
  return { vitals, verdict: { kind: 'end', reason: 'session_unknown', detail }, grew: false }
}

/** Silence counts towards an end only while the engine itself answers: else the engine is the problem. */
function judgeMiss(before: Vitals, reason: Reason, around: Surroundings): Judgement {
  const { elapsedMs, engineAnswers, lostAfterMs } = around
  if (!engineAnswers) {
    const vitals = { ...before, silentSinceMs: elapsedMs }
    return unknown(vitals, { code: 'engine_not_answering', reason }, around)
  }
  if (elapsedMs - before.silentSinceMs >= lostAfterMs) {
    const detail: Reason = { code: 'silent', forMs: lostAfterMs, reason }
    return { vitals: before, verdict: { kind: 'end', reason: 'lost', detail }, grew: false }
  }
  if (elapsedMs - before.answeredAtMs >= STALL_AFTER_MS) {
    return unknown(before, { code: 'statistics_unreadable', reason }, around)
  }
  return unchanged(before, around)
}

/** Nobody could see whether it was watched: the time to being abandoned begins again. */
function unknown(vitals: Vitals, reason: Reason, around: Surroundings): Judgement {
  const { elapsedMs: usedAtMs } = around
  return {
    vitals: { ...vitals, usedAtMs },
    verdict: { kind: 'phase', phase: 'unknown', reason },
    grew: false,
  }
}

function unchanged(vitals: Vitals, { phase, phaseReason }: Surroundings): Judgement {
  return { vitals, verdict: { kind: 'phase', phase, reason: phaseReason }, grew: false }
}
