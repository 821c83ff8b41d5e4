import type { IncidentReasons } from '../../reasons/incident.ts'
import { counted, type Wording } from './wording.ts'

export const incidentWording: Wording<IncidentReasons> = {
  replaced_in: () => 'se sustituirá si no responde',
  being_replaced: ({ by }) => (by === null ? 'se está sustituyendo' : `${by} lo está sustituyendo`),
  replacement_is_created: () => 'se está creando un sustituto',
  recreated_with_vpn: ({ vpn }) => `se volverá a crear cuando la VPN ${vpn} esté conectada`,
  restarted_with_vpn: ({ vpn }) => `se reinicia porque la VPN ${vpn} se ha reiniciado`,
  runtime_is_asked_again: () =>
    'se le vuelve a preguntar cada pocos segundos; los motores en marcha siguen funcionando',
  kept_in_memory: () =>
    'los motores siguen funcionando; lo que ocurre queda en memoria y se guardará en cuanto sea posible',
  other_settings_apply: () =>
    'se aplican el entorno y los valores predeterminados; no se borra nada de lo guardado',
  missing_lines_are_counted: () =>
    'los motores siguen funcionando; cuando vuelva a leerse, el registro indicará cuántas líneas faltan',
  waiting_for_tunnel: () => 'sus motores esperan a que el túnel se conecte',
  tunnel_is_restarting: () => 'se está reiniciando el túnel',
  retrying: () => 'se volverá a intentar',
  waiting_for_image: ({ image }) => `los motores se crearán cuando se haya descargado ${image}`,
  engines_are_starting: ({ engines }) =>
    `${counted(engines, 'motor', 'motores')} ${engines === 1 ? 'se está iniciando' : 'se están iniciando'}`,
  waiting_for_free_engine: () => 'se admitirán nuevas emisiones en cuanto termine alguna',
  peers_are_looked_for: () => 'el motor sigue buscando pares que tengan los datos',
  waiting_for_new_start: () => 'volverá a reproducirse cuando su reproductor la inicie de nuevo',
  nothing_done: () => 'no se hace nada automáticamente',

  engine_answers_again: ({ afterMs }) => `volvió a responder tras ${span(afterMs)}`,
  engine_replaced: ({ by, ...rest }) => `${by === null ? 'se sustituyó' : `${by} lo sustituyó`}${cut(rest)}`,
  engine_gone: ({ reason, ...rest }, say) => `se eliminó (${say(reason)})${cut(rest)}`,
  engine_runs_again: (rest) => `volvió a funcionar${cut(rest)}`,
  runtime_answers_again: ({ afterMs }) => `volvió a responder tras ${span(afterMs)}`,
  store_works_again: ({ afterMs }) => `se pudo volver a escribir tras ${span(afterMs)}`,
  log_is_read_again: ({ afterMs }) => `volvió a leerse tras ${span(afterMs)}`,
  settings_in_order_again: ({ afterMs }) => `en orden de nuevo tras ${span(afterMs)}`,
  vpn_connected_again: (rest) => `volvió a conectarse${cut(rest)}`,
  vpn_in_order_again: ({ afterMs }) => `volvió a estar en orden tras ${span(afterMs)}`,
  vpn_no_longer_used: () => 'ya no se usa',
  leak_is_over: ({ afterMs }) => `volvió a ocultar la dirección de este equipo tras ${span(afterMs)}`,
  engines_created_again: ({ afterMs }) => `se pudieron volver a crear motores tras ${span(afterMs)}`,
  engine_serves_again: ({ engine, afterMs }) =>
    engine === null
      ? `tras ${span(afterMs)} ya no hacía falta ningún motor`
      : `${engine} respondió tras ${span(afterMs)}`,
  engine_free_again: ({ afterMs }) => `volvió a haber un motor libre tras ${span(afterMs)}`,
  stream_plays_again: ({ engine, afterMs }) => `volvió a reproducirse en ${engine} tras ${span(afterMs)}`,
  stream_ended: ({ afterMs }) => `terminó tras ${span(afterMs)}`,
  stream_not_started_again: () => 'no se volvió a iniciar',
  no_longer_looked_for: () => 'esta versión ya no lo comprueba',
  part_of_another: ({ reason }, say) =>
    reason === null ? 'forma parte de otra incidencia' : `forma parte de otra incidencia: ${say(reason)}`,
}

interface Cut {
  readonly streamsCut: number
  readonly streamsBack: number
  readonly backAfterMs: number | null
  readonly afterMs: number
}

/** `, 2 emisiones cortadas, de vuelta tras 31 s`. */
function cut({ streamsCut, streamsBack, backAfterMs, afterMs }: Cut): string {
  if (streamsCut === 0) return ` tras ${span(afterMs)}`
  const lost = `, ${counted(streamsCut, 'emisión cortada', 'emisiones cortadas')}`
  if (streamsBack === 0 || backAfterMs === null) return lost
  const back = streamsBack === streamsCut ? 'de vuelta' : `${streamsBack} de vuelta`
  return `${lost}, ${back} tras ${span(backAfterMs)}`
}

/** `31 s`, `2 min 5 s`, `3 h 20 min`. */
function span(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
