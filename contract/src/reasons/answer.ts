import type { NoParams } from './coded.ts'

/** What came of an HTTP request to an engine. `address` is `host:port`. */
export interface AnswerReasons {
  probe_timeout: { timeoutMs: number }
  connection_refused: { address: string }
  connection_closed: { address: string }
  connect_timeout: { address: string }
  host_unknown: { host: string; errorCode: string }
  no_route: { address: string; errorCode: string }
  request_failed: { address: string; text: string }
  not_http: { text: string }
  answer_too_long: { mostBytes: number }
  unexpected_status: { status: number; text: string | null }
  not_json: { text: string }
  field_missing: { field: string; text: string }
  /** The engine answered with an error of its own. */
  engine_error: { text: string }
  not_a_status: NoParams
  not_statistics: NoParams
  /** At an external engine's address, where the words of what answers are not passed on. */
  not_an_engine: NoParams
}
