import type { VpnEvents } from '@acestream-orchestrator/contract/events/vpn'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { counted, type Say, type Wording } from '../wording.ts'

export const vpnEvents: Wording<VpnEvents> = {
  'vpn.disconnected': ({ container, reason }, say) =>
    `VPN ${container} is not connected${because(reason, say)}`,
  'vpn.connected': ({ container, awaySeconds, publicIp }) =>
    `VPN ${container} is connected${awaySeconds === null ? '' : ` again after ${span(awaySeconds)}`}${as(publicIp)}`,
  'vpn.reconnected': ({ container, withinSeconds, publicIp, formerIp }) =>
    `VPN ${container} reconnected${withinSeconds === null ? '' : ` within ${span(withinSeconds)}`}${as(publicIp)}${
      formerIp === null ? '' : ` (it was ${formerIp})`
    }`,
  'vpn.unstable': ({ container, losses, withinSeconds, reason }, say) =>
    `VPN ${container} keeps dropping: ${counted(losses, 'time')} in ${span(withinSeconds)}${
      reason === null ? '' : `, most recently because ${say(reason)}`
    }. Further drops are counted, not listed`,
  'vpn.stable': ({ container, losses, withinSeconds, publicIp }) =>
    `VPN ${container} is stable again after ${counted(losses, 'drop')} in ${span(withinSeconds)}${as(publicIp)}`,
  'vpn.recreated': ({ container }) =>
    `VPN ${container} was recreated: engines in its old network are recreated`,
  'vpn.restarted': ({ container }) =>
    `VPN ${container} was restarted: engines in its network are restarted too`,
  'vpn.port_missing': ({ container }) => `VPN ${container} has no forwarded port though forwarding is on`,
  'vpn.port_back': ({ container, port }) => `VPN ${container} has a forwarded port again: ${port}`,
  'vpn.port_changed': ({ container, port, formerPort }) =>
    `VPN ${container} has another forwarded port: ${port}${formerPort === null ? '' : ` (it was ${formerPort})`}`,
  'vpn.unauthorized': impaired,
  'vpn.unreachable': impaired,
  'vpn.degraded': impaired,
  'vpn.leak': ({ container }, say) => `VPN ${container} leaks: ${say({ code: 'vpn_ip_is_host_ip' })}`,
  'vpn.leak_over': ({ container }) => `VPN ${container} hides this host's address again`,
  'vpn.tunnel_restart': ({ container, reason }, say) =>
    `VPN ${container}: the tunnel is being restarted${because(reason, say)}`,
  'vpn.tunnel_restart_failed': ({ container, reason }, say) =>
    `VPN ${container}: the tunnel could not be restarted${because(reason, say)}`,
  'vpn.released': ({ container }) =>
    `VPN ${container} was released: its engines are removed, so that it can be recreated`,
}

function impaired({ container, reason }: VpnEvents['vpn.degraded'], say: Say): string {
  return `VPN ${container} is connected${reason === null ? '' : `, but ${say(reason)}`}`
}

function because(reason: Reason | null, say: Say): string {
  return reason === null ? '' : `: ${say(reason)}`
}

function as(ip: string | null): string {
  return ip === null ? '' : ` as ${ip}`
}

/** `90 s`, `10 min 0 s`. */
function span(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
