import type { ControlReasons, ControlRoute, NoAnswer } from '../../reasons/control-server.ts'
import { seconds, type Wording } from './wording.ts'

export const ROUTES: Readonly<Record<ControlRoute | 'restart' | 'portsBefore341', string>> = {
  status: 'GET /v1/vpn/status',
  restart: 'PUT /v1/vpn/status',
  publicIp: 'GET /v1/publicip/ip',
  ports: 'GET /v1/portforward',
  portsBefore341: 'GET /v1/openvpn/portforwarded',
}

const PORTS_ROUTES = `${ROUTES.ports} (antes de v3.41: ${ROUTES.portsBefore341})`
const CONFIG = '/gluetun/auth/config.toml de Gluetun'
const DEFAULT_ROLE = 'HTTP_CONTROL_SERVER_AUTH_DEFAULT_ROLE (v3.41 y posteriores)'
const ROLE = `un rol de ${CONFIG} que incluya ${ROUTES.status}, ${ROUTES.restart}, ${ROUTES.publicIp} y ${PORTS_ROUTES}, o ${DEFAULT_ROLE}`
const CHECK_ADDRESS = 'comprueba HTTP_CONTROL_SERVER_ADDRESS (por defecto :8000) y GLUETUN_API_PORT'
const CHECK_NAMES = 'comprueba GLUETUN_CONTAINER_NAME y GLUETUN_API_PORT'
const COME_NEAR =
  'conecta el orquestador a la red de Docker de Gluetun o publica el puerto del servidor de control en 127.0.0.1'

export const controlServerWording: Wording<ControlReasons> = {
  control_refused: ({ where }) =>
    `el servidor de control rechaza conexiones en ${where}: solo escucha cuando Gluetun ha configurado su cortafuegos; si continúa así, ${CHECK_ADDRESS}`,
  control_timeout: ({ where, timeoutMs }) =>
    `el servidor de control en ${where} no respondió en ${seconds(timeoutMs)}: si continúa así, reinicia Gluetun o comprueba que el orquestador está en una de las redes con las que se inició`,
  control_unresolved: ({ where }) => `el nombre de ${where} no se puede resolver desde aquí: ${COME_NEAR}`,
  control_no_route: ({ where }) => `no hay ruta hasta ${where}: ${COME_NEAR}`,
  control_closed: ({ where }) =>
    `la conexión con el servidor de control en ${where} se cerró sin respuesta: si continúa así, ${CHECK_ADDRESS}`,
  control_unsendable: ({ where }) =>
    `no se puede consultar el servidor de control en ${where}: GLUETUN_API_KEY contiene un carácter que no cabe en una cabecera HTTP`,
  control_request_failed: ({ where }) =>
    `no se ha podido consultar el servidor de control en ${where}: ${CHECK_NAMES}`,
  control_server_error: ({ where, status }) =>
    `el servidor de control en ${where} responde HTTP ${status}: el registro de Gluetun indica el motivo`,
  control_asking_failed: ({ vpn, reason }, say) =>
    `ha fallado la consulta al servidor de control de ${vpn}: ${say(reason)}`,
  control_out_of_reach: ({ vpn, port }) =>
    `no se puede llegar desde aquí al servidor de control de ${vpn}: conecta el orquestador a una de sus redes de Docker o publica ${
      port === null ? 'el puerto de su servidor de control' : `su puerto ${port}`
    } en 127.0.0.1`,
  control_network_is_anothers: () =>
    'este contenedor no tiene red propia: indica en GLUETUN_CONTAINER_NAME el contenedor cuya red usa',
  control_on_loopback: ({ port }) =>
    `su servidor de control solo escucha en su propia interfaz local (HTTP_CONTROL_SERVER_ADDRESS), donde nadie de fuera puede llegar: ponlo en :${port} o quita el ajuste`,
  control_unauthorized: unauthorized,
  not_gluetun: ({ where, reason }, say) =>
    `lo que responde en ${where} no es el servidor de control de Gluetun (${say(reason)}): ${CHECK_NAMES}`,
  routes_unlisted: ({ routes }) =>
    `el servidor de control responde 401 a ${routes.map(routeName).join(' y ')}: ${
      routes.length === 1 ? 'añádela' : 'añádelas'
    } a las rutas de nuestro rol en ${CONFIG} y reinicia Gluetun, o usa ${DEFAULT_ROLE}`,
  route_failed: ({ route, reason }, say) => `${ROUTES[route]}: ${say(reason)}`,
  route_unreadable: ({ route, reason }, say) => `no se puede leer ${ROUTES[route]}: ${say(reason)}`,
  forwarded_port_unreadable: ({ reason }, say) => `no se puede leer el puerto reenviado: ${say(reason)}`,
  ports_route_moved: () =>
    `no se puede leer el puerto reenviado: este Gluetun ha cambiado ${ROUTES.portsBefore341} por ${ROUTES.ports}, que nuestro rol no incluye: añádela a sus rutas en ${CONFIG} y reinicia Gluetun`,
  ports_route_unlisted: () =>
    `no se puede leer el puerto reenviado: añade ${PORTS_ROUTES} a las rutas de nuestro rol en ${CONFIG} y reinicia Gluetun`,
  no_answer: ({ failure }) => NO_ANSWER[failure],
  answer_redirects: ({ status }) => `HTTP ${status}, una redirección`,
  answer_status: ({ status }) => `HTTP ${status}`,
  answer_is_html: () => 'una página HTML',
  answer_is_other: () => 'no es el JSON de esa ruta',
  restart_route_unlisted: () =>
    `el servidor de control responde 401 a ${ROUTES.restart}: añádela a las rutas de nuestro rol en ${CONFIG} y reinicia Gluetun`,
  control_answered: ({ status, text }) =>
    `el servidor de control responde HTTP ${status}${text === null ? '' : `: ${text}`}`,
}

function routeName(route: ControlRoute): string {
  return route === 'ports' ? PORTS_ROUTES : ROUTES[route]
}

function unauthorized({ where, credentials, wantsBasic }: ControlReasons['control_unauthorized']): string {
  const said = `el servidor de control en ${where} responde 401`
  switch (credentials) {
    case 'none':
      return wantsBasic
        ? `${said} y pide un usuario y una contraseña: define GLUETUN_API_USER y GLUETUN_API_PASSWORD con los de ${ROLE}`
        : `${said} sin credenciales: define GLUETUN_API_KEY con la clave de ${ROLE}`
    case 'api_key':
      return wantsBasic
        ? `${said} a GLUETUN_API_KEY y pide un usuario y una contraseña: define GLUETUN_API_USER y GLUETUN_API_PASSWORD en su lugar, o cámbialo a auth = "apikey"`
        : `${said} a GLUETUN_API_KEY: debe ser la clave de ${ROLE}; Gluetun solo los lee al iniciarse`
    case 'basic':
      return `${said} a GLUETUN_API_USER y GLUETUN_API_PASSWORD: deben ser los de ${ROLE}; Gluetun solo los lee al iniciarse`
  }
}

const NO_ANSWER: Readonly<Record<NoAnswer, string>> = {
  refused: 'conexión rechazada',
  timeout: 'sin respuesta a tiempo',
  connect_timeout: 'sin conexión a tiempo',
  unresolved: 'su nombre no se puede resolver desde aquí',
  no_route: 'no hay ruta',
  closed: 'la conexión se cerró sin respuesta',
  not_http: 'no habla HTTP',
  too_long: 'su respuesta es demasiado larga',
  unsendable: 'la petición contiene algo que no cabe en una cabecera HTTP',
  other: 'no se ha podido consultar',
}
