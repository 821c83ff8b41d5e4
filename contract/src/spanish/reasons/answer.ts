import type { AnswerReasons } from '../../reasons/answer.ts'
import { quoted, seconds, type Wording } from './wording.ts'

const MIB = 1024 * 1024

export const answerWording: Wording<AnswerReasons> = {
  probe_timeout: ({ timeoutMs }) => `sin respuesta en ${seconds(timeoutMs)}`,
  connection_refused: ({ address }) => `conexión rechazada en ${address}: nada escucha ahí`,
  connection_closed: ({ address }) => `la conexión con ${address} se cerró antes de la respuesta`,
  connect_timeout: ({ address }) => `no se ha podido conectar con ${address}`,
  host_unknown: ({ host, errorCode }) => `el nombre ${host} no se puede resolver desde aquí (${errorCode})`,
  no_route: ({ address, errorCode }) => `no hay ruta hasta ${address} (${errorCode})`,
  request_failed: ({ address, text }) => `petición a ${address}: ${text}`,
  not_http: ({ text }) => `la respuesta no es HTTP: ${text}`,
  answer_too_long: ({ mostBytes }) => `la respuesta supera los ${mostBytes / MIB} MiB`,
  unexpected_status: ({ status, text }) =>
    `respondió HTTP ${status} cuando se esperaba 200${text === null ? '' : `: ${quoted(text)}`}`,
  not_json: ({ text }) => `respondió ${quoted(text)} cuando se esperaba JSON`,
  field_missing: ({ field, text }) => `respondió JSON sin ${quoted(field)}: ${quoted(text)}`,
  engine_error: ({ text }) => text,
  not_a_status: () => 'respondió un resultado que no es un estado',
  not_statistics: () => 'respondió unas estadísticas que no son un objeto',
  not_an_engine: () => 'algo responde ahí, pero no como lo hace un motor',
}
