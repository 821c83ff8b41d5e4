import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import type { VpnEvents } from '@acestream-orchestrator/contract/events/vpn'
import type { JournalEvent } from '../journal/journal-event.ts'
import { NO_PORT_PATIENCE_MS } from './node.ts'
import type { Moment, NodeState } from './node-state.ts'

/** What was recorded of a node and what is held back, so that a blip is one entry and a flapping VPN no flood of them. */
export interface Recorded {
  /** It was connected at some time since our start. */
  readonly wasConnected: boolean
  /** Since when it has not been connected; null while it is. */
  readonly lostSince: Moment | null
  readonly lossRecorded: boolean
  /** Losses since it was last up for `STABLE_MS`; the first of them. */
  readonly losses: number
  readonly firstLoss: Moment | null
  readonly connectedSinceMs: number | null
  /** It keeps dropping: that was recorded, and until it is stable nothing else is. */
  readonly unstable: boolean
  readonly portLossRecorded: boolean
  /** Monotonic ms when it was last recorded as impaired, by state. */
  readonly impairedAtMs: Readonly<Record<string, number>>
}

/** A loss by Gluetun's own words is often over by now; a dead container is recorded at once. */
const LOSS_PATIENCE_MS = 5000
/** Connected for so long, it counts as stable again. */
const STABLE_MS = 60_000
/** The loss with which it counts as unstable. */
const UNSTABLE_LOSSES = 3
/** An unstable VPN that stays away for so long is lost. */
const UNSTABLE_GONE_MS = 30_000
/** The same impairment is recorded again after this long at the earliest. */
const IMPAIRED_AGAIN_MS = 600_000

export const NOTHING_RECORDED: Recorded = {
  wasConnected: false,
  lostSince: null,
  lossRecorded: false,
  losses: 0,
  firstLoss: null,
  connectedSinceMs: null,
  unstable: false,
  portLossRecorded: false,
  impairedAtMs: {},
}

type VpnEvent = Extract<CodedEvent, { code: keyof VpnEvents }>

interface Turn {
  readonly recorded: Recorded
  readonly events: readonly VpnEvent[]
}

/** What the step from one state to the next adds to the journal. */
export function eventsAfter(
  recorded: Recorded,
  before: NodeState,
  after: NodeState,
  now: Moment,
): { readonly recorded: Recorded; readonly events: readonly JournalEvent[] } {
  const turn = after.verdict.connected
    ? whileConnected(recorded, before, after, now)
    : whileLost(recorded, after, now)
  const identity = turn.recorded.unstable ? [] : identityChange(before, after)
  const port = portTurn(turn.recorded, before, after, now)
  const impaired = impairedTurn(port.recorded, after, now)
  const events = [...identity, ...turn.events, ...port.events, ...impaired.events]
  return {
    recorded: impaired.recorded,
    events: events.map((event) => ({ event, links: { vpn: after.name } })),
  }
}

function whileLost(before: Recorded, node: NodeState, now: Moment): Turn {
  const recorded = before.lostSince === null ? withLoss(before, now) : before
  const lostForMs = sinceMs(recorded.lostSince, now)
  if (recorded.unstable) return whileUnstable(recorded, node, lostForMs)
  if (recorded.losses >= UNSTABLE_LOSSES)
    return { recorded: { ...recorded, unstable: true }, events: [unstable(node, recorded, now)] }
  if (recorded.lossRecorded || (lostForMs < LOSS_PATIENCE_MS && !isDead(node)))
    return { recorded, events: [] }
  return { recorded: { ...recorded, lossRecorded: true }, events: [lost(node, recorded)] }
}

function withLoss(recorded: Recorded, now: Moment): Recorded {
  return {
    ...recorded,
    lostSince: now,
    lossRecorded: false,
    connectedSinceMs: null,
    losses: recorded.losses + 1,
    firstLoss: recorded.firstLoss ?? now,
  }
}

function whileUnstable(recorded: Recorded, node: NodeState, lostForMs: number): Turn {
  if (lostForMs < UNSTABLE_GONE_MS) return { recorded, events: [] }
  return {
    recorded: {
      ...recorded,
      unstable: false,
      losses: 1,
      firstLoss: recorded.lostSince,
      lossRecorded: true,
    },
    events: [lost(node, recorded)],
  }
}

function isDead({ container, verdict }: NodeState): boolean {
  return container?.status !== 'running' || verdict.state === 'crashed'
}

function whileConnected(before: Recorded, was: NodeState, node: NodeState, now: Moment): Turn {
  if (before.lostSince !== null) return comeBack(before, node, now)
  const connectedSinceMs = before.connectedSinceMs ?? now.elapsedMs
  const recorded = { ...before, connectedSinceMs, wasConnected: true }
  if (now.elapsedMs - connectedSinceMs >= STABLE_MS && recorded.losses > 0)
    return {
      recorded: { ...recorded, losses: 0, firstLoss: null, unstable: false },
      events: recorded.unstable ? [stable(node, recorded, now)] : [],
    }
  const quiet = recorded.unstable || node.reconnectedAtMs === was.reconnectedAtMs
  return { recorded, events: quiet ? [] : [reconnected(node, was, null)] }
}

