import type { VpnReasons } from '@acestream-orchestrator/contract/reasons/vpn'
import { controlServerWording } from './control-server.ts'
import { quoted, type Wording } from './wording.ts'

export const vpnWording: Wording<VpnReasons> = {
  ...controlServerWording,
  no_vpn_configured: () =>
    'no VPN is configured: set GLUETUN_CONTAINER_NAME to the name of your Gluetun container',
  vpn_not_checked: () => 'not checked yet',
  vpn_unknown: ({ vpn, reason }, say) => `nothing is known of ${vpn} yet: ${say(reason)}`,
  last_known: ({ reason, known }, say) =>
    `${say(reason)}; this is what was last known${known === null ? '' : `: ${say(known)}`}`,
  vpn_container_not_found: ({ container }) =>
    `no container is named ${container}: start it, or check GLUETUN_CONTAINER_NAME`,
  vpn_container_created: ({ container }) => `its container was never started: run docker start ${container}`,
  vpn_container_paused: ({ container }) => `its container is paused: run docker unpause ${container}`,
  vpn_container_removing: () => 'its container is being removed',
  vpn_container_restarting: ({ exitCode }) =>
    `its container ${exited(exitCode)} and Docker is restarting it: if this stays, its log says why`,
  vpn_container_exited: ({ container, exitCode }) =>
    `its container ${exited(exitCode)}: its log says why; docker start ${container} starts it`,
  not_shown_to_be_gluetun: ({ container, image, reason }, say) =>
    `nothing shows that ${container} (image ${image}) is Gluetun, so no engine is started in its network: check GLUETUN_CONTAINER_NAME; ${say(reason)}`,
  control_not_asked: () => 'its control server has not been asked yet',
  docker_healthy_decides: () => 'Docker says healthy, which decides',
  docker_health_pending: () => "Docker's health check has not passed yet",
  docker_unhealthy: unhealthy,
  unhealthy_with_public_ip: (check) => `${unhealthy(check)}, though the tunnel has a public IP`,
  no_health_check: () => 'the container has no health check, so whether traffic passes is unknown',
  tunnel_starting: () => 'Gluetun is starting the tunnel',
  tunnel_stopping: () => 'Gluetun is stopping the tunnel',
  tunnel_stopped: ({ healthIsOld }) => `the tunnel is stopped: restart it${oldHealth(healthIsOld)}`,
  tunnel_crashed: ({ healthIsOld }) =>
    `the tunnel crashed; Gluetun tries again after 15 s, then twice as long each time; its log says why${oldHealth(healthIsOld)}`,
  tunnel_connecting: () => 'the tunnel is being built: no public IP yet',
  no_public_ip: () => 'no public IP yet',
  public_ip_disabled: () => 'public IP unknown: PUBLICIP_ENABLED is off',
  public_ip_lookup_failed: () => "public IP unknown: Gluetun's one lookup of it failed",
  forwarded_port_missing: ({ watchdog }) =>
    `port forwarding is on, but the VPN has given no port for over a minute: ${
      watchdog
        ? 'the tunnel is reconnected until there is one'
        : 'restart the tunnel, or set VPN_PORT_WATCHDOG=true to have that done'
    }`,
  vpn_released_until_recreated: ({ vpn }) =>
    `${vpn} was released so that it can be recreated: engines start in it again after that, or after ten minutes`,
  vpn_released: ({ vpn }) => `its VPN ${vpn} was released so that it can be recreated`,

  tunnel_not_restarted: ({ vpn, reason }, say) =>
    `the tunnel of ${vpn} can't be restarted${reason === null ? '' : `: ${say(reason)}`}`,
  tunnel_put_failed: ({ step, reason }, say) => `${step} Gluetun's tunnel: ${say(reason)}`,
  tunnel_crashes: ({ outcome }) =>
    `restarting Gluetun's tunnel: outcome ${quoted(outcome)}. Gluetun tries again by itself, after 15 s and then twice as long each time; its log says why it crashes`,
  requested_by_operator: () => 'requested by you',
  no_forwarded_port: ({ attempt }) => `no forwarded port for over a minute (attempt ${attempt})`,
  vpn_not_configured: ({ vpn, configured }) =>
    `no VPN container named ${vpn} is configured, only ${configured.join(', ')}`,
  vpn_not_named: ({ configured }) => `say which with ?container=, one of ${configured.join(', ')}`,
  host_ip_not_asked: () => "this host's own address has not been looked up yet",
  leak_check_failed: ({ host, reason }, say) =>
    `asking LEAK_CHECK_URL (${host}) for this host's address: ${say(reason)}`,
  leak_check_not_final: ({ status }) =>
    `HTTP ${status}; redirects are not followed, so give the final address`,
  no_ip_in_answer: () => 'the answer holds no IP address, neither as text nor as JSON',
  vpn_ip_unknown: () => "the VPN's public IP is not known now",
  ip_families_differ: ({ vpnFamily, hostFamily }) =>
    `the VPN's address is IPv${vpnFamily} and this host's IPv${hostFamily}, which can't be compared: set LEAK_CHECK_URL to a service of the same family`,
  vpn_ip_is_host_ip: () =>
    "the VPN's public IP is this host's own: peers see you. Check Gluetun's log (or does the orchestrator run behind that VPN itself?)",
}

function exited(exitCode: number | null): string {
  return exitCode === null ? 'exited' : `exited with code ${exitCode}`
}

function unhealthy({ output }: VpnReasons['docker_unhealthy']): string {
  return output === null ? 'Docker says unhealthy' : `Docker says unhealthy (${output})`
}

/** From v3.41 on nothing resets the health when the tunnel goes (docs/reference/gluetun.md 5.2). */
function oldHealth(healthIsOld: boolean): string {
  return healthIsOld ? " (Docker's healthy is from before)" : ''
}
