import type { NoParams } from './coded.ts'
import type { ControlReasons } from './control-server.ts'
import type { Reason } from './reason.ts'

/** How a VPN container is, and why its engines wait. `vpn` and `container` are names of containers. */
interface NodeReasons {
  no_vpn_configured: NoParams
  vpn_not_checked: NoParams
  /** Nothing was seen of it since our start, because the runtime does not answer. */
  vpn_unknown: { vpn: string; reason: Reason }
  /** The runtime does not answer: `known` is how it last was. */
  last_known: { reason: Reason; known: Reason | null }
  vpn_container_not_found: { container: string }
  vpn_container_created: { container: string }
  vpn_container_paused: { container: string }
  vpn_container_removing: NoParams
  vpn_container_restarting: { exitCode: number | null }
  vpn_container_exited: { container: string; exitCode: number | null }
  /** Neither its control server nor its image nor its environment shows that it is Gluetun. */
  not_shown_to_be_gluetun: { container: string; image: string; reason: Reason }
  control_not_asked: NoParams
  docker_healthy_decides: NoParams
  docker_health_pending: NoParams
  /** `output`: the first line of what the health check said. */
  docker_unhealthy: { output: string | null }
  unhealthy_with_public_ip: { output: string | null }
  no_health_check: NoParams
  tunnel_starting: NoParams
  tunnel_stopping: NoParams
  /** `healthIsOld`: Docker's "healthy" is from before. */
  tunnel_stopped: { healthIsOld: boolean }
  tunnel_crashed: { healthIsOld: boolean }
  tunnel_connecting: NoParams
  no_public_ip: NoParams
  public_ip_disabled: NoParams
  public_ip_lookup_failed: NoParams
  /** `watchdog`: the tunnel is reconnected until there is one. */
  forwarded_port_missing: { watchdog: boolean }
  /** An operator released it: no engine starts in it until it is recreated. */
  vpn_released_until_recreated: { vpn: string }
  /** Why its engines are removed. */
  vpn_released: { vpn: string }
}

/** Of restarting a tunnel, and of comparing addresses. */
interface TunnelReasons {
  /** One that has no control server to ask, with its state's reason. */
  tunnel_not_restarted: { vpn: string; reason: Reason | null }
  tunnel_put_failed: { step: 'stopping' | 'starting'; reason: Reason }
  /** `outcome`: Gluetun's word for what became of it. */
  tunnel_crashes: { outcome: string }
  requested_by_operator: NoParams
  no_forwarded_port: { attempt: number }
  vpn_not_configured: { vpn: string; configured: readonly string[] }
  /** Several are configured and none was named. */
  vpn_not_named: { configured: readonly string[] }
  host_ip_not_asked: NoParams
  /** `host` of LEAK_CHECK_URL, without its path and query, which may hold a token. */
  leak_check_failed: { host: string; reason: Reason }
  leak_check_not_final: { status: number }
  no_ip_in_answer: NoParams
  vpn_ip_unknown: NoParams
  ip_families_differ: { vpnFamily: 4 | 6; hostFamily: 4 | 6 }
  vpn_ip_is_host_ip: NoParams
}

/** Everything about VPN containers, their control servers included. */
export interface VpnReasons extends NodeReasons, ControlReasons, TunnelReasons {}