function comeBack(before: Recorded, node: NodeState, now: Moment): Turn {
  const awayMs = sinceMs(before.lostSince, now)
  const recorded = {
    ...before,
    lostSince: null,
    lossRecorded: false,
    connectedSinceMs: now.elapsedMs,
    wasConnected: true,
  }
  if (!before.wasConnected) return firstConnection(before, recorded, node)
  if (recorded.unstable) return { recorded, events: [] }
  return {
    recorded,
    events: [before.lossRecorded ? connected(node, awayMs) : reconnected(node, null, awayMs)],
  }
}

/** Being found connecting at our own start is no loss. */
function firstConnection(before: Recorded, after: Recorded, node: NodeState): Turn {
  return {
    recorded: { ...after, losses: 0, firstLoss: null, unstable: false },
    events: before.lossRecorded ? [connected(node, null)] : [],
  }
}

function lost(node: NodeState, { lostSince }: Recorded): VpnEvent {
  return { code: 'vpn.disconnected', ...at(node), sinceMs: lostSince?.wallMs ?? null }
}

function connected(node: NodeState, awayMs: number | null): VpnEvent {
  const awaySeconds = awayMs === null ? null : seconds(awayMs)
  return { code: 'vpn.connected', ...at(node), publicIp: ipOf(node), awaySeconds }
}

function reconnected(node: NodeState, was: NodeState | null, awayMs: number | null): VpnEvent {
  const former = was && ipOf(was)
  return {
    code: 'vpn.reconnected',
    ...at(node),
    publicIp: ipOf(node),
    formerIp: former === ipOf(node) ? null : former,
    withinSeconds: awayMs === null ? null : seconds(awayMs),
  }
}

function unstable(node: NodeState, { losses, firstLoss }: Recorded, now: Moment): VpnEvent {
  return { code: 'vpn.unstable', ...at(node), losses, withinSeconds: seconds(sinceMs(firstLoss, now)) }
}

function stable(node: NodeState, { losses, firstLoss }: Recorded, now: Moment): VpnEvent {
  const withinSeconds = seconds(sinceMs(firstLoss, now))
  return { code: 'vpn.stable', ...at(node), losses, withinSeconds, publicIp: ipOf(node) }
}

/** The chain VPN -> engine -> stream starts here: another run of the container cuts its engines off. */
function identityChange(before: NodeState, after: NodeState): VpnEvent[] {
  const [was, is] = [before.lastRun, after.lastRun]
  if (!was || !is || (was.id === is.id && was.startedAtMs === is.startedAtMs)) return []
  return was.id === is.id
    ? [{ code: 'vpn.restarted', ...at(after), containerId: is.id, startedAtMs: is.startedAtMs }]
    : [{ code: 'vpn.recreated', ...at(after), containerId: is.id, formerContainerId: was.id }]
}

function portTurn(recorded: Recorded, before: NodeState, after: NodeState, now: Moment): Turn {
  const { noPortSinceMs } = after.tunnel
  const missing = noPortSinceMs !== null && now.elapsedMs - noPortSinceMs > NO_PORT_PATIENCE_MS
  if (missing && !recorded.portLossRecorded)
    return {
      recorded: { ...recorded, portLossRecorded: true },
      events: [{ code: 'vpn.port_missing', ...at(after), lastPort: after.port.last }],
    }
  const { current } = after.port
  if (current === null) return { recorded, events: [] }
  const ports = { port: current, formerPort: before.port.last }
  if (recorded.portLossRecorded)
    return {
      recorded: { ...recorded, portLossRecorded: false },
      events: [{ code: 'vpn.port_back', ...at(after), ...ports }],
    }
  const changed = before.port.last !== null && before.port.last !== current && !recorded.unstable
  return { recorded, events: changed ? [{ code: 'vpn.port_changed', ...at(after), ...ports }] : [] }
}

const IMPAIRED = {
  unauthorized: 'vpn.unauthorized',
  unreachable: 'vpn.unreachable',
  degraded: 'vpn.degraded',
} as const

/** Connected, but not as it should be: recorded once per state and ten minutes. */
function impairedTurn(recorded: Recorded, node: NodeState, now: Moment): Turn {
  const state = impairmentOf(node)
  if (state === null || recorded.unstable) return { recorded, events: [] }
  const lastMs = recorded.impairedAtMs[state]
  if (lastMs !== undefined && now.elapsedMs - lastMs < IMPAIRED_AGAIN_MS) return { recorded, events: [] }
  return {
    recorded: { ...recorded, impairedAtMs: { ...recorded.impairedAtMs, [state]: now.elapsedMs } },
    events: [{ code: IMPAIRED[state], ...at(node) }],
  }
}

/** `degraded` only by Docker's health check: a missing port has events of its own. */
function impairmentOf({ container, verdict: { state, connected } }: NodeState): keyof typeof IMPAIRED | null {
  if (!connected) return null
  if (state === 'unauthorized' || state === 'unreachable') return state
  return state === 'degraded' && container?.health === 'unhealthy' ? 'degraded' : null
}

function at({ name, verdict }: NodeState): Pick<VpnEvents['vpn.degraded'], 'container' | 'state' | 'reason'> {
  return { container: name, state: verdict.state, reason: verdict.reason }
}

function ipOf({ control }: NodeState): string | null {
  return control?.kind === 'ok' ? control.publicIp : null
}

function sinceMs(moment: Moment | null, now: Moment): number {
  return now.elapsedMs - (moment?.elapsedMs ?? now.elapsedMs)
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
