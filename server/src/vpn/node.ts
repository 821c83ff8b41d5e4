import type { VpnStateWord } from '@acestream-orchestrator/contract/vpn'
import type { ControlReading, VpnContainerFacts } from './ports.ts'

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

export interface Verdict {
  readonly state: VpnStateWord
  /** Never null where `usable` or `connected` is false. Says no ages, so that the same trouble stays the same text. */
  readonly reason: string | null
  /** Traffic passes, as far as anyone can tell: the key figure. */
  readonly connected: boolean
  /** New engines may start in it. */
  readonly usable: boolean
}

/** No public IP for longer than this while all else is well: Gluetun asks for it once and may have failed. */
const NO_IP_PATIENCE_MS = 60_000

/** That there is no public IP tells nothing of the tunnel: it was never asked for, can't be read, or is long overdue. */
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
  if (!container)
    return down('not_found', `no container is named ${name}: start it, or check GLUETUN_CONTAINER_NAME`)
  if (container.status !== 'running') return judgeDead(container)
  if (!control) return down('connecting', 'its control server has not been asked yet')
  if (control.kind !== 'ok') return judgeUnreadable(sight, container, control)
  return judgeTunnel(sight, container, control)
}

function down(state: VpnStateWord, reason: string): Verdict {
  return { state, reason, connected: false, usable: false }
}

/** How a container ends that was told to: 0, and SIGINT, SIGKILL, SIGTERM. */
const ORDERLY_EXITS: ReadonlySet<number | null> = new Set([null, 0, 130, 137, 143])

function judgeDead({ status, name, exitCode }: VpnContainerFacts): Verdict {
  const exited = exitCode === null ? 'exited' : `exited with code ${exitCode}`
  const word = ORDERLY_EXITS.has(exitCode) ? 'stopped' : 'crashed'
  switch (status) {
    case 'created':
      return down('stopped', `its container was never started: docker start ${name}`)
    case 'paused':
      return down('stopped', `its container is paused: docker unpause ${name}`)
    case 'removing':
      return down('stopped', 'its container is being removed')
    case 'restarting':
      return down(
        word,
        `its container ${exited} and Docker is restarting it: if this stays, its log says why`,
      )
    default:
      return down(word, `its container ${exited}: its log says why; docker start ${name} starts it`)
  }
}

type Readable = Extract<ControlReading, { kind: 'ok' }>
type Unreadable = Exclude<ControlReading, { kind: 'ok' }>

/** Nobody is left without engines because of a missing key: Docker's health decides. */
function judgeUnreadable(sight: Sight, container: VpnContainerFacts, control: Unreadable): Verdict {
  const state = control.kind === 'unauthorized' ? 'unauthorized' : 'unreachable'
  if (!sight.identified)
    return down(
      state,
      `nothing shows that ${container.name} (image ${container.image}) is Gluetun, so no engine is started in its network: check GLUETUN_CONTAINER_NAME; ${control.reason}`,
    )
  switch (container.health) {
    case 'healthy':
      return {
        state,
        connected: true,
        usable: true,
        reason: `${control.reason}. Docker says healthy, which decides`,
      }
    case 'unhealthy':
      return down(state, `${unhealthy(container)}; ${control.reason}`)
    case 'starting':
      return down('connecting', `Docker's health check has not passed yet; ${control.reason}`)
    case 'unknown':
      return {
        state,
        connected: false,
        usable: true,
        reason: `${control.reason}. The container has no health check either, so whether traffic passes is unknown`,
      }
  }
}

function judgeTunnel(sight: Sight, container: VpnContainerFacts, control: Readable): Verdict {
  switch (control.status) {
    case 'starting':
      return down('connecting', 'Gluetun is starting the tunnel')
    case 'stopping':
      return down('stopped', 'Gluetun is stopping the tunnel')
    case 'stopped':
    case 'completed':
      return down('stopped', `the tunnel is stopped: restart it${staleHealth(container)}`)
    case 'crashed':
      return down(
        'crashed',
        `the tunnel crashed; Gluetun tries again after 15 s, then twice as long each time; its log says why${staleHealth(container)}`,
      )
    case 'unknown':
      if (control.publicIp === null && control.problems.status !== null)
        return judgeUnreadable(sight, container, { kind: 'unreachable', reason: control.problems.status })
      return judgeRunning(sight, container, control)
    case 'running':
      return judgeRunning(sight, container, control)
  }
}

