import type { IncomingHttpHeaders } from 'node:http'
import { type Flavour, routesOf, TRAITS } from './flavour.ts'

/** One of `[[roles]]` in Gluetun's `config.toml`, or its default role, which needs no routes (docs/reference/gluetun.md 3). */
export interface Role {
  readonly name?: string
  readonly routes?: readonly string[]
  readonly auth?: 'none' | 'basic' | 'apikey'
  readonly apikey?: string
  readonly username?: string
  readonly password?: string
}

export interface Verdict {
  readonly allowed: boolean
  /** A role with a password covers the route and none was sent: the refusal asks for it. */
  readonly asksForPassword: boolean
}

export type Gate = (route: string, headers: IncomingHttpHeaders, url: URL) => Verdict

const SECRET_ROUTES = new Set(['GET /v1/vpn/settings', 'PUT /v1/vpn/settings', 'GET /v1/openvpn/settings'])
const OPEN: Verdict = { allowed: true, asksForPassword: false }

/** Who may call what. Throws where the real container would exit at its start. */
export function createGate(flavour: Flavour, roles: readonly Role[], defaultRole: Role = {}): Gate {
  const { auth, hasDefaultRole } = TRAITS[flavour]
  if (auth === 'open') return () => OPEN
  checkRoutes(flavour, roles)
  const fallback = hasDefaultRole && defaultRole.auth ? defaultRole : undefined
  const isConfigured = roles.length > 0 || fallback !== undefined
  return (route, headers, url) => {
    if (!isConfigured) return { allowed: auth === 'old' && !SECRET_ROUTES.has(route), asksForPassword: false }
    const listed = roles.filter(({ routes }) => routes?.includes(route))
    const covering = listed.length === 0 && fallback ? [fallback] : listed
    return {
      allowed: covering.some((role) => admits(role, headers, url)),
      asksForPassword:
        covering.some((role) => role.auth === 'basic') && !/^Basic /.test(headers.authorization ?? ''),
    }
  }
}

function checkRoutes(flavour: Flavour, roles: readonly Role[]): void {
  const known = routesOf(flavour)
  for (const { routes = [], auth } of roles) {
    const unknown = routes.find((route) => !known.has(route))
    if (unknown) throw new Error(`route not supported by the control server: ${unknown}`)
    if (!['none', 'basic', 'apikey'].includes(auth ?? ''))
      throw new Error(`authentication method not supported: ${auth}`)
  }
}

function admits(role: Role, headers: IncomingHttpHeaders, url: URL): boolean {
  switch (role.auth) {
    case 'none':
      return true
    case 'apikey':
      return (headers['x-api-key'] ?? url.searchParams.get('api_key')) === role.apikey
    case 'basic': {
      const token = Buffer.from(`${role.username}:${role.password}`).toString('base64')
      return headers.authorization === `Basic ${token}`
    }
    default:
      return false
  }
}
