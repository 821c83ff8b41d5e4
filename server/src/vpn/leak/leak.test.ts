import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HostIp, judgeLeak, type Leak } from './leak.ts'

const host = (ip: string): HostIp => ({ kind: 'known', ip, atMs: 7 })
const unasked: HostIp = { kind: 'unknown', reason: { code: 'host_ip_not_asked' }, atMs: null }
const leak = (status: Leak['status'], hostIp: string | null, reason: Leak['reason']): Leak => ({
  status,
  hostIp,
  reason,
  checkedAtMs: hostIp === null ? null : 7,
})

const TABLE: readonly (readonly [what: string, vpnIp: string | null, HostIp, Leak])[] = [
  ['another address', '198.51.100.7', host('203.0.113.1'), leak('protected', '203.0.113.1', null)],
  [
    'the same address',
    '203.0.113.1',
    host('203.0.113.1'),
    leak('leaking', '203.0.113.1', { code: 'vpn_ip_is_host_ip' }),
  ],
  [
    'the same address in another case',
    '2001:DB8::1',
    host('2001:db8::1'),
    leak('leaking', '2001:db8::1', { code: 'vpn_ip_is_host_ip' }),
  ],
  [
    'another family',
    '2001:db8::1',
    host('203.0.113.1'),
    leak('unknown', '203.0.113.1', { code: 'ip_families_differ', vpnFamily: 6, hostFamily: 4 }),
  ],
  [
    "no address of the VPN's",
    null,
    host('203.0.113.1'),
    leak('unknown', '203.0.113.1', { code: 'vpn_ip_unknown' }),
  ],
  ["no address of the host's", '198.51.100.7', unasked, leak('unknown', null, { code: 'host_ip_not_asked' })],
]
for (const [what, vpnIp, hostIp, expected] of TABLE)
  test(`${what} is ${expected.status}`, () => assert.deepEqual(judgeLeak(vpnIp, hostIp), expected))
