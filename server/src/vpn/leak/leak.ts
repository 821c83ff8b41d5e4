import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

/** What `LEAK_CHECK_URL` last answered about this host. */
export type HostIp =
  | { readonly kind: 'known'; readonly ip: string; readonly atMs: number }
  | { readonly kind: 'unknown'; readonly reason: Reason; readonly atMs: number | null }

export interface Leak {
  readonly status: 'protected' | 'leaking' | 'unknown'
  readonly hostIp: string | null
  /** Null where it is `protected`. */
  readonly reason: Reason | null
  /** Unix ms of when the host's address was last asked for. */
  readonly checkedAtMs: number | null
}

/** The public IP seen through the VPN against the host's own. */
export function judgeLeak(vpnIp: string | null, host: HostIp): Leak {
  const checkedAtMs = host.atMs
  if (host.kind === 'unknown') return { status: 'unknown', hostIp: null, reason: host.reason, checkedAtMs }
  const known = { hostIp: host.ip, checkedAtMs }
  if (vpnIp === null) return { ...known, status: 'unknown', reason: { code: 'vpn_ip_unknown' } }
  const [vpnFamily, hostFamily] = [familyOf(vpnIp), familyOf(host.ip)]
  if (vpnFamily !== hostFamily)
    return { ...known, status: 'unknown', reason: { code: 'ip_families_differ', vpnFamily, hostFamily } }
  if (vpnIp.toLowerCase() === host.ip.toLowerCase())
    return { ...known, status: 'leaking', reason: { code: 'vpn_ip_is_host_ip' } }
  return { ...known, status: 'protected', reason: null }
}

function familyOf(ip: string): 4 | 6 {
  return ip.includes(':') ? 6 : 4
}
