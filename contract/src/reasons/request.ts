import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** Why a request is refused before anything is done for it. */
export interface RequestReasons {
  missing_token: NoParams
  invalid_token: NoParams
  too_many_wrong_keys: NoParams
  /** A browser asks for a host name that is not known to be ours. */
  host_name_unknown: { host: string }
  /** A page of another site wants to change something. `origin`: null where the browser does not name it. */
  foreign_page: { origin: string | null }
  path_not_found: NoParams
  method_not_allowed: NoParams
  second_host_header: NoParams
  not_well_formed: NoParams
  headers_too_large: { mostBytes: number }
  body_too_large: { mostBytes: number }
  request_too_slow: NoParams
  /** The log says what went wrong. */
  internal_error: NoParams
  shutting_down: NoParams
  /** A reader of `GET /live` that does not read what it is sent. */
  live_reader_too_slow: NoParams
  panel_not_built: NoParams
  engine_not_found: { id: string }
  container_not_found: { id: string }
  /** An engine can't be registered there. */
  registration_refused: { reason: Reason }
  address_holds_no_engine: NoParams
  /** Nothing there answers as an engine does. */
  external_not_answering: { reason: Reason }
  /** A service of the orchestrator listens there. `host`: of a VPN container's control server. */
  address_is_own_api: NoParams
  address_is_runtime: NoParams
  address_is_control_server: { host: string }
  already_being_removed: { engine: string }
  engine_is_managed: { engine: string; id: string }
  not_a_time: { field: string }
  id_too_long: { most: number }
  not_percent_encoded: NoParams
  /** `text`: the parser's words; empty where they say no more. */
  body_not_json: { text: string }
  /** It is shorter or longer than its Content-Length says. */
  body_length_differs: NoParams
  /** Its Content-Type can't be read. */
  body_type_unreadable: NoParams
  value_missing: NoParams
  value_not_allowed: { allowed: readonly string[] }
  /** Any other way in which a value does not fit; the API's description says what fits. */
  value_not_valid: NoParams
  value_wrong_type: { expected: 'integer' | 'number' | 'string' | 'boolean' | 'object' | 'array' | 'null' }
  value_too_small: { least: number }
  value_too_large: { most: number }
  text_too_short: { least: number }
  text_too_long: { most: number }
  /** `pattern`: a regular expression. */
  text_wrong_form: { pattern: string }
  /** `field`: its path in the request, with dots. */
  field_invalid: { field: string; reason: Reason }
  list_too_short: { least: number }
  list_too_long: { most: number; count: number }
  map_too_large: { most: number; count: number }
}
