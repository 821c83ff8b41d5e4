import { reasonInSpanish } from '@acestream-orchestrator/contract/spanish/reasons/reasons'
import type { Fault } from '../../connection/http/fault.ts'

function said({ detail, reason }: Fault): string {
  const words = (reason && reasonInSpanish(reason)) ?? detail
  return words === null ? '' : ` Detalle: ${words}${/[.!?]$/.test(words) ? '' : '.'}`
}

export const esFaults: Record<Fault['kind'], (fault: Fault) => string> = {
  network: () =>
    'No se puede conectar con el servidor. Revisa la URL del servidor y que el orquestador esté en marcha. Si esta página viene de otra dirección, CORS_ORIGINS debe permitirla.',
  timeout: () => 'El servidor no ha respondido a tiempo.',
  mixed_content: () =>
    'Esta página se ha cargado por https, así que el navegador bloquea las peticiones a una dirección http. Usa una URL https o abre el panel desde el propio orquestador.',
  sign_in: () => 'Tu proxy pide que vuelvas a iniciar sesión.',
  proxy: (fault) =>
    `El proxy que hay delante del servidor no puede conectar con él (HTTP ${fault.status}). Comprueba que el orquestador esté en marcha.`,
  html: () =>
    'Esta dirección devuelve una página web, no los datos de un orquestador. Revisa la URL del servidor.',
  not_json: () => 'Esta dirección no devuelve los datos de un orquestador. Revisa la URL del servidor.',
  key_missing: () => 'El servidor exige su clave de API.',
  key_wrong: () => 'El servidor rechaza esta clave de API.',
  too_many_keys: () =>
    'Demasiadas claves incorrectas desde esta dirección. Espera un minuto antes de volver a intentarlo.',
  too_many_streams: (fault) => `Hay demasiadas emisiones en marcha.${said(fault)}`,
  origin: (fault) => `El servidor no lo permite.${said(fault)}`,
  not_found: (fault) => `El servidor no lo encuentra.${said(fault)}`,
  invalid: (fault) => `El servidor no puede aceptarlo.${said(fault)}`,
  unavailable: (fault) =>
    `El servidor no puede hacerlo ahora.${said(fault)}${
      fault.retryInSeconds === null ? '' : ` Inténtalo de nuevo en ${fault.retryInSeconds} s.`
    }`,
  gateway: (fault) => `Un motor, la VPN o Docker ha rechazado la petición o no ha respondido.${said(fault)}`,
  server: () => 'Error interno del servidor. Consulta su registro.',
  other: (fault) => `La petición ha fallado.${said(fault)}`,
}
