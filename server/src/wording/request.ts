import type { RequestReasons } from '@acestream-orchestrator/contract/reasons/request'
import type { Wording } from './wording.ts'

export const requestWording: Wording<RequestReasons> = {
  missing_token: () => 'missing bearer token',
  invalid_token: () => 'invalid token',
  too_many_wrong_keys: () => 'too many wrong keys from this address: wait a minute',
  host_name_unknown: ({ host }) =>
    `a browser asks for ${host}, a name that is not known here: if it is ours, set PUBLIC_URL to that address`,
  foreign_page: ({ origin }) =>
    `a page of ${origin ?? 'another site'} may not change anything here: add it to CORS_ORIGINS, ` +
    'or set PUBLIC_URL if it is our own address behind a proxy',
  path_not_found: () => 'Not Found',
  method_not_allowed: () => 'Method Not Allowed',
  second_host_header: () => 'the request has more than one Host header',
  not_well_formed: () => 'the request is not well-formed HTTP',
  headers_too_large: ({ mostBytes }) => `the headers are larger than ${mostBytes / KIB} KiB in all`,
  body_too_large: ({ mostBytes }) => `the body is larger than ${mostBytes / KIB / KIB} MiB`,
  request_too_slow: () => 'the request did not arrive completely in time',
  internal_error: () => 'something went wrong on our side; the log of the orchestrator says what',
  shutting_down: () => 'the orchestrator is stopping; its engines go on',
  live_reader_too_slow: () => 'too slow: what was sent to you was not read in time',
  panel_not_built: () => 'the panel is not built: run `npm run build`',
  engine_not_found: ({ id }) => `no engine has the id ${id}`,
  container_not_found: ({ id }) => `no container of ours has the id ${id}`,
  registration_refused: ({ reason }, say) => `no engine can be registered there: ${say(reason)}`,
  address_holds_no_engine: () => 'link-local, multicast and unspecified addresses hold no engine',
  external_not_answering: ({ reason }, say) => `no engine answers: ${say(reason)}`,
  address_is_own_api: () => 'that is our own API',
  address_is_runtime: () => 'that is the runtime',
  address_is_control_server: ({ host }) => `that is the control server of ${host}`,
  already_being_removed: ({ engine }) => `restarting ${engine}: it is being removed already`,
  engine_is_managed: ({ engine, id }) =>
    `removing ${engine}: it is managed, not external; use DELETE /containers/${id}`,
  not_a_time: ({ field }) => `reading ${field}: it must be an ISO-8601 time or a Unix time`,
  id_too_long: ({ most }) => `an id has ${most.toLocaleString('en')} characters at most`,
  not_percent_encoded: () => 'is not properly percent-encoded',
  body_length_differs: () => 'is not as long as its Content-Length says',
  body_type_unreadable: () => "has a Content-Type that can't be read",
  body_not_json: ({ text }) => (text === '' ? 'is not JSON' : `is not JSON: ${text}`),
  value_missing: () => 'is missing',
  value_not_allowed: ({ allowed }) => `must be one of: ${allowed.join(', ')}`,
  value_not_valid: () => 'is not valid',
  value_wrong_type: ({ expected }) => `must be ${TYPE_WORDS[expected]}`,
  value_too_small: ({ least }) => `must be at least ${least}`,
  value_too_large: ({ most }) => `must be at most ${most}`,
  text_too_short: ({ least }) =>
    least === 1 ? 'must not be empty' : `must have at least ${least} characters`,
  text_too_long: ({ most }) => `must have at most ${most} characters`,
  text_wrong_form: ({ pattern }) => `must match ${pattern}`,
  field_invalid: ({ field, reason }, say) => `${field}: ${say(reason)}`,
  list_too_short: ({ least }) => (least === 1 ? 'must not be empty' : `must have at least ${least} items`),
  list_too_long: ({ most, count }) => `must have ${most} items at most, not ${count}`,
  map_too_large: ({ most, count }) => `must have ${most} entries at most, not ${count}`,
}

const KIB = 1024

const TYPE_WORDS: Readonly<Record<RequestReasons['value_wrong_type']['expected'], string>> = {
  integer: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}
