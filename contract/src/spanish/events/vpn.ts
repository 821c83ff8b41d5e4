import type { VpnEvents } from '../../events/vpn.ts'
import type { Reason } from '../../reasons/reason.ts'
import { counted, type Say, type Wording } from '../reasons/wording.ts'

export const vpnEvents: Wording<VpnEvents> = {
  'vpn.disconnected': ({ container, reason }, say) =>
    `La VPN ${container} no está conectada${because(reason, say)}`,
  'vpn.connected': ({ container, awaySeconds, publicIp }) =>
    awaySeconds === null
      ? `La VPN ${container} está conectada${as(publicIp)}`
      : `La VPN ${container} vuelve a estar conectada tras ${span(awaySeconds)}${as(publicIp)}`,
  'vpn.reconnected': ({ container, withinSeconds, publicIp, formerIp }) =>
    `La VPN ${container} se ha reconectado${withinSeconds === null ? '' : ` en ${span(withinSeconds)}`}${as(publicIp)}${
      formerIp === null ? '' : ` (antes era ${formerIp})`
    }`,
  'vpn.unstable': ({ container, losses, withinSeconds, reason }, say) =>
    `La VPN ${container} se cae una y otra vez: ${counted(losses, 'vez', 'veces')} en ${span(withinSeconds)}${
      reason === null ? '' : `, la última porque ${say(reason)}`
    }. Las siguientes caídas se cuentan, pero no se muestran`,
  'vpn.stable': ({ container, losses, withinSeconds, publicIp }) =>
    `La VPN ${container} vuelve a ser estable tras ${counted(losses, 'caída', 'caídas')} en ${span(withinSeconds)}${as(publicIp)}`,
  'vpn.recreated': ({ container }) =>
    `La VPN ${container} se ha vuelto a crear: los motores de su antigua red también`,
  'vpn.restarted': ({ container }) =>
    `La VPN ${container} se ha reiniciado: los motores de su red también se reinician`,
  'vpn.port_missing': ({ container }) =>
    `La VPN ${container} no tiene puerto reenviado aunque el reenvío está activado`,
  'vpn.port_back': ({ container, port }) => `La VPN ${container} vuelve a tener puerto reenviado: ${port}`,
  'vpn.port_changed': ({ container, port, formerPort }) =>
    `La VPN ${container} tiene otro puerto reenviado: ${port}${formerPort === null ? '' : ` (antes era ${formerPort})`}`,
  'vpn.unauthorized': impaired,
  'vpn.unreachable': impaired,
  'vpn.degraded': impaired,
  'vpn.leak': ({ container }, say) =>
    `La VPN ${container} tiene fugas: ${say({ code: 'vpn_ip_is_host_ip' })}`,
  'vpn.leak_over': ({ container }) => `La VPN ${container} vuelve a ocultar la dirección de este equipo`,
  'vpn.tunnel_restart': ({ container, reason }, say) =>
    `VPN ${container}: el túnel se está reiniciando${because(reason, say)}`,
  'vpn.tunnel_restart_failed': ({ container, reason }, say) =>
    `VPN ${container}: no se ha podido reiniciar el túnel${because(reason, say)}`,
  'vpn.released': ({ container }) =>
    `La VPN ${container} se ha liberado: sus motores se eliminan para que se pueda volver a crear`,
}

function impaired({ container, reason }: VpnEvents['vpn.degraded'], say: Say): string {
  return `La VPN ${container} está conectada${reason === null ? '' : `, pero ${say(reason)}`}`
}

function because(reason: Reason | null, say: Say): string {
  return reason === null ? '' : `: ${say(reason)}`
}

function as(ip: string | null): string {
  return ip === null ? '' : ` como ${ip}`
}

/** `90 s`, `10 min 0 s`. */
function span(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
