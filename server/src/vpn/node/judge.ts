import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ControlReading, VpnContainerFacts } from '../ports.ts'

/** Everything that speaks about one VPN container at one moment: Docker's view, the control server's, and ages. */
export interface Sight {
  readonly name: string
  /** Null: no container has that name. */
  readonly container: VpnContainerFacts | null
  /** Null: not asked yet since the container started. */
  readonly control: ControlReading | null
  /** Its control server, image or environment showed that it is Gluetun. */
  readonly identified: boolean
  /** For how long the tunnel has been running without a public IP; null: it has one, or does not run. */
  readonly noIpForMs: number | null
  /** For how long the tunnel has been up without the forwarded port it should have; null: nothing is missing. */
  readonly noPortForMs: number | null
  /** A missing port makes us reconnect (VPN_PORT_WATCHDOG). */
  readonly watchdog: boolean
}

export type VpnState =
  | 'up'
  | 'connecting'
  | 'degraded'
  | 'stopped'
  | 'crashed'
  | 'unreachable'
  | 'unauthorized'
  | 'not_found'

export interface Verdict {
  readonly state: VpnState
  /** Never null where `usable` or `connected` is false. Holds no ages, so that the same trouble stays the same reason. */
  readonly reason: Reason | null
  /** Traffic passes, as far as anyone can tell: the key figure. */
  readonly connected: boolean
  /** New engines may start in it. */
  readonly usable: boolean
}

/** No public IP for longer than this while all else is well: Gluetun asks for it once and may have failed. */
const NO_IP_PATIENCE_MS = 60_000

/** A missing public IP says nothing about the tunnel: it was never asked for, can't be read, or is long overdue. */
export function isIpUnknowable(
  container: VpnContainerFacts | null,
  control: Extract<ControlReading, { kind: 'ok' }>,
  noIpForMs: number | null,
): boolean {
  return (
    container?.publicIpDisabled === true ||
    control.unlisted.includes('publicIp') ||
    (noIpForMs ?? 0) >= NO_IP_PATIENCE_MS
  )
}

/** No forwarded port for longer than this while it is on is a fault (docs/reference/gluetun.md 4). */
export const NO_PORT_PATIENCE_MS = 60_000

/** Docker's view and the control server's as one state (docs/reference/gluetun.md 5.3). */
export function judge(sight: Sight): Verdict {
  const { container, control, name } = sight
  if (!container) return down('not_found', { code: 'vpn_container_not_found', container: name })
  if (container.status !== 'running') return judgeDead(container)
  if (!control) return down('connecting', { code: 'control_not_asked' })
  if (control.kind !== 'ok') return judgeUnreadable(sight, container, control)
  return judgeTunnel(sight, container, control)
}

function down(state: VpnState, reason: Reason): Verdict {
  return { state, reason, connected: false, usable: false }
}

/** How a container ends that was asked to stop: 0, and SIGINT, SIGKILL, SIGTERM. */
const ORDERLY_EXITS: ReadonlySet<number | null> = new Set([null, 0, 130, 137, 143])

function judgeDead({ status, name, exitCode }: VpnContainerFacts): Verdict {
  const word = ORDERLY_EXITS.has(exitCode) ? 'stopped' : 'crashed'
  switch (status) {
    case 'created':
      return down('stopped', { code: 'vpn_container_created', container: name })
    case 'paused':
      return down('stopped', { code: 'vpn_container_paused', container: name })
    case 'removing':
      return down('stopped', { code: 'vpn_container_removing' })
    case 'restarting':
      return down(word, { code: 'vpn_container_restarting', exitCode })
    default:
      return down(word, { code: 'vpn_container_exited', container: name, exitCode })
  }
}

type Readable = Extract<ControlReading, { kind: 'ok' }>
type Unreadable = Exclude<ControlReading, { kind: 'ok' }>

/** Nobody is left without engines because of a missing key: Docker's health decides. */
function judgeUnreadable(sight: Sight, container: VpnContainerFacts, control: Unreadable): Verdict {
  const state = control.kind === 'unauthorized' ? 'unauthorized' : 'unreachable'
  const { reason } = control
  if (!sight.identified) {
    const { name, image } = container
    return down(state, { code: 'not_shown_to_be_gluetun', container: name, image, reason })
  }
  switch (container.health) {
    case 'healthy':
      return { state, connected: true, usable: true, reason: all(reason, { code: 'docker_healthy_decides' }) }
    case 'unhealthy':
      return down(state, all(unhealthy(container), reason))
    case 'starting':
      return down('connecting', all({ code: 'docker_health_pending' }, reason))
    case 'unknown':
      return { state, connected: false, usable: true, reason: all(reason, { code: 'no_health_check' }) }
  }
}

