import type { VpnContainerFacts } from '../../vpn/ports.ts'
import { dialAddresses, publishedPorts, type Surroundings } from './addresses.ts'
import { holderOf, nameOf, statusOf, timeOf } from './facts.ts'
import type { ContainerBody } from './wire.ts'

/** A VPN container's inspection in our words. Its environment holds credentials: three variables are read, by name. */
export function vpnFactsOf(
  body: ContainerBody,
  controlPort: number,
  occupiedPorts: ReadonlySet<number>,
  from: Surroundings,
): VpnContainerFacts {
  const holder = holderOf(body)
  const status = statusOf(body)
  const over = status === 'exited' || status === 'dead'
  const forwarding = variable(body, 'VPN_PORT_FORWARDING')
  return {
    id: body.Id,
    name: nameOf(body),
    status,
    ...healthOf(body),
    startedAtMs: timeOf(body.State?.StartedAt),
    exitCode: over ? (body.State?.ExitCode ?? null) : null,
    image: body.Config?.Image ?? '',
    controlAddresses: dialAddresses(holder, controlPort, from),
    published: publishedPorts(holder, from),
    sharesNetwork: holder.networks.some((network) => from.networkIds.has(network.NetworkID ?? '')),
    portForwardingEnabled: forwarding === null ? null : forwarding.toLowerCase() === 'on',
    provider: variable(body, 'VPN_SERVICE_PROVIDER') || null,
    vpnType: variable(body, 'VPN_TYPE') || null,
    occupiedPorts,
  }
}

function healthOf({ State }: ContainerBody): Pick<VpnContainerFacts, 'health' | 'healthOutput'> {
  const status = State?.Health?.Status
  const known = status === 'healthy' || status === 'unhealthy' || status === 'starting'
  const output = State?.Health?.Log?.at(-1)?.Output?.trim()
  return { health: known ? status : 'unknown', healthOutput: output || null }
}

/** Gluetun's image sets a default for each of them, so a missing one means that we can't see, not that it is off. */
function variable({ Config }: ContainerBody, name: string): string | null {
  const entry = Config?.Env?.find((each) => each.startsWith(`${name}=`))
  return entry?.slice(name.length + 1) ?? null
}
