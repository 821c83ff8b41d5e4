import type { RequestReasons } from '../../reasons/request.ts'
import type { Wording } from './wording.ts'

const KIB = 1024

export const requestWording: Wording<RequestReasons> = {
  missing_token: () => 'falta la clave de API',
  invalid_token: () => 'la clave de API no es válida',
  too_many_wrong_keys: () => 'demasiadas claves incorrectas desde esta dirección: espera un minuto',
  host_name_unknown: ({ host }) =>
    `un navegador pide ${host}, un nombre que aquí no se conoce: si es nuestro, define PUBLIC_URL con esa dirección`,
  foreign_page: ({ origin }) =>
    `una página de ${origin ?? 'otro sitio'} no puede cambiar nada aquí: añádela a CORS_ORIGINS ` +
    'o define PUBLIC_URL si es nuestra propia dirección detrás de un proxy',
  path_not_found: () => 'no existe esa ruta',
  method_not_allowed: () => 'método no permitido',
  second_host_header: () => 'la petición tiene más de una cabecera Host',
  not_well_formed: () => 'la petición no es HTTP bien formado',
  headers_too_large: ({ mostBytes }) => `las cabeceras superan los ${mostBytes / KIB} KiB en total`,
  body_too_large: ({ mostBytes }) => `el cuerpo supera los ${mostBytes / KIB / KIB} MiB`,
  request_too_slow: () => 'la petición no llegó completa a tiempo',
  internal_error: () => 'ha fallado algo en el servidor; el registro del orquestador indica qué',
  shutting_down: () => 'el orquestador se está deteniendo; sus motores siguen funcionando',
  live_reader_too_slow: () => 'demasiado lento: los datos enviados no se leyeron a tiempo',
  panel_not_built: () => 'el panel no está compilado: ejecuta `npm run build`',
  engine_not_found: ({ id }) => `ningún motor tiene el id ${id}`,
  container_not_found: ({ id }) => `ningún contenedor gestionado tiene el id ${id}`,
  registration_refused: ({ reason }, say) => `no se puede registrar un motor ahí: ${say(reason)}`,
  address_holds_no_engine: () =>
    'en las direcciones de enlace local, multidifusión y no especificadas no hay motores',
  external_not_answering: ({ reason }, say) => `no responde ningún motor: ${say(reason)}`,
  address_is_own_api: () => 'es nuestra propia API',
  address_is_runtime: () => 'es el entorno de ejecución',
  address_is_control_server: ({ host }) => `es el servidor de control de ${host}`,
  already_being_removed: ({ engine }) => `reiniciar ${engine}: ya se está eliminando`,
  engine_is_managed: ({ engine, id }) =>
    `eliminar ${engine}: es gestionado, no externo; usa DELETE /containers/${id}`,
  not_a_time: ({ field }) => `al leer ${field}: debe ser una fecha ISO-8601 o una hora Unix`,
  id_too_long: ({ most }) => `un id tiene como máximo ${most.toLocaleString('es')} caracteres`,
  not_percent_encoded: () => 'no está bien codificado con porcentajes',
  body_length_differs: () => 'no mide lo que indica su Content-Length',
  body_type_unreadable: () => 'tiene un Content-Type que no se puede leer',
  body_not_json: ({ text }) => (text === '' ? 'no es JSON' : `no es JSON: ${text}`),
  value_missing: () => 'falta',
  value_not_allowed: ({ allowed }) => `debe ser uno de: ${allowed.join(', ')}`,
  value_not_valid: () => 'no es válido',
  value_wrong_type: ({ expected }) => `debe ser ${TYPE_WORDS[expected]}`,
  value_too_small: ({ least }) => `debe ser ${least} como mínimo`,
  value_too_large: ({ most }) => `debe ser ${most} como máximo`,
  text_too_short: ({ least }) =>
    least === 1 ? 'no puede estar vacío' : `debe tener ${least} caracteres como mínimo`,
  text_too_long: ({ most }) => `debe tener ${most} caracteres como máximo`,
  text_wrong_form: ({ pattern }) => `debe tener la forma ${pattern}`,
  field_invalid: ({ field, reason }, say) => `${field}: ${say(reason)}`,
  list_too_short: ({ least }) =>
    least === 1 ? 'no puede estar vacío' : `debe tener ${least} elementos como mínimo`,
  list_too_long: ({ most, count }) => `debe tener ${most} elementos como máximo, no ${count}`,
  map_too_large: ({ most, count }) => `debe tener ${most} entradas como máximo, no ${count}`,
}

const TYPE_WORDS: Readonly<Record<RequestReasons['value_wrong_type']['expected'], string>> = {
  integer: 'un número entero',
  number: 'un número',
  string: 'un texto',
  boolean: 'verdadero o falso',
  object: 'un objeto',
  array: 'una lista',
  null: 'nulo',
}
