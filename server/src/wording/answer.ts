import type { AnswerReasons } from '@acestream-orchestrator/contract/reasons/answer'
import { quoted, seconds, type Wording } from './wording.ts'

const MIB = 1024 * 1024

export const answerWording: Wording<AnswerReasons> = {
  probe_timeout: ({ timeoutMs }) => `no answer within ${seconds(timeoutMs)}`,
  connection_refused: ({ address }) => `connection refused at ${address}: nothing listens there`,
  connection_closed: ({ address }) => `the connection to ${address} was closed before the answer`,
  connect_timeout: ({ address }) => `no connection to ${address}`,
  host_unknown: ({ host, errorCode }) => `the name ${host} can't be resolved here (${errorCode})`,
  no_route: ({ address, errorCode }) => `no route to ${address} (${errorCode})`,
  request_failed: ({ address, text }) => `asking ${address}: ${text}`,
  not_http: ({ text }) => `the answer is not HTTP: ${text}`,
  answer_too_long: ({ mostBytes }) => `the answer is longer than ${mostBytes / MIB} MiB`,
  unexpected_status: ({ status, text }) =>
    `answered HTTP ${status} where 200 was expected${text === null ? '' : `: ${quoted(text)}`}`,
  not_json: ({ text }) => `answered ${quoted(text)} where JSON was expected`,
  field_missing: ({ field, text }) => `answered JSON without "${field}": ${quoted(text)}`,
  engine_error: ({ text }) => text,
  not_a_status: () => 'answered a result that is no status',
  not_statistics: () => 'answered statistics that are no object',
  not_an_engine: () => 'something answers there, but not as an engine does',
}
