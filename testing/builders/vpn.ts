import type { ControlReading, VpnContainerFacts } from '../../server/src/vpn/ports.ts'

/** A healthy Gluetun container that was started at the epoch of the tests' clock. */
export function someFacts(change: Partial<VpnContainerFacts> = {}): VpnContainerFacts {
  return {
    id: 'gluetun-id-1',
    name: 'gluetun',
    status: 'running',
    health: 'healthy',
    healthOutput: null,
    startedAtMs: 1000,
    exitCode: null,
    image: 'qmcgaw/gluetun:v3.41',
    controlPort: 8000,
    controlObstacle: null,
    publicIpDisabled: false,
    healthySinceMs: null,
    controlAddresses: [{ host: 'gluetun', port: 8000 }],
    published: new Set(),
    sharesNetwork: true,
    portForwardingEnabled: false,
    provider: 'protonvpn',
    vpnType: 'wireguard',
    occupiedPorts: new Set(),
    ...change,
  }
}

type Readable = Extract<ControlReading, { kind: 'ok' }>

/** A control server that says all is well. */
export function someReading(change: Partial<Readable> = {}): Readable {
  return {
    kind: 'ok',
    status: 'running',
    publicIp: '198.51.100.7',
    country: 'Japan',
    region: 'Tokyo',
    city: 'Shinjuku',
    forwardedPorts: [],
    version: 'v3.41.3',
    problems: { status: null, publicIp: null, ports: null },
    unlisted: [],
    ...change,
  }
}
