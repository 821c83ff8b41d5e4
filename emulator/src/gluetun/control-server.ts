import type { Gate } from './auth.ts'
import { type Flavour, routesOf, type Traits } from './flavour.ts'
import { jsonError, pathFor, unknownRoute } from './routing.ts'
import type { Vpn } from './vpn.ts'

/** What one Gluetun is made of, as its control server needs it. */
export interface Gluetun {
  readonly flavour: Flavour
  readonly traits: Traits
  readonly gate: Gate
  readonly vpn: Vpn
  readonly provider: string
  vpnType: string
  /** Of its loops for DNS and the server list. */
  readonly loops: { dns: string; updater: string }
}

export interface Question {
  readonly method: string
  /** As it was sent, query included: that is what routes are compared with. */
  readonly uri: string
  readonly url: URL
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

export interface Answer {
  readonly code: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export async function answer(gluetun: Gluetun, question: Question): Promise<Answer> {
  const { method, url, uri } = question
  if (gluetun.traits.auth !== 'open') {
    const refusal = refuse(gluetun, `${method} ${url.pathname}`, question)
    if (refusal) return refusal
  }
  const known = routesOf(gluetun.flavour)
  const path = pathFor(known, uri, url)
  const route = `${method} ${path}`
  const serve = known.has(route) ? ROUTES[route] : undefined
  return serve ? serve(gluetun, question.body) : refusal(400, unknownRoute(known, method, path))
}

/** The auth layer comes first and knows every route there is. */
function refuse(gluetun: Gluetun, route: string, { url, headers }: Question): Answer | undefined {
  const known = routesOf(gluetun.flavour)
  if (!known.has(route) && gluetun.traits.unknown === 'not-found') {
    const hasPath = [...known].some((one) => one.endsWith(` ${url.pathname}`))
    return hasPath ? refusal(405, 'Method Not Allowed') : refusal(404, 'Not Found')
  }
  const { allowed, asksForPassword } = gluetun.gate(route, headers, url)
  if (allowed && known.has(route)) return undefined
  return refusal(401, 'Unauthorized', asksForPassword ? CHALLENGE : {})
}

const CHALLENGE = { 'WWW-Authenticate': 'Basic realm="restricted", charset="UTF-8"' }

type Serve = (gluetun: Gluetun, body: string) => Answer | Promise<Answer>

const ROUTES: Readonly<Record<string, Serve>> = {
  'GET /v1/version': ({ traits }) =>
    json({ version: traits.version, commit: traits.commit, created: '2026-01-01T00:00:00Z' }),
  'GET /v1/vpn/status': ({ vpn }) => json({ status: vpn.status }),
  'PUT /v1/vpn/status': ({ vpn }, body) => putStatus(body, (to) => vpn.change(to)),
  'GET /v1/vpn/settings': (gluetun) => json(settingsOf(gluetun)),
  'PUT /v1/vpn/settings': putSettings,
  'GET /v1/openvpn/status': ({ vpn, vpnType, traits }) =>
    json({ status: traits.openvpnIsAnyVpn || vpnType === 'openvpn' ? vpn.status : 'stopped' }),
  'PUT /v1/openvpn/status': putOpenvpnStatus,
  'GET /v1/openvpn/settings': () => json({ user: 'emulated-user', password: 'emulated-password' }),
  'GET /v1/openvpn/portforwarded': (gluetun) =>
    gluetun.traits.portsPath === '/v1/portforward'
      ? redirect(301, '/v1/portforward')
      : forwardedPorts(gluetun),
  'GET /v1/portforward': forwardedPorts,
  'PUT /v1/portforward': putPorts,
  'GET /v1/publicip/ip': ({ vpn }) => json(vpn.publicIp === '' ? { public_ip: '' } : addressOf(vpn)),
  'GET /v1/dns/status': ({ loops }) => json({ status: loops.dns }),
  'PUT /v1/dns/status': ({ loops }, body) => putStatus(body, (to) => switchLoop(loops, 'dns', to)),
  'GET /v1/updater/status': ({ loops }) => json({ status: loops.updater }),
  'PUT /v1/updater/status': ({ loops }, body) => putStatus(body, (to) => switchLoop(loops, 'updater', to)),
  'GET /openvpn/actions/restart': async ({ vpn }) => {
    await vpn.reconnect({})
    return text(200, 'restarted')
  },
  'GET /unbound/actions/restart': () => text(200, 'restarted'),
  'GET /updater/restart': () => text(200, 'restarted'),
  'GET /openvpn/portforwarded': ({ traits }) => redirect(308, traits.portsPath),
  'GET /openvpn/settings': () => redirect(308, '/v1/openvpn/settings'),
  'GET /version': () => redirect(308, '/v1/version'),
}

async function putStatus(
  body: string,
  change: (to: 'running' | 'stopped') => Promise<string>,
): Promise<Answer> {
  const wanted = parse(body)
  if (!wanted) return refusal(400, jsonError(body))
  const { status } = wanted
  if (status !== 'running' && status !== 'stopped')
    return refusal(400, `invalid status: ${status}: possible values are: stopped, running`)
  return json({ outcome: await change(status) })
}

async function switchLoop(loops: Gluetun['loops'], name: 'dns' | 'updater', to: string): Promise<string> {
  if (loops[name] === to) return `already ${to}`
  loops[name] = to
  return to
}

/** On any other VPN this switches to OpenVPN, as versions since 3.39 do (docs/reference/gluetun.md 2.1). */
async function putOpenvpnStatus(gluetun: Gluetun, body: string): Promise<Answer> {
  return putStatus(body, async (to) => {
    const switches = to === 'running' && gluetun.vpnType !== 'openvpn' && !gluetun.traits.openvpnIsAnyVpn
    if (!switches) return gluetun.vpn.change(to)
    gluetun.vpnType = 'openvpn'
    await gluetun.vpn.reconnect({})
    return gluetun.vpn.status
  })
}

async function putSettings({ vpn }: Gluetun, body: string): Promise<Answer> {
  const settings = parse(body)
  if (!settings) return refusal(400, jsonError(body))
  if (Object.keys(settings).length === 0) return text(200, 'settings left unchanged')
  await vpn.reconnect({})
  return text(200, vpn.status)
}

/** Secrets in clear, as the real one shows them: a client that copies this to a browser can be caught. */
function settingsOf({ vpn, vpnType, provider }: Gluetun): object {
  return {
    type: vpnType,
    provider: {
      name: provider,
      server_selection: { vpn: vpnType, countries: [vpn.exit.country] },
      port_forwarding: {
        enabled: vpn.forwardedPorts.length > 0,
        username: '',
        password: 'emulated-password',
      },
    },
    openvpn: { user: 'emulated-user', password: 'emulated-password' },
    wireguard: { private_key: 'emulated-private-key', pre_shared_key: 'emulated-pre-shared-key' },
  }
}

/** What nobody sets: as the address service answered when the real one was recorded. */
const ADDRESS_DETAILS = {
  hostname: 'h',
  location: '52.3740,4.8897',
  organization: 'AS1 Test',
  postal_code: '1012',
  timezone: 'Europe/Amsterdam',
}

function addressOf({ publicIp, exit }: Vpn): object {
  const { region, country, city } = exit
  const told = { public_ip: publicIp, region, country, city, ...ADDRESS_DETAILS }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ''))
}

