import type { Fault } from '../../connection/http/fault.ts'

const said = (fault: Fault) => (fault.detail === null ? '' : ` Dice: ${fault.detail}`)

export const esFaults: Record<Fault['kind'], (fault: Fault) => string> = {
  network: () =>
    'No se llega al servidor. Revisa la URL del servidor y que el orquestador esté en marcha; desde otra dirección debe permitir esta página en CORS_ORIGINS.',
  timeout: () => 'El servidor no respondió a tiempo.',
  mixed_content: () =>
    'Esta página llegó por https y el navegador le prohíbe leer una dirección http. Usa una URL https o abre el panel desde el propio orquestador.',
  sign_in: () => 'Tu proxy pide que vuelvas a iniciar sesión.',
  proxy: (fault) =>
    `El proxy delante del servidor no llega a él (HTTP ${fault.status}). Comprueba que el orquestador esté en marcha.`,
  html: () =>
    'Esta dirección responde con una página web, no como un orquestador. Revisa la URL del servidor.',
  not_json: () =>
    'Esta dirección responde algo que no son datos de un orquestador. Revisa la URL del servidor.',
  key_missing: () => 'El servidor pide su clave de API.',
  key_wrong: () => 'El servidor rechaza esta clave de API.',
  too_many_keys: () =>
    'Demasiadas claves erróneas desde aquí. Espera un minuto antes de volver a intentarlo.',
  too_many_streams: (fault) => `Hay demasiadas emisiones en marcha.${said(fault)}`,
  origin: (fault) => `El servidor no lo permite.${said(fault)}`,
  not_found: (fault) => `El servidor no lo conoce.${said(fault)}`,
  invalid: (fault) => `El servidor no puede aceptarlo.${said(fault)}`,
  unavailable: (fault) =>
    `El servidor no puede hacerlo ahora.${said(fault)}${
      fault.retryInSeconds === null ? '' : ` Inténtalo de nuevo en ${fault.retryInSeconds} s.`
    }`,
  gateway: (fault) => `Lo que hay detrás del servidor se negó o no respondió.${said(fault)}`,
  server: () => 'El servidor falló por dentro. Su registro dice por qué.',
  other: (fault) => `No ha funcionado.${said(fault)}`,
}
