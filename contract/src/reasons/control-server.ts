import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** Why Gluetun's control server can't be read. `where` is `host:port`. */
export interface ControlReasons {
  control_refused: { where: string }
  control_timeout: { where: string; timeoutMs: number }
  control_unresolved: { where: string }
  control_no_route: { where: string }
  control_closed: { where: string }
  control_unsendable: { where: string }
  control_request_failed: { where: string }
  control_server_error: { where: string; status: number }
  control_asking_failed: { vpn: string; reason: Reason }
  /** No address leads there from here. `port`: null where its container is not known. */
  control_out_of_reach: { vpn: string; port: number | null }
  control_network_is_anothers: NoParams
  control_on_loopback: { port: number }
  /** `credentials`: what was sent; `wantsBasic`: it asked for a name and a password. */
  control_unauthorized: { where: string; credentials: 'none' | 'api_key' | 'basic'; wantsBasic: boolean }
  not_gluetun: { where: string; reason: Reason }
  /** Routes that our role does not list. */
  routes_unlisted: { routes: readonly ControlRoute[] }
  route_failed: { route: ControlRoute; reason: Reason }
  route_unreadable: { route: ControlRoute; reason: Reason }
  forwarded_port_unreadable: { reason: Reason }
  ports_route_moved: NoParams
  ports_route_unlisted: NoParams
  no_answer: { failure: NoAnswer }
  answer_redirects: { status: number }
  answer_status: { status: number }
  answer_is_html: NoParams
  answer_is_other: NoParams
  restart_route_unlisted: NoParams
  /** `text`: the beginning of what it said, our credentials taken out. */
  control_answered: { status: number; text: string | null }
}

/** What one of the control server's routes tells. */
export type ControlRoute = 'status' | 'publicIp' | 'ports'

/** Why no answer could be read. */
export type NoAnswer =
  | 'refused'
  | 'timeout'
  | 'connect_timeout'
  | 'unresolved'
  | 'no_route'
  | 'closed'
  | 'not_http'
  | 'too_long'
  | 'unsendable'
  | 'other'
