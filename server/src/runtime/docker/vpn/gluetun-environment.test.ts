import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type GluetunEnvironment, readGluetunEnvironment } from './gluetun-environment.ts'

const UNKNOWN: GluetunEnvironment = {
  portForwarding: null,
  publicIpDisabled: false,
  provider: null,
  vpnType: null,
  control: { port: 8000, loopbackOnly: false },
}

const CASES: readonly (readonly [entries: readonly unknown[], change: Partial<GluetunEnvironment>])[] = [
  [[], {}],
  [[7, null, 'VPN_TYPE'], {}],
  [['VPN_SERVICE_PROVIDER=protonvpn', 'VPN_TYPE=wireguard'], { provider: 'protonvpn', vpnType: 'wireguard' }],
  [['VPN_SERVICE_PROVIDER=', 'MY_VPN_TYPE=x'], {}],
  [['VPN_TYPE=openvpn', 'VPN_TYPE=wireguard'], { vpnType: 'wireguard' }],
  [['VPN_PORT_FORWARDING=On'], { portForwarding: true }],
  [['VPN_PORT_FORWARDING= yes '], { portForwarding: true }],
  [['VPN_PORT_FORWARDING=off'], { portForwarding: false }],
  [['VPN_PORT_FORWARDING='], { portForwarding: false }],
  [['VPN_PORT_FORWARDING=maybe'], {}],
  [['PUBLICIP_ENABLED=no'], { publicIpDisabled: true }],
  [['PUBLICIP_ENABLED=on'], {}],
  [['PUBLICIP_PERIOD=0'], { publicIpDisabled: true }],
  [['PUBLICIP_PERIOD=0s'], { publicIpDisabled: true }],
  [['PUBLICIP_PERIOD=10h'], {}],
]

describe("Gluetun's environment", () => {
  for (const [entries, change] of CASES)
    test(JSON.stringify(entries), () =>
      assert.deepEqual(readGluetunEnvironment(entries), { ...UNKNOWN, ...change }),
    )

  test('may be missing', () => {
    for (const none of [null, undefined]) assert.deepEqual(readGluetunEnvironment(none), UNKNOWN)
  })
})

describe('the control server listens', () => {
  const ADDRESSES: readonly (readonly [address: string, port: number, loopbackOnly: boolean])[] = [
    [':8001', 8001, false],
    ['0.0.0.0:8001', 8001, false],
    ['127.0.0.1:8001', 8001, true],
    ['127.8.8.8:8001', 8001, true],
    ['LocalHost:8001', 8001, true],
    ['[::1]:8001', 8001, true],
    ['[::]:8001', 8001, false],
    ['localhost.lan:8001', 8001, false],
    ['8001', 8000, false],
    [':70000', 8000, false],
    [':0', 8000, false],
  ]
  for (const [address, port, loopbackOnly] of ADDRESSES)
    test(`on ${port}${loopbackOnly ? ' of the loopback only' : ''} with ${address}`, () =>
      assert.deepEqual(readGluetunEnvironment([`HTTP_CONTROL_SERVER_ADDRESS=${address}`]).control, {
        port,
        loopbackOnly,
      }))
})
