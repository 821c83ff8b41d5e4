import type {
  ControlReasons,
  ControlRoute,
  NoAnswer,
} from '@acestream-orchestrator/contract/reasons/control-server'
import { seconds, type Wording } from './wording.ts'

/** What the role of our key must list; `GET /v1/portforward` only from v3.41 (an unknown route ends Gluetun). */
export const ROUTES: Readonly<Record<ControlRoute | 'restart' | 'portsBefore341', string>> = {
  status: 'GET /v1/vpn/status',
  restart: 'PUT /v1/vpn/status',
  publicIp: 'GET /v1/publicip/ip',
  ports: 'GET /v1/portforward',
  portsBefore341: 'GET /v1/openvpn/portforwarded',
}

const PORTS_ROUTES = `${ROUTES.ports} (before v3.41: ${ROUTES.portsBefore341})`
const CONFIG = "Gluetun's /gluetun/auth/config.toml"
const DEFAULT_ROLE = 'HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE (v3.41 and later)'
const ROLE = `a role in ${CONFIG} that lists ${ROUTES.status}, ${ROUTES.restart}, ${ROUTES.publicIp} and ${PORTS_ROUTES}, or ${DEFAULT_ROLE}`
const CHECK_ADDRESS = 'check HTTP_CONTROL_SERVER_ADDRESS (default :8000) and GLUETUN_API_PORT'
const CHECK_NAMES = 'check GLUETUN_CONTAINER_NAME and GLUETUN_API_PORT'
const COME_NEAR =
  "put the orchestrator on Gluetun's Docker network, or publish the control server's port on 127.0.0.1"

export const controlServerWording: Wording<ControlReasons> = {
  control_refused: ({ where }) =>
    `the control server refuses connections at ${where}: it listens only once Gluetun has set up its firewall; if this stays, ${CHECK_ADDRESS}`,
  control_timeout: ({ where, timeoutMs }) =>
    `the control server at ${where} did not answer within ${seconds(timeoutMs)}: if this stays, restart Gluetun, or check that the orchestrator is on one of the networks Gluetun was started with`,
  control_unresolved: ({ where }) => `the name in ${where} does not resolve from here: ${COME_NEAR}`,
  control_no_route: ({ where }) => `there is no route to ${where}: ${COME_NEAR}`,
  control_closed: ({ where }) =>
    `the connection to the control server at ${where} was closed without an answer: if this stays, ${CHECK_ADDRESS}`,
  control_unsendable: ({ where }) =>
    `the control server at ${where} can't be asked: GLUETUN_API_KEY holds a character that no HTTP header can carry`,
  control_request_failed: ({ where }) => `the control server at ${where} could not be asked: ${CHECK_NAMES}`,
  control_server_error: ({ where, status }) =>
    `the control server at ${where} answers HTTP ${status}: Gluetun's log says why`,
  control_asking_failed: ({ vpn, reason }, say) =>
    `asking the control server of ${vpn} failed: ${say(reason)}`,
  control_out_of_reach: ({ vpn, port }) =>
    `the control server of ${vpn} can't be reached from here: put the orchestrator on one of its Docker networks, or publish ${
      port === null ? 'the port of its control server' : `its port ${port}`
    } on 127.0.0.1`,
  control_network_is_anothers: () =>
    'this container has no network of its own: name the one whose network it joined in GLUETUN_CONTAINER_NAME',
  control_on_loopback: ({ port }) =>
    `its control server listens on its own loopback only (HTTP_CONTROL_SERVER_ADDRESS), where nobody outside can reach it: set it to :${port}, or leave it out`,
  control_unauthorized: unauthorized,
  not_gluetun: ({ where, reason }, say) =>
    `what answers at ${where} is not Gluetun's control server (${say(reason)}): ${CHECK_NAMES}`,
  routes_unlisted: ({ routes }) =>
    `the control server answers 401 to ${routes.map(routeName).join(' and ')}: add ${
      routes.length === 1 ? 'it' : 'them'
    } to the routes of our role in ${CONFIG} and restart Gluetun, or use ${DEFAULT_ROLE}`,
  route_failed: ({ route, reason }, say) => `${ROUTES[route]}: ${say(reason)}`,
  route_unreadable: ({ route, reason }, say) => `${ROUTES[route]} can't be read: ${say(reason)}`,
  forwarded_port_unreadable: ({ reason }, say) => `the forwarded port can't be read: ${say(reason)}`,
  ports_route_moved: () =>
    `the forwarded port can't be read: this Gluetun moved ${ROUTES.portsBefore341} to ${ROUTES.ports}, which our role does not list: add it to its routes in ${CONFIG} and restart Gluetun`,
  ports_route_unlisted: () =>
    `the forwarded port can't be read: add ${PORTS_ROUTES} to the routes of our role in ${CONFIG} and restart Gluetun`,
  no_answer: ({ failure }) => NO_ANSWER[failure],
  answer_redirects: ({ status }) => `HTTP ${status}, a redirect`,
  answer_status: ({ status }) => `HTTP ${status}`,
  answer_is_html: () => 'an HTML page',
  answer_is_other: () => 'no JSON of that route',
  restart_route_unlisted: () =>
    `the control server answers 401 to ${ROUTES.restart}: add it to the routes of our role in ${CONFIG} and restart Gluetun`,
  control_answered: ({ status, text }) =>
    `the control server answers HTTP ${status}${text === null ? '' : `: ${text}`}`,
}

function routeName(route: ControlRoute): string {
  return route === 'ports' ? PORTS_ROUTES : ROUTES[route]
}

/** 401 to everything: no, wrong or insufficient credentials; Gluetun does not tell which. */
function unauthorized({ where, credentials, wantsBasic }: ControlReasons['control_unauthorized']): string {
  const said = `the control server at ${where} answers 401`
  switch (credentials) {
    case 'none':
      return wantsBasic
        ? `${said} and asks for a name and a password: set GLUETUN_API_USER and GLUETUN_API_PASSWORD to those of ${ROLE}`
        : `${said} without credentials: set GLUETUN_API_KEY to the key of ${ROLE}`
    case 'api_key':
      return wantsBasic
        ? `${said} to GLUETUN_API_KEY and asks for a name and a password: set GLUETUN_API_USER and GLUETUN_API_PASSWORD instead, or make it auth = "apikey"`
        : `${said} to GLUETUN_API_KEY: it must be the key of ${ROLE}; Gluetun reads them at its start only`
    case 'basic':
      return `${said} to GLUETUN_API_USER and GLUETUN_API_PASSWORD: they must be those of ${ROLE}; Gluetun reads them at its start only`
  }
}

const NO_ANSWER: Readonly<Record<NoAnswer, string>> = {
  refused: 'the connection was refused',
  timeout: 'no answer in time',
  connect_timeout: 'no connection in time',
  unresolved: 'its name does not resolve from here',
  no_route: 'there is no route to it',
  closed: 'the connection was closed without an answer',
  not_http: 'it does not speak HTTP',
  too_long: 'its answer is far too long',
  unsendable: 'the request holds what no HTTP header can carry',
  other: 'it could not be asked',
}
