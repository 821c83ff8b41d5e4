import type { StreamReasons } from '../../reasons/stream.ts'
import { counted, quoted, streamName, type Wording, whole } from './wording.ts'

export const streamWording: Wording<StreamReasons> = {
  not_read_yet: () => 'en espera: ningún reproductor la lee todavía',
  prebuffering: (progress) => withProgress('precarga', progress),
  buffering: (progress) => withProgress('cargando en el búfer', progress),
  checking_stored_data: (progress) => withProgress('comprobando los datos guardados', progress),
  waiting_for_first_data: (progress) => withProgress('esperando los primeros datos', progress),
  in_engine_status: (progress) => withProgress(`el motor indica ${progress.status}`, progress),
  file_complete: () => 'el archivo está completo',
  old_recording: ({ behindMs }) =>
    `el fragmento más reciente tiene más de ${Math.floor(behindMs / HOUR_MS)} h: es una grabación antigua`,
  no_data: noData,
  engine_not_answering: ({ reason }, say) => `su motor no responde: ${say(reason)}`,
  statistics_unreadable: ({ reason }, say) => `no se pueden leer sus estadísticas: ${say(reason)}`,
  silent: ({ forMs, reason }, say) =>
    `sin señales de vida durante ${whole(forMs)} aunque su motor responde: ${say(reason)}`,
  session_unknown: ({ asked }) =>
    `su motor ya no reconoce la sesión (consultado ${counted(asked, 'vez', 'veces')})`,
  proxy_silent: ({ forMs }) => `su proxy de reproducción no informa desde hace ${whole(forMs)} s`,
  abandoned: ({ forMs }) => `sin datos durante ${whole(forMs)} y sin señales de que alguien la vea`,
  replaced_by_session: ({ session }) => `la ha sustituido la sesión ${session}`,
  stop_not_confirmed: ({ reason }, say) => `respondió «ok» pero no lo confirmó: ${say(reason)}`,
  session_still_runs: () => 'la sesión sigue en marcha',
  stop_unconfirmed: () => 'su motor aceptó la detención; sin estadísticas no se ha podido confirmar',
  session_not_known: () => 'su motor no reconoce la sesión',
  no_command_url: () =>
    'su notificación no traía un command_url utilizable, así que no se pidió a su motor que la detuviera',
  no_stat_url: () => 'su notificación no traía un stat_url utilizable',
  stream_not_found: ({ id }) => `ninguna emisión tiene el id ${id}`,
  viewer_not_found: ({ id }) => `ningún espectador de esta emisión tiene el id ${id}`,
  engine_not_known: () => 'aquí no se conoce su motor',
  engine_without_address: () => 'todavía no ha respondido ninguna dirección de su motor',
  engine_disappeared: () => 'no estaba al listar los contenedores',
  engine_restarted_outside: () => 'su contenedor se reinició desde fuera',
  previous_request_open: () => 'su motor todavía no ha respondido a la petición anterior',
  engine_too_slow: () => 'su motor responde demasiado despacio para leer todas sus emisiones',
  session_url_unusable: ({ field, form, url }) =>
    `${field === 'stat_url' ? 'sin estadísticas: ' : ''}${field} debería terminar en ${form}, no ${quoted(url)}`,
  session_url_invalid: ({ field, form }) => `al leer ${field}: su ruta debe ser ${form}`,
  reported_engine_unknown: ({ container, address }) =>
    `al registrar el inicio de una emisión: ningún motor de aquí ${container === null ? '' : `es el contenedor ${container} o `}` +
    `está en ${address}; un proxy con motores propios los registra antes (POST /engines)`,
  labels_too_long: ({ most }) => `todas las etiquetas juntas tienen ${most} caracteres como máximo`,
  too_many_streams: ({ most }) =>
    `al registrar el inicio de una emisión: ya hay ${most} emisiones en marcha; notifica sus finales`,
  too_many_streams_reported: ({ most, reporter }) =>
    `al registrar el inicio de una emisión: ya hay ${most} emisiones de ${reporter} en marcha; notifica sus finales`,
  stream_action_failed: ({ action, stream, engine, reason }, say) =>
    `${ACTIONS[action]} ${streamName(stream)} en ${engine}: ${say(reason)}`,
}

const ACTIONS = { stop: 'al detener', read_statistics: 'al pedir las estadísticas de' } as const

const HOUR_MS = 3_600_000

interface Progress {
  readonly percent: number | null
  readonly peers: number | null
}

const peersOf = (peers: number): string => counted(peers, 'par', 'pares')

function withProgress(doing: string, { percent, peers }: Progress): string {
  const share = percent === null ? '' : ` ${percent} %`
  return peers === null ? `${doing}${share}` : `${doing}${share}, ${peersOf(peers)}`
}

function noData({ forMs, peers, status }: StreamReasons['no_data']): string {
  const silence = `sin datos durante ${whole(forMs)}`
  const word = status === null ? '' : ` (el motor indica ${status})`
  if (peers === null) return `${silence}${word}`
  return peers === 0 ? `${silence}: 0 pares${word}` : `${silence} de ${peersOf(peers)}${word}`
}
