import type { CodedDiagnosis } from '@acestream-orchestrator/contract/reasons/diagnosis'
import { meanOf, type Stream } from '../stream.ts'

/** What an engine shows of itself, as far as it can make its streams stutter. */
export interface EngineSigns {
  /** How long it has not answered; null while it answers. */
  readonly silentForMs: number | null
  /** Of its last answered check. */
  readonly latencyMs: number | null
  /** Of one core. */
  readonly cpuPercent: number | null
  /** The VPN that carries it and is not connected; null: none is missing. */
  readonly lostVpn: string | null
}

/** Slower answers come from an engine that has too much to do; healthy ones take some 10 ms. */
const SLOW_MS = 1_500
const BUSY_PERCENT = 90
/** A live stream's mean is its own rate once it was read so often. */
const LEAST_SAMPLES = 24
/** Below this share of its own rate it can't go on for long. */
const ENOUGH = 0.75
/** An empty reading is a pause until the recent speed is below this share of the mean so far: three readings or more. */
const STILL = 0.5
const FEW_PEERS = 10

/**
 * Why a stream stutters, the cause before what follows from it. `recentSpeed`: KiB/s, averaged over about the last half
 * minute; `streams`: those that its engine plays.
 */
export function diagnose(
  stream: Stream,
  signs: EngineSigns | undefined,
  recentSpeed: number | null,
  streams: number,
): CodedDiagnosis {
  if (signs === undefined) return { code: 'unknown' }
  if (signs.lostVpn !== null) return { code: 'vpn_reconnecting', vpn: signs.lostVpn }
  if (signs.silentForMs !== null) return { code: 'engine_hangs', forMs: signs.silentForMs }
  if (stream.phase === 'starting') return { code: 'starting' }
  if (stream.phase === 'unknown' || stream.lastSampleAtMs === null) return { code: 'unknown' }
  const { latencyMs, cpuPercent } = signs
  if ((latencyMs ?? 0) >= SLOW_MS || (cpuPercent ?? 0) >= BUSY_PERCENT)
    return { code: 'engine_overloaded', latencyMs, cpuPercent, streams }
  return bySupply(stream, recentSpeed)
}

function bySupply(stream: Stream, recentSpeed: number | null): CodedDiagnosis {
  const { peers, behindLiveS } = stream
  const neededSpeed = ownRate(stream)
  const isShort = neededSpeed !== null && recentSpeed !== null && recentSpeed < neededSpeed * ENOUGH
  const isStill = standsStill(stream, recentSpeed)
  if (stream.phase !== 'stalled' && !isShort && !isStill) return { code: 'fine', behindLiveS }
  // A film may be paused with its buffer full, which no engine reports.
  if (stream.phase !== 'stalled' && !stream.isLive) return { code: 'unknown' }
  if (peers === null || peers >= FEW_PEERS) return { code: 'unknown' }
  return { code: 'few_peers', peers, speedDown: recentSpeed, neededSpeed }
}

/** Nothing comes although there is more to come, whether or not its own rate is known yet. */
function standsStill({ speedDown, phaseReason, totals }: Stream, recentSpeed: number | null): boolean {
  if (speedDown !== 0 || recentSpeed === null || phaseReason?.code === 'file_complete') return false
  const mean = meanOf(totals.sumSpeedDown, totals.samples)
  return mean !== null && recentSpeed < mean * STILL
}

/** A live stream is downloaded as fast as it is played, on average; a film as fast as it comes. */
function ownRate({ isLive, totals }: Stream): number | null {
  return isLive && totals.samples >= LEAST_SAMPLES ? meanOf(totals.sumSpeedDown, totals.samples) : null
}

/** The newest reading's share in the recent speed: five readings make most of it. */
const NEWEST = 0.25

export function recentSpeedAfter(before: number | null, speedDown: number | null): number | null {
  if (speedDown === null) return before
  return before === null ? speedDown : before + (speedDown - before) * NEWEST
}
