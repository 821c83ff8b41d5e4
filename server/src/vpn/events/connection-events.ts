import type { Moment, NodeState } from '../node/node-state.ts'
import { at, ipOf, type VpnEvent } from './vpn-event.ts'

/** A loss by Gluetun's own words is often over by now; a dead container is recorded at once. */
const LOSS_PATIENCE_MS = 5000
/** Connected for so long, it counts as stable again. */
const STABLE_MS = 60_000
/** The loss with which it counts as unstable. */
const UNSTABLE_LOSSES = 3
/** An unstable VPN that stays away for so long is lost. */
const UNSTABLE_GONE_MS = 30_000

/** Losses that were recorded and those held back, so that a blip is one entry and a flapping VPN no flood of them. */
export interface Connection {
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
}

export const NEVER_CONNECTED: Connection = {
  wasConnected: false,
  lostSince: null,
  lossRecorded: false,
  losses: 0,
  firstLoss: null,
  connectedSinceMs: null,
  unstable: false,
}

interface Turn {
  readonly connection: Connection
  readonly events: readonly VpnEvent[]
}

/** What the step from one state to the next says of losses and of connections that came back. */
export function connectionEvents(before: Connection, was: NodeState, node: NodeState, now: Moment): Turn {
  return node.verdict.connected ? whileConnected(before, was, node, now) : whileLost(before, node, now)
}

function whileLost(before: Connection, node: NodeState, now: Moment): Turn {
  const connection = before.lostSince === null ? withLoss(before, now) : before
  const lostForMs = sinceMs(connection.lostSince, now)
  if (connection.unstable) return whileUnstable(connection, node, lostForMs)
  if (connection.losses >= UNSTABLE_LOSSES)
    return { connection: { ...connection, unstable: true }, events: [unstable(node, connection, now)] }
  if (connection.lossRecorded || (lostForMs < LOSS_PATIENCE_MS && !isDead(node)))
    return { connection, events: [] }
  return { connection: { ...connection, lossRecorded: true }, events: [lost(node, connection)] }
}

function withLoss(connection: Connection, now: Moment): Connection {
  return {
    ...connection,
    lostSince: now,
    lossRecorded: false,
    connectedSinceMs: null,
    losses: connection.losses + 1,
    firstLoss: connection.firstLoss ?? now,
  }
}

function whileUnstable(connection: Connection, node: NodeState, lostForMs: number): Turn {
  if (lostForMs < UNSTABLE_GONE_MS) return { connection, events: [] }
  return {
    connection: {
      ...connection,
      unstable: false,
      losses: 1,
      firstLoss: connection.lostSince,
      lossRecorded: true,
    },
    events: [lost(node, connection)],
  }
}

function isDead({ container, verdict }: NodeState): boolean {
  return container?.status !== 'running' || verdict.state === 'crashed'
}

function whileConnected(before: Connection, was: NodeState, node: NodeState, now: Moment): Turn {
  if (before.lostSince !== null) return comeBack(before, node, now)
  const connectedSinceMs = before.connectedSinceMs ?? now.elapsedMs
  const connection = { ...before, connectedSinceMs, wasConnected: true }
  if (now.elapsedMs - connectedSinceMs >= STABLE_MS && connection.losses > 0)
    return {
      connection: { ...connection, losses: 0, firstLoss: null, unstable: false },
      events: connection.unstable ? [stable(node, connection, now)] : [],
    }
  const quiet = connection.unstable || node.reconnectedAtMs === was.reconnectedAtMs
  return { connection, events: quiet ? [] : [reconnected(node, was, null)] }
}

function comeBack(before: Connection, node: NodeState, now: Moment): Turn {
  const awayMs = sinceMs(before.lostSince, now)
  const connection = {
    ...before,
    lostSince: null,
    lossRecorded: false,
    connectedSinceMs: now.elapsedMs,
    wasConnected: true,
  }
  if (!before.wasConnected) return firstConnection(before, connection, node)
  if (connection.unstable) return { connection, events: [] }
  return {
    connection,
    events: [before.lossRecorded ? connected(node, awayMs) : reconnected(node, null, awayMs)],
  }
}

/** Being found connecting at our own start is no loss. */
function firstConnection(before: Connection, after: Connection, node: NodeState): Turn {
  return {
    connection: { ...after, losses: 0, firstLoss: null, unstable: false },
    events: before.lossRecorded ? [connected(node, null)] : [],
  }
}

function lost(node: NodeState, { lostSince }: Connection): VpnEvent {
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

function unstable(node: NodeState, { losses, firstLoss }: Connection, now: Moment): VpnEvent {
  return { code: 'vpn.unstable', ...at(node), losses, withinSeconds: seconds(sinceMs(firstLoss, now)) }
}

function stable(node: NodeState, { losses, firstLoss }: Connection, now: Moment): VpnEvent {
  const withinSeconds = seconds(sinceMs(firstLoss, now))
  return { code: 'vpn.stable', ...at(node), losses, withinSeconds, publicIp: ipOf(node) }
}

function sinceMs(moment: Moment | null, now: Moment): number {
  return now.elapsedMs - (moment?.elapsedMs ?? now.elapsedMs)
}

function seconds(ms: number): number {
  return Math.round(ms / 1000)
}
