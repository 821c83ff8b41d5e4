import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { VpnContainerFacts } from '../../../vpn/ports.ts'
import { holderOf, nameOf, networkOwnerOf, statusOf, timeOf } from '../containers/reading/facts.ts'
import {
  dialAddresses,
  isInside,
  type NetworkHolder,
  publishedPorts,
  type Surroundings,
} from '../placement/addresses.ts'
import type { ContainerBody } from '../wire.ts'
import { type GluetunEnvironment, readGluetunEnvironment } from './gluetun-environment.ts'

/** A VPN container's inspection in our words; `controlPort` null: as its environment says. */
export function vpnFactsOf(
  body: ContainerBody,
  givenPort: number | null,
  occupiedPorts: ReadonlySet<number>,
  from: Surroundings,
): VpnContainerFacts {
  const holder = holderOf(body)
  const status = statusOf(body)
  const over = status === 'exited' || status === 'dead'
  const environment = readGluetunEnvironment(body.Config?.Env)
  const controlPort = givenPort ?? environment.control.port
  const obstacle = obstacleTo(body, holder, environment, controlPort, from)
  return {
    id: body.Id,
    name: nameOf(body),
    status,
    ...healthOf(body),
    startedAtMs: timeOf(body.State?.StartedAt),
    exitCode: over ? (body.State?.ExitCode ?? null) : null,
    image: body.Config?.Image ?? '',
    controlPort,
    controlAddresses: obstacle === null ? dialAddresses(holder, controlPort, from) : [],
    controlObstacle: obstacle,
    published: publishedPorts(holder),
    sharesNetwork:
      isInside(holder, from) ||
      holder.networks.some((network) => from.networkIds.has(network.NetworkID ?? '')),
    portForwardingEnabled: environment.portForwarding,
    publicIpDisabled: environment.publicIpDisabled,
    provider: environment.provider,
    vpnType: environment.vpnType,
    occupiedPorts,
  }
}

/** Why nothing can reach its control server, where its configuration already says so. */
function obstacleTo(
  body: ContainerBody,
  holder: NetworkHolder,
  environment: GluetunEnvironment,
  controlPort: number,
  from: Surroundings,
): Reason | null {
  if (networkOwnerOf(body) !== null) return { code: 'control_network_is_anothers' }
  const { port, loopbackOnly } = environment.control
  if (loopbackOnly && port === controlPort && !isInside(holder, from) && !holder.onHostNetwork)
    return { code: 'control_on_loopback', port }
  return null
}

function healthOf({
  State,
}: ContainerBody): Pick<VpnContainerFacts, 'health' | 'healthOutput' | 'healthySinceMs'> {
  const health = State?.Health
  const known =
    health?.Status === 'healthy' || health?.Status === 'unhealthy' || health?.Status === 'starting'
  const checks = Array.isArray(health?.Log) ? health.Log : []
  const output = checks.at(-1)?.Output
  return {
    health: known ? health.Status : 'unknown',
    healthOutput: (typeof output === 'string' && output.trim()) || null,
    healthySinceMs: health?.Status === 'healthy' ? healthySince(checks, timeOf(State?.StartedAt)) : null,
  }
}

/** Docker keeps five results: if all passed, it has been healthy since its start for all anybody can tell. */
function healthySince(
  checks: readonly { readonly ExitCode?: number; readonly Start?: string }[],
  startedAtMs: number | null,
): number | null {
  const failed = checks.findLastIndex((check) => check?.ExitCode !== 0)
  if (failed === -1) return startedAtMs
  return timeOf(checks[failed + 1]?.Start)
}