function forwardedPorts({ vpn, traits }: Gluetun): Answer {
  const ports = vpn.forwardedPorts
  const [port = 0] = ports
  if (traits.portsShape === 'both') return json({ port, ports: vpn.hasBeenUp ? ports : null })
  return json(traits.portsShape === 'port-or-ports' && ports.length > 1 ? { ports } : { port })
}

function putPorts({ vpn, traits }: Gluetun, body: string): Answer {
  if (!traits.setsPorts) return refusal(400, 'method PUT not supported')
  const ports = parse(body)?.['ports']
  if (!Array.isArray(ports) || !ports.every(Number.isInteger))
    return refusal(400, 'failed setting forwarded ports')
  return vpn.givePorts(ports) ? { code: 200, body: '' } : refusal(500, 'failed setting forwarded ports')
}

function parse(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Handlers set no type, so that Go finds text; its encoder ends with a line feed. */
function json(value: object): Answer {
  return text(200, JSON.stringify(value))
}

function text(code: number, body: string): Answer {
  return { code, body: `${body}\n` }
}

/** As Go's `http.Error`. */
function refusal(code: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { ...text(code, body), headers: { ...headers, 'X-Content-Type-Options': 'nosniff' } }
}

/** As Go's `http.Redirect`. */
function redirect(code: 301 | 308, location: string): Answer {
  const word = code === 301 ? 'Moved Permanently' : 'Permanent Redirect'
  return {
    ...text(code, `<a href="${location}">${word}</a>.\n`),
    headers: { Location: location, 'Content-Type': 'text/html; charset=utf-8' },
  }
}
