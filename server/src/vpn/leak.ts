import type { LeakCheck } from '@acestream-orchestrator/contract/vpn'

/** What `LEAK_CHECK_URL` last told of this host. */
export type HostIp =
  | { readonly kind: 'known'; readonly ip: string; readonly atMs: number }
  | { readonly kind: 'unknown'; readonly reason: string; readonly atMs: number | null }

/** The public IP seen through the VPN against the host's own. */
export function judgeLeak(vpnIp: string | null, host: HostIp): LeakCheck {
  const checkedAt = host.atMs === null ? null : new Date(host.atMs).toISOString()
  const unknown = (reason: string, hostIp: string | null): LeakCheck => ({
    status: 'unknown',
    host_ip: hostIp,
    reason,
    checked_at: checkedAt,
  })
  if (host.kind === 'unknown') return unknown(host.reason, null)
  if (vpnIp === null) return unknown("the VPN's public IP is not known now", host.ip)
  if (isIpv6(vpnIp) !== isIpv6(host.ip))
    return unknown(
      `the VPN's address is IPv${isIpv6(vpnIp) ? 6 : 4} and this host's IPv${isIpv6(host.ip) ? 6 : 4}, which can't be compared: set LEAK_CHECK_URL to a service of the same family`,
      host.ip,
    )
  if (vpnIp.toLowerCase() === host.ip.toLowerCase())
    return {
      status: 'leaking',
      host_ip: host.ip,
      reason:
        "the VPN's public IP is this host's own: peers see you. Check Gluetun's log (or does the orchestrator run behind that VPN itself?)",
      checked_at: checkedAt,
    }
  return { status: 'protected', host_ip: host.ip, reason: null, checked_at: checkedAt }
}

function isIpv6(ip: string): boolean {
  return ip.includes(':')
}
