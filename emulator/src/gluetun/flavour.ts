/** The lines of Gluetun whose control servers differ. `3.39` is 3.39.1, `3.41` is 3.41.0 and 3.41.1. */
export type Flavour = '3.38' | '3.39' | '3.40' | '3.41' | '3.41.2' | 'master'

export const FLAVOURS: readonly Flavour[] = ['3.38', '3.39', '3.40', '3.41', '3.41.2', 'master']

export interface Traits {
  /** What `/v1/version` says; builds of the main branch say only `latest`. */
  readonly version: string
  readonly commit: string
  /** `open`: there is no auth. `old`: without configuration all but the settings is open. `strict`: nothing is. */
  readonly auth: 'open' | 'old' | 'strict'
  readonly hasDefaultRole: boolean
  /** What a route or method that it doesn't have gets. */
  readonly unknown: 'bad-request' | 'unauthorized' | 'not-found'
  readonly portsPath: '/v1/openvpn/portforwarded' | '/v1/portforward'
  readonly portsShape: 'port' | 'port-or-ports' | 'both'
  readonly setsPorts: boolean
  /** `/v1/openvpn/status` speaks of the VPN whatever its type. */
  readonly openvpnIsAnyVpn: boolean
  /** Its health loop starts a VPN again that was stopped through the API, and never shows an old result. */
  readonly healthLoopAlwaysRuns: boolean
}

const OLDEST: Traits = {
  version: 'v3.38.0',
  commit: 'b3ceece7',
  auth: 'open',
  hasDefaultRole: false,
  unknown: 'bad-request',
  portsPath: '/v1/openvpn/portforwarded',
  portsShape: 'port',
  setsPorts: false,
  openvpnIsAnyVpn: true,
  healthLoopAlwaysRuns: true,
}
const V339: Traits = {
  ...OLDEST,
  version: 'v3.39.1',
  commit: 'unknown',
  auth: 'old',
  unknown: 'unauthorized',
  portsShape: 'port-or-ports',
  openvpnIsAnyVpn: false,
}
const V340: Traits = { ...V339, version: 'v3.40.4', commit: 'bb4e61f5' }
const V341: Traits = {
  ...V340,
  version: 'v3.41.1',
  commit: '7f22fb32',
  hasDefaultRole: true,
  portsPath: '/v1/portforward',
  healthLoopAlwaysRuns: false,
}
const V3412: Traits = {
  ...V341,
  version: 'v3.41.3',
  commit: '3d1e20c5',
  unknown: 'not-found',
  portsShape: 'both',
}

export const TRAITS: { readonly [F in Flavour]: Traits } = {
  '3.38': OLDEST,
  '3.39': V339,
  '3.40': V340,
  '3.41': V341,
  '3.41.2': V3412,
  master: { ...V3412, version: 'latest', commit: '7eed6eaf', auth: 'strict', setsPorts: true },
}

const EVERYWHERE = [
  'GET /v1/version',
  'GET /v1/vpn/status',
  'PUT /v1/vpn/status',
  'GET /v1/vpn/settings',
  'PUT /v1/vpn/settings',
  'GET /v1/openvpn/status',
  'PUT /v1/openvpn/status',
  'GET /v1/openvpn/settings',
  'GET /v1/openvpn/portforwarded',
  'GET /v1/dns/status',
  'PUT /v1/dns/status',
  'GET /v1/updater/status',
  'PUT /v1/updater/status',
  'GET /v1/publicip/ip',
  'GET /openvpn/actions/restart',
  'GET /unbound/actions/restart',
  'GET /updater/restart',
  'GET /openvpn/settings',
]

/** Routes that the auth layer knows; 3.41.2 lists `PUT /v1/portforward`, which its handler then refuses. */
export function routesOf(flavour: Flavour): ReadonlySet<string> {
  const { portsPath, portsShape } = TRAITS[flavour]
  return new Set([
    ...EVERYWHERE,
    ...(flavour === '3.38' ? ['GET /version'] : []),
    ...(flavour === '3.39' || flavour === '3.40' ? [] : ['GET /openvpn/portforwarded']),
    ...(portsPath === '/v1/portforward' ? ['GET /v1/portforward'] : []),
    ...(portsShape === 'both' ? ['PUT /v1/portforward'] : []),
  ])
}
