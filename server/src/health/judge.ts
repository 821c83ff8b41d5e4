import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Health } from '../engines/engine.ts'
import type { Probe } from './ports.ts'

export interface Standing {
  /** Its container has not answered once since it started, and for how long, in ms; null once it has. */
  readonly startingForMs: number | null
  /** Its VPN is not up: says how. A miss is then the VPN's. */
  readonly vpnDown: Reason | null
  /** Its HTTP port, where it shares its network with others that may hold this port; null in a network of its own. */
  readonly sharedPort: number | null
}

export interface Policy {
  /** Misses in a row that make an engine unhealthy. */
  readonly maxFailures: number
  /** How long after its container's start the first answer may take, in ms. */
  readonly startupTimeoutMs: number
}

/** So many answers in a row that no engine gives show that an engine which is starting can't have its port. */
const FOREIGN_ANSWERS = 3

/** The whole health policy: one answer heals; `maxFailures` misses in a row make unhealthy; starting is unknown. */
export function judge(
  before: Health,
  probe: Probe,
  standing: Standing,
  policy: Policy,
  nowMs: number,
): Health {
  if (probe.ok) return become(before, 'healthy', 0, null, nowMs)
  if (standing.vpnDown !== null) return become(before, 'unknown', before.failures, standing.vpnDown, nowMs)
  const failures = before.failures + 1
  if (standing.startingForMs !== null && standing.sharedPort !== null && probe.foreign)
    return judgeForeign(before, failures, standing.sharedPort, nowMs)
  if (standing.startingForMs !== null)
    return judgeStarting(before, failures, standing.startingForMs, policy, nowMs)
  const status = failures >= policy.maxFailures ? 'unhealthy' : before.status
  return become(before, status, failures, probe.reason, nowMs)
}

function judgeStarting(
  before: Health,
  failures: number,
  startingForMs: number,
  policy: Policy,
  nowMs: number,
): Health {
  const tooLong = startingForMs >= policy.startupTimeoutMs && failures >= policy.maxFailures
  if (!tooLong) return become(before, 'unknown', failures, null, nowMs)
  const reason: Reason = { code: 'never_answered', afterMs: policy.startupTimeoutMs }
  return become(before, 'unhealthy', failures, reason, nowMs)
}

/** Something else answers: at most for a moment while both start, otherwise for as long as the other one is there. */
function judgeForeign(before: Health, failures: number, port: number, nowMs: number): Health {
  const foreignAnswers = (before.foreignAnswers ?? 0) + 1
  const isSure = foreignAnswers >= FOREIGN_ANSWERS
  const status = isSure ? 'unhealthy' : 'unknown'
  const reason: Reason | null = isSure ? { code: 'port_occupied', port } : null
  return { ...become(before, status, failures, reason, nowMs), foreignAnswers }
}

function become(
  before: Health,
  status: Health['status'],
  failures: number,
  reason: Reason | null,
  nowMs: number,
): Health {
  return { status, failures, reason, sinceMs: status === before.status ? before.sinceMs : nowMs }
}