/** From v3.41 on nothing resets the health when the tunnel goes (docs/reference/gluetun.md 5.2). */
function staleHealth({ health }: VpnContainerFacts): string {
  return health === 'healthy' ? " (Docker's healthy is from before)" : ''
}

/**
 * `running` is not yet connected: it only means that the VPN's process lives (docs/reference/gluetun.md 2.1). A public IP
 * was asked for through the tunnel, so it counts before Docker's first health check has.
 */
function judgeRunning(sight: Sight, container: VpnContainerFacts, control: Readable): Verdict {
  if (container.health === 'unhealthy')
    return control.publicIp === null
      ? down('connecting', `no public IP yet; ${unhealthy(container)}`)
      : {
          state: 'degraded',
          connected: true,
          usable: false,
          reason: `${unhealthy(container)}, though the tunnel has a public IP`,
        }
  return control.publicIp === null ? judgeWithoutIp(sight, container, control) : judgeUp(sight, control)
}

function judgeWithoutIp(sight: Sight, container: VpnContainerFacts, control: Readable): Verdict {
  if (container.health === 'starting') return down('connecting', "Docker's health check has not passed yet")
  if (!isIpUnknowable(container, control, sight.noIpForMs))
    return down('connecting', 'the tunnel is being built: no public IP yet')
  const unknownIp = container.publicIpDisabled
    ? 'public IP unknown: PUBLICIP_ENABLED is off'
    : (control.problems.publicIp ?? "public IP unknown: Gluetun's one question for it failed")
  return container.health === 'healthy'
    ? { state: 'up', connected: true, usable: true, reason: unknownIp }
    : {
        state: 'degraded',
        connected: true,
        usable: true,
        reason: `${unknownIp}; and the container has no health check, so whether traffic passes is unknown`,
      }
}

function judgeUp(sight: Sight, { problems }: Readable): Verdict {
  if ((sight.noPortForMs ?? 0) > NO_PORT_PATIENCE_MS)
    return { state: 'degraded', connected: true, usable: true, reason: missingPort(sight.watchdog) }
  const ports = sight.container?.portForwardingEnabled === false ? null : problems.ports
  return { state: 'up', connected: true, usable: true, reason: problems.status ?? ports }
}

function missingPort(watchdog: boolean): string {
  const remedy = watchdog
    ? 'the tunnel is reconnected until there is one'
    : 'restart the tunnel, or set VPN_PORT_WATCHDOG=true to have that done'
  return `port forwarding is on, but the VPN has given no port for over a minute: ${remedy}`
}

/**
 * The check's words go into a sentence for logs and terminals: one line, nothing that steers them, and without the
 * time and level with which Gluetun begins it, or the reason would be another one after each check.
 */
function unhealthy({ healthOutput }: VpnContainerFacts): string {
  const said = healthOutput
    ?.trim()
    .split(/[\r\n]/, 1)[0]
    ?.replace(/[\p{Cc}\p{Bidi_C}\s]+/gu, ' ')
    .trim()
    .replace(/^(\[\d+m)?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S* /, '')
    .replace(/^(\[\d+m)*(ERROR|WARN|INFO|DEBUG)(\[\d+m)* /, '')
  return said ? `Docker says unhealthy (${said})` : 'Docker says unhealthy'
}

export type PortForwarding = 'on' | 'off' | 'pending' | 'unknown'

/** Whether forwarding works, from what the container was told and what the control server shows. */
export function portForwarding(enabled: boolean | null, ports: readonly number[] | null): PortForwarding {
  if (ports && ports.length > 0) return 'on'
  if (enabled === false) return 'off'
  return enabled === true && ports ? 'pending' : 'unknown'
}
