import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ControlReading, VpnContainerFacts } from '../ports.ts'
import { isIpUnknowable, judge, type Verdict } from './judge.ts'

export interface Moment {
  /** Unix ms, for people. */
  readonly wallMs: number
  /** Monotonic ms, for ages. */
  readonly elapsedMs: number
}

/** What one look at a node brought. */
export interface Observation {
  readonly container:
    | { readonly kind: 'found'; readonly facts: VpnContainerFacts }
    | { readonly kind: 'absent' }
    /** The runtime does not answer: never read as absent. */
    | { readonly kind: 'unknown'; readonly reason: Reason }
  /** Null: not asked, or the answer did not come before something more important. */
  readonly control: ControlReading | null
}

/** All that is known of one VPN container. Replaced as a whole at each observation. */
export interface NodeState {
  readonly name: string
  readonly container: VpnContainerFacts | null
  /** The reading acted upon: a missed check or two does not take the place of a good one. */
  readonly control: ControlReading | null
  readonly misses: number
  readonly verdict: Verdict
  /** When `verdict.state` became what it is. */
  readonly since: Moment
  /** Monotonic; null while engines may start. */
  readonly unusableSinceMs: number | null
  /** Null before the first look. */
  readonly lookedAtMs: number | null
  /** Why the runtime can't be asked now: all else is what was last known. */
  readonly runtimeReason: Reason | null
  /** The container whose control server was once read: it is Gluetun, whatever its image is called. */
  readonly gluetunId: string | null
  /** What it was when it last ran: another id or start is another network namespace. */
  readonly lastRun: { readonly id: string; readonly startedAtMs: number | null } | null
  readonly tunnel: Tunnel
  readonly port: Port
  /** Unix ms of the last tunnel rebuilt while the container ran on: its engines kept their namespace. */
  readonly reconnectedAtMs: number | null
}

interface Tunnel {
  /** It was up at some time since the container started. */
  readonly wasUp: boolean
  /** It went away after it was up. */
  readonly lost: boolean
  /** The last one since the container started. */
  readonly ip: string | null
  /** Monotonic ms since when it has run without a public IP; null otherwise. */
  readonly noIpSinceMs: number | null
  /** Monotonic ms since when it has been up without the port it should have; null otherwise. */
  readonly noPortSinceMs: number | null
}

export interface Port {
  readonly current: number | null
  /** The last one there was, kept while there is none. */
  readonly last: number | null
  /** Unix ms when `last` took the place of another or of none; null: it was there when we came. */
  readonly changedAtMs: number | null
}

/** As many checks in a row must fail before a control server that was readable counts as unreadable. */
const MISSES_TO_BELIEVE = 3

const NO_TUNNEL: Tunnel = { wasUp: false, lost: false, ip: null, noIpSinceMs: null, noPortSinceMs: null }

export function unseenNode(name: string, now: Moment, port: Port = NO_PORT): NodeState {
  return {
    name,
    container: null,
    control: null,
    misses: 0,
    verdict: { state: 'connecting', reason: { code: 'vpn_not_checked' }, connected: false, usable: false },
    since: now,
    unusableSinceMs: now.elapsedMs,
    lookedAtMs: null,
    runtimeReason: null,
    gluetunId: null,
    lastRun: null,
    tunnel: NO_TUNNEL,
    port,
    reconnectedAtMs: null,
  }
}

export const NO_PORT: Port = { current: null, last: null, changedAtMs: null }

/** The next state of a node after one look at it. Pure: ages are taken from `now`. */
export function observe(
  before: NodeState,
  seen: Observation,
  now: Moment,
  options: { readonly watchdog: boolean },
): NodeState {
  const container = containerAfter(before, seen)
  const sameRun = isSameRun(before.container, container)
  const { control, misses } = controlAfter(before, seen, container, sameRun)
  const tunnel = tunnelAfter(sameRun ? before.tunnel : NO_TUNNEL, container, control, now)
  const gluetunId = control?.kind === 'ok' && container ? container.id : before.gluetunId
  const runtimeReason = seen.container.kind === 'unknown' ? seen.container.reason : null
  const verdict =
    unknownFromTheStart(before, runtimeReason) ??
    judge({
      name: before.name,
      container,
      control,
      identified: container !== null && (container.id === gluetunId || looksLikeGluetun(container)),
      noIpForMs: ageMs(tunnel.noIpSinceMs, now),
      noPortForMs: ageMs(tunnel.noPortSinceMs, now),
      watchdog: options.watchdog,
    })
  return {
    ...before,
    container,
    control,
    misses,
    verdict,
    since: verdict.state === before.verdict.state ? before.since : now,
    unusableSinceMs: verdict.usable ? null : (before.unusableSinceMs ?? now.elapsedMs),
    lookedAtMs: now.wallMs,
    runtimeReason,
    gluetunId,
    lastRun: container?.status === 'running' ? container : before.lastRun,
    tunnel,
    port: portAfter(before, control, sameRun, now),
    reconnectedAtMs: reconnected(before, tunnel, sameRun) ? now.wallMs : before.reconnectedAtMs,
  }
}

