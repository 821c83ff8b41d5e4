import type { HttpAnswer } from '../http/client.ts'
import type { HttpFailure } from '../http/failure.ts'
import type { ControlPart, Credentials } from '../vpn/ports.ts'

/** What the role of our key must list; `GET /v1/portforward` only from v3.41 (an unknown route ends Gluetun). */
export const ROUTES = {
  status: 'GET /v1/vpn/status',
  restart: 'PUT /v1/vpn/status',
  publicIp: 'GET /v1/publicip/ip',
  ports: 'GET /v1/portforward',
  portsBefore341: 'GET /v1/openvpn/portforwarded',
} as const

const DEFAULT_ROLE = 'HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE (v3.41 and later)'

/** What kept the control server from being read, with what to configure. `where` is `host:port`. */
export function failureReason(failure: HttpFailure, where: string, timeoutMs: number): string {
  const words: Readonly<Record<Exclude<HttpFailure, 'connect_timeout'>, string>> = {
    refused: `the control server refuses connections at ${where}: it listens only once Gluetun has set up its firewall; if this stays, check HTTP_CONTROL_SERVER_ADDRESS (default :8000) and GLUETUN_API_PORT`,
    timeout: `the control server at ${where} did not answer within ${timeoutMs / 1000} s: if this stays, restart Gluetun, or check that the orchestrator is on one of the networks Gluetun was started with`,
    unresolved: `the name in ${where} does not resolve from here: put the orchestrator on Gluetun's Docker network, or publish the control server's port on 127.0.0.1`,
    no_route: `there is no route to ${where}: put the orchestrator on Gluetun's Docker network, or publish the control server's port on 127.0.0.1`,
    closed: `the connection to the control server at ${where} was closed without an answer: if this stays, check HTTP_CONTROL_SERVER_ADDRESS (default :8000) and GLUETUN_API_PORT`,
    not_http: notGluetunReason(where, 'it does not speak HTTP'),
    too_long: notGluetunReason(where, 'its answer is far too long'),
    unsendable: `the control server at ${where} can't be asked: GLUETUN_API_KEY holds a character that no HTTP header can carry`,
    other: `the control server at ${where} could not be asked: check GLUETUN_CONTAINER_NAME and GLUETUN_API_PORT`,
  }
  return words[failure === 'connect_timeout' ? 'timeout' : failure]
}

export function notGluetunReason(where: string, evidence: string): string {
  return `what answers at ${where} is not Gluetun's control server (${evidence}): check GLUETUN_CONTAINER_NAME and GLUETUN_API_PORT`
}

/** In words what came back instead of Gluetun's JSON. Never the body: it may echo our credentials. */
export function strangeAnswer(answer: HttpAnswer): string {
  if (answer.status >= 300 && answer.status < 400) return `HTTP ${answer.status}, a redirect`
  if (answer.status !== 200) return `HTTP ${answer.status}`
  return /^\s*</.test(answer.text) ? 'an HTML page' : 'no JSON of that route'
}

/** 401 to everything: no, wrong or insufficient credentials; Gluetun does not tell which. */
export function unauthorizedReason(credentials: Credentials, where: string, wantsBasic: boolean): string {
  const role = `a role in Gluetun's /gluetun/auth/config.toml that lists ${ROUTES.status}, ${ROUTES.restart}, ${ROUTES.publicIp} and ${ROUTES.ports} (before v3.41: ${ROUTES.portsBefore341}), or ${DEFAULT_ROLE}`
  const said = `the control server at ${where} answers 401`
  switch (credentials.kind) {
    case 'none':
      return wantsBasic
        ? `${said} and asks for a name and a password: set GLUETUN_API_USER and GLUETUN_API_PASSWORD to those of ${role}`
        : `${said} without credentials: set GLUETUN_API_KEY to the key of ${role}`
    case 'api_key':
      return wantsBasic
        ? `${said} to GLUETUN_API_KEY and asks for a name and a password: set GLUETUN_API_USER and GLUETUN_API_PASSWORD instead, or make it auth = "apikey"`
        : `${said} to GLUETUN_API_KEY: it must be the key of ${role}; Gluetun reads them at its start only`
    case 'basic':
      return `${said} to GLUETUN_API_USER and GLUETUN_API_PASSWORD: they must be those of ${role}; Gluetun reads them at its start only`
  }
}

/** Some routes are refused while others answer: our role does not list them. One reason names them all. */
export function unlistedReason(parts: readonly ControlPart[]): string {
  const routes = parts.map((part) =>
    part === 'ports' ? `${ROUTES.ports} (before v3.41: ${ROUTES.portsBefore341})` : ROUTES[part],
  )
  const them = routes.length === 1 ? 'it' : 'them'
  return `the control server answers 401 to ${routes.join(' and ')}: add ${them} to the routes of our role in Gluetun's /gluetun/auth/config.toml and restart Gluetun, or use ${DEFAULT_ROLE}`
}

/** The old route forwards to the new one, which needs its own line in the role (docs/reference/gluetun.md 2.4). */
export const MOVED_PORTS_REASON = `the forwarded port can't be read: this Gluetun moved ${ROUTES.portsBefore341} to ${ROUTES.ports}, which our role does not list: add it to its routes in /gluetun/auth/config.toml and restart Gluetun`

export const UNLISTED_PORTS_REASON = `the forwarded port can't be read: add ${ROUTES.ports} (before v3.41: ${ROUTES.portsBefore341}) to the routes of our role in Gluetun's /gluetun/auth/config.toml and restart Gluetun`
