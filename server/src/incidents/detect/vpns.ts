import type { VpnSight } from '../snapshot.ts'
import { cutOn } from './cuts.ts'
import { affectedEngine, affectedStream, doing, type Finding, NOTHING_DONE, vpnKey } from './finding.ts'
import type { Sight } from './sight.ts'

/** What is wrong with VPN containers. A lost one is one incident, however many engines are in its network. */
export function detectVpns(sight: Sight): readonly Finding[] {
  return sight.snapshot.vpns
    .filter(({ checked }) => checked)
    .flatMap((vpn) => [state(sight, vpn), leak(sight, vpn)])
    .filter((found) => found !== null)
}

function state(sight: Sight, vpn: VpnSight): Finding | null {
  if (!vpn.connected) return down(sight, vpn)
  return vpn.reason === null ? null : impaired(vpn)
}

function down(sight: Sight, vpn: VpnSight): Finding {
  const isAnyConnected = sight.snapshot.vpns.some(({ connected }) => connected)
  const found = networkOf(sight, vpn)
  const cut = found.engines.flatMap(({ id }) => cutOn(sight, id, vpn.sinceMs))
  return {
    ...found,
    streams: [...found.streams, ...cut],
    key: vpnKey(vpn.name),
    incident: { code: 'vpn_down', vpn: vpn.name },
    severity: isAnyConnected && found.streams.length + cut.length === 0 ? 'warning' : 'critical',
    reason: vpn.reason,
    doing: doing(
      vpn.reason !== null && ON_THE_WAY.has(vpn.reason.code)
        ? { code: 'tunnel_is_restarting', vpn: vpn.name }
        : { code: 'waiting_for_tunnel', vpn: vpn.name },
    ),
    can: vpn.running ? ['restart_tunnel', 'open_vpn'] : ['open_vpn'],
  }
}

const ON_THE_WAY: ReadonlySet<string> = new Set(['tunnel_starting', 'tunnel_stopping', 'tunnel_connecting'])

function impaired(vpn: VpnSight): Finding {
  return {
    subject: { kind: 'vpn', id: vpn.name, name: vpn.name },
    sinceMs: vpn.sinceMs,
    engines: [],
    streams: [],
    opensAfterMs: 0,
    key: vpnKey(vpn.name),
    incident: { code: 'vpn_impaired', vpn: vpn.name },
    severity: 'warning',
    reason: vpn.reason,
    doing: NOTHING_DONE,
    can: ['open_vpn', 'restart_tunnel'],
  }
}

/** The host's own address is what the world sees, so everything that plays in it is affected. */
function leak(sight: Sight, vpn: VpnSight): Finding | null {
  if (!vpn.leaking) return null
  return {
    ...networkOf(sight, vpn),
    sinceMs: null,
    key: `leak:${vpn.name}`,
    incident: { code: 'vpn_leaking', vpn: vpn.name },
    severity: 'critical',
    reason: { code: 'vpn_ip_is_host_ip' },
    doing: NOTHING_DONE,
    can: ['open_vpn', 'restart_tunnel'],
  }
}

/** The VPN and all that is in its network. */
function networkOf(
  sight: Sight,
  { name, sinceMs }: VpnSight,
): Pick<Finding, 'subject' | 'sinceMs' | 'engines' | 'streams' | 'opensAfterMs'> {
  const engines = sight.enginesIn(name)
  return {
    subject: { kind: 'vpn', id: name, name },
    sinceMs,
    engines: engines.map(affectedEngine),
    streams: engines.flatMap(({ id }) => sight.streamsOn(id)).map((stream) => affectedStream(stream)),
    opensAfterMs: 0,
  }
}