function ageMs(sinceMs: number | null, now: Moment): number | null {
  return sinceMs === null ? null : now.elapsedMs - sinceMs
}

function containerAfter(before: NodeState, seen: Observation): VpnContainerFacts | null {
  switch (seen.container.kind) {
    case 'found':
      return seen.container.facts
    case 'absent':
      return null
    case 'unknown':
      return before.container
  }
}

/** Nothing was ever seen of it, so there is no last state to keep. */
function unknownFromTheStart(before: NodeState, runtimeReason: Reason | null): Verdict | undefined {
  if (runtimeReason === null || before.container || before.verdict.state === 'not_found') return undefined
  const reason: Reason = { code: 'vpn_unknown', vpn: before.name, reason: runtimeReason }
  return { state: 'unreachable', reason, connected: false, usable: false }
}

/** Why it is in its state, and whether this is only what was last known. */
export function reasonOf({ runtimeReason, verdict, container }: NodeState): Reason | null {
  if (runtimeReason === null || (!container && verdict.state !== 'not_found')) return verdict.reason
  return { code: 'last_known', reason: runtimeReason, known: verdict.reason }
}

/** The same process since the last look: same id and start time (docs/reference/gluetun.md 7.3). */
export function isSameRun(before: VpnContainerFacts | null, after: VpnContainerFacts | null): boolean {
  return (
    before !== null &&
    after !== null &&
    before.status === 'running' &&
    after.status === 'running' &&
    before.id === after.id &&
    before.startedAtMs === after.startedAtMs
  )
}

/** Gluetun's image sets these variables to a default, so that an image of another name shows itself too. */
function looksLikeGluetun(container: VpnContainerFacts): boolean {
  return /gluetun/i.test(container.image) || container.provider !== null || container.vpnType !== null
}

function controlAfter(
  before: NodeState,
  seen: Observation,
  container: VpnContainerFacts | null,
  sameRun: boolean,
): Pick<NodeState, 'control' | 'misses'> {
  if (container?.status !== 'running') return { control: null, misses: 0 }
  if (!sameRun) return { control: seen.control, misses: 0 }
  if (!seen.control) return { control: before.control, misses: before.misses }
  if (seen.control.kind === 'ok' || seen.control.kind === 'unauthorized')
    return { control: seen.control, misses: 0 }
  const misses = before.misses + 1
  const believed = before.control === null || before.control.kind !== 'ok' || misses >= MISSES_TO_BELIEVE
  const keep = before.control !== null && (!believed || seen.container.kind === 'unknown')
  return { control: keep ? before.control : seen.control, misses }
}

/** Running with a public IP, or where that there is none says nothing. */
function tunnelAfter(
  before: Tunnel,
  container: VpnContainerFacts | null,
  control: ControlReading | null,
  now: Moment,
): Tunnel {
  if (control?.kind !== 'ok') return before
  const { elapsedMs } = now
  const runs = control.status === 'running' || control.status === 'unknown'
  const noIpSinceMs =
    runs && control.publicIp === null
      ? (before.noIpSinceMs ?? elapsedMs - (before === NO_TUNNEL ? healthyForMs(container, now) : 0))
      : null
  const isUp = runs && (noIpSinceMs === null || isIpUnknowable(container, control, elapsedMs - noIpSinceMs))
  const lacksPort = isUp && container?.portForwardingEnabled === true && control.forwardedPorts?.length === 0
  return {
    wasUp: before.wasUp || isUp,
    lost: !isUp && (before.wasUp || before.lost),
    ip: control.publicIp ?? before.ip,
    noIpSinceMs,
    noPortSinceMs: lacksPort ? (before.noPortSinceMs ?? elapsedMs) : null,
  }
}

/** A Gluetun that was healthy long before we came will get no public IP in our first minute. */
function healthyForMs(container: VpnContainerFacts | null, { wallMs }: Moment): number {
  const sinceMs = container?.healthySinceMs ?? null
  return sinceMs === null ? 0 : Math.max(0, wallMs - sinceMs)
}

function reconnected(before: NodeState, tunnel: Tunnel, sameRun: boolean): boolean {
  if (!sameRun || tunnel.lost) return false
  return before.tunnel.lost || (before.tunnel.ip !== null && before.tunnel.ip !== tunnel.ip)
}

function portAfter(
  { port, lookedAtMs }: NodeState,
  control: ControlReading | null,
  sameRun: boolean,
  now: Moment,
): Port {
  const unread = control?.kind !== 'ok' || control.forwardedPorts === null
  const current = unread ? (sameRun ? port.current : null) : (control.forwardedPorts[0] ?? null)
  if (current === null || current === port.last) return { ...port, current }
  return {
    current,
    last: current,
    changedAtMs: port.last === null && lookedAtMs === null ? null : now.wallMs,
  }
}