function all(...reasons: readonly Reason[]): Reason {
  return { code: 'all', reasons }
}

function judgeTunnel(sight: Sight, container: VpnContainerFacts, control: Readable): Verdict {
  const healthIsOld = container.health === 'healthy'
  switch (control.status) {
    case 'starting':
      return down('connecting', { code: 'tunnel_starting' })
    case 'stopping':
      return down('stopped', { code: 'tunnel_stopping' })
    case 'stopped':
    case 'completed':
      return down('stopped', { code: 'tunnel_stopped', healthIsOld })
    case 'crashed':
      return down('crashed', { code: 'tunnel_crashed', healthIsOld })
    case 'unknown':
      if (control.publicIp === null && control.problems.status !== null)
        return judgeUnreadable(sight, container, { kind: 'unreachable', reason: control.problems.status })
      return judgeRunning(sight, container, control)
    case 'running':
      return judgeRunning(sight, container, control)
  }
}

/**
 * `running` is not yet connected: it only means that the VPN's process lives (docs/reference/gluetun.md 2.1). A public IP
 * was asked for through the tunnel, so it counts before Docker's first health check has.
 */
function judgeRunning(sight: Sight, container: VpnContainerFacts, control: Readable): Verdict {
  if (container.health !== 'unhealthy')
    return control.publicIp === null ? judgeWithoutIp(sight, container, control) : judgeUp(sight, control)
  if (control.publicIp === null)
    return down('connecting', all({ code: 'no_public_ip' }, unhealthy(container)))
  const reason: Reason = { code: 'unhealthy_with_public_ip', output: outputOf(container) }
  return { state: 'degraded', connected: true, usable: false, reason }
}

function judgeWithoutIp(sight: Sight, container: VpnContainerFacts, control: Readable): Verdict {
  if (container.health === 'starting') return down('connecting', { code: 'docker_health_pending' })
  if (!isIpUnknowable(container, control, sight.noIpForMs))
    return down('connecting', { code: 'tunnel_connecting' })
  const unknownIp: Reason = container.publicIpDisabled
    ? { code: 'public_ip_disabled' }
    : (control.problems.publicIp ?? { code: 'public_ip_lookup_failed' })
  return container.health === 'healthy'
    ? { state: 'up', connected: true, usable: true, reason: unknownIp }
    : {
        state: 'degraded',
        connected: true,
        usable: true,
        reason: all(unknownIp, { code: 'no_health_check' }),
      }
}

function judgeUp(sight: Sight, { problems }: Readable): Verdict {
  if ((sight.noPortForMs ?? 0) > NO_PORT_PATIENCE_MS) {
    const reason: Reason = { code: 'forwarded_port_missing', watchdog: sight.watchdog }
    return { state: 'degraded', connected: true, usable: true, reason }
  }
  const ports = sight.container?.portForwardingEnabled === false ? null : problems.ports
  return { state: 'up', connected: true, usable: true, reason: problems.status ?? ports }
}

function unhealthy(container: VpnContainerFacts): Reason {
  return { code: 'docker_unhealthy', output: outputOf(container) }
}

/**
 * The check's words go into a sentence for logs and terminals: one line, nothing that steers them, and without the
 * time and level with which Gluetun begins it, or the reason would be another one after each check.
 */
function outputOf({ healthOutput }: VpnContainerFacts): string | null {
  const said = healthOutput
    ?.trim()
    .split(/[\r\n]/, 1)[0]
    ?.replace(/[\p{Cc}\p{Bidi_C}\s]+/gu, ' ')
    .trim()
    .replace(/^(\[\d+m)?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S* /, '')
    .replace(/^(\[\d+m)*(ERROR|WARN|INFO|DEBUG)(\[\d+m)* /, '')
  return said || null
}

export type PortForwarding = 'on' | 'off' | 'pending' | 'unknown'

/** Whether forwarding works, from the container's settings and what the control server shows. */
export function portForwarding(enabled: boolean | null, ports: readonly number[] | null): PortForwarding {
  if (ports && ports.length > 0) return 'on'
  if (enabled === false) return 'off'
  return enabled === true && ports ? 'pending' : 'unknown'
}
