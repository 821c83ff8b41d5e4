import type { NotifierReasons, ReceiverFailure } from '../../reasons/notifier.ts'
import { counted, quoted, seconds, type Wording } from './wording.ts'

export const notifierWording: Wording<NotifierReasons> = {
  receiver_not_reached: ({ receiver, failure, errorCode }) =>
    `${receiver} ${FAILURES[failure]}${errorCode === '' ? '' : ` (${errorCode})`}`,
  receiver_refused: ({ receiver, status, text }) => `${receiver} respondió HTTP ${status}${saying(text)}`,
  receiver_refuses_secret: ({ receiver, status, text }) =>
    `${receiver} no acepta la clave, el token o la contraseña${status === null ? '' : ` (HTTP ${status})`}${saying(text)}`,
  receiver_limits: ({ receiver, waitMs }) =>
    `${receiver} no admite más mensajes por ahora${waitMs === null ? '' : `: pide esperar ${seconds(waitMs)}`}`,
  receiver_redirects: ({ receiver, to }) =>
    `${receiver} redirige a ${to} y no se sigue la redirección: si es correcta, introduce esa dirección`,
  receiver_hangs: ({ timeoutMs }) => `sin respuesta en ${seconds(timeoutMs)}`,
  receiver_says: ({ receiver, text }) => `${receiver}: ${text}`,
  push_has_no_browser: () =>
    'todavía no hay ningún navegador suscrito: abre el panel en él y añádelo en Ajustes, Alertas',
  push_browsers_gone: () => 'todos los navegadores suscritos se han dado de baja: vuelve a añadir uno',
  messages_wait: ({ messages }) =>
    messages === 0
      ? 'se volverá a intentar con el próximo mensaje'
      : `${counted(messages, 'mensaje espera', 'mensajes esperan')} y se ${messages === 1 ? 'enviará' : 'enviarán'} cuando vuelva a funcionar`,
  notifier_works_again: () => 'los mensajes vuelven a entregarse',
  notifier_no_longer_used: () => 'ya no se usa',
  notifier_not_found: ({ id }) => `no hay ningún canal de aviso con el ID ${id}`,
  rule_not_found: ({ id }) => `no hay ninguna regla de alerta con el ID ${id}`,
  set_by_environment: ({ variables }) =>
    `se define en el entorno (${variables.join(', ')}) y solo se puede cambiar ahí`,
  alerts_changed_meanwhile: () => 'las alertas han cambiado entretanto: vuelve a cargarlas',
  too_many_notifiers: ({ most }) => `puede haber como máximo ${most} canales de aviso`,
  too_many_rules: ({ most }) => `puede haber como máximo ${most} reglas de alerta`,
  field_unknown: ({ allowed }) => `no se conoce; existen: ${allowed.join(', ')}`,
  not_a_url: ({ schemes }) =>
    `debe ser una dirección que empiece por ${schemes.map((each) => `${each}://`).join(' o ')}`,
  not_a_mail_address: () =>
    'debe ser una dirección de correo como yo@example.org, o varias separadas por comas',
  not_a_time_zone: () => 'debe ser una zona horaria como Europe/Madrid',
  not_a_time_of_day: () => 'debe ser una hora como 22:30',
  not_such_a_notifier: ({ id }) => `${id} no es un canal de aviso`,
  placeholder_unknown: ({ placeholder, known }) =>
    `{{${placeholder}}} no es un marcador; existen: ${known.map((each) => `{{${each}}}`).join(', ')}`,
  placeholder_not_closed: ({ at }) => `el {{ del carácter ${at} no se cierra con }}`,
  template_not_json: ({ text }) => `al rellenarla no es JSON: ${text}`,
  not_a_push_subscription: () => 'no es una suscripción push como las que crean los navegadores',
}

const FAILURES: { readonly [F in ReceiverFailure]: string } = {
  refused: 'rechaza la conexión: no hay nada escuchando ahí',
  timeout: 'no responde a tiempo',
  unresolved: 'no se puede resolver: revisa el nombre',
  no_route: 'no es accesible: no hay ruta hasta ahí',
  closed: 'cerró la conexión antes de responder',
  not_http: 'no habla HTTP: revisa el esquema y el puerto',
  too_long: 'respondió más de lo que se lee',
  unsendable: 'no puede recibir esto: un valor tiene caracteres que ninguna cabecera admite',
  tls: 'no tiene un certificado de confianza o no habla TLS: revisa el esquema y el puerto',
  other: 'no es accesible',
}

function saying(text: string | null): string {
  return text === null ? '' : `: ${quoted(text)}`
}
