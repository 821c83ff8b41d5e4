import type { VpnReasons } from '../../reasons/vpn.ts'
import { controlServerWording } from './control-server.ts'
import { quoted, type Wording } from './wording.ts'

export const vpnWording: Wording<VpnReasons> = {
  ...controlServerWording,
  no_vpn_configured: () =>
    'no hay ninguna VPN configurada: define GLUETUN_CONTAINER_NAME con el nombre de tu contenedor de Gluetun',
  vpn_not_checked: () => 'sin comprobar todavía',
  vpn_unknown: ({ vpn, reason }, say) => `todavía no se sabe nada de ${vpn}: ${say(reason)}`,
  last_known: ({ reason, known }, say) =>
    `${say(reason)}; esto es lo último que se supo${known === null ? '' : `: ${say(known)}`}`,
  vpn_container_not_found: ({ container }) =>
    `ningún contenedor se llama ${container}: inícialo o comprueba GLUETUN_CONTAINER_NAME`,
  vpn_container_created: ({ container }) =>
    `su contenedor no se ha iniciado nunca: ejecuta docker start ${container}`,
  vpn_container_paused: ({ container }) => `su contenedor está en pausa: ejecuta docker unpause ${container}`,
  vpn_container_removing: () => 'su contenedor se está eliminando',
  vpn_container_restarting: ({ exitCode }) =>
    `su contenedor ${exited(exitCode)} y Docker lo está reiniciando: si continúa así, su registro indica el motivo`,
  vpn_container_exited: ({ container, exitCode }) =>
    `su contenedor ${exited(exitCode)}: su registro indica el motivo; docker start ${container} lo inicia`,
  not_shown_to_be_gluetun: ({ container, image, reason }, say) =>
    `nada indica que ${container} (imagen ${image}) sea Gluetun, así que no se inicia ningún motor en su red: comprueba GLUETUN_CONTAINER_NAME; ${say(reason)}`,
  control_not_asked: () => 'todavía no se ha consultado su servidor de control',
  docker_healthy_decides: () => 'Docker lo da por sano, y eso es lo que cuenta',
  docker_health_pending: () => 'la comprobación de salud de Docker todavía no se ha superado',
  docker_unhealthy: unhealthy,
  unhealthy_with_public_ip: (check) => `${unhealthy(check)}, aunque el túnel tiene IP pública`,
  no_health_check: () =>
    'el contenedor no tiene comprobación de salud, así que no se sabe si pasa el tráfico',
  tunnel_starting: () => 'Gluetun está iniciando el túnel',
  tunnel_stopping: () => 'Gluetun está deteniendo el túnel',
  tunnel_stopped: ({ healthIsOld }) => `el túnel está detenido: reinícialo${oldHealth(healthIsOld)}`,
  tunnel_crashed: ({ healthIsOld }) =>
    `el túnel ha fallado; Gluetun vuelve a intentarlo a los 15 s y después duplica la espera cada vez; su registro indica el motivo${oldHealth(healthIsOld)}`,
  tunnel_connecting: () => 'el túnel se está estableciendo: todavía sin IP pública',
  no_public_ip: () => 'todavía sin IP pública',
  public_ip_disabled: () => 'IP pública desconocida: PUBLICIP_ENABLED está desactivado',
  public_ip_lookup_failed: () => 'IP pública desconocida: la única consulta de Gluetun ha fallado',
  forwarded_port_missing: ({ watchdog }) =>
    `el reenvío de puertos está activado, pero la VPN no ha dado ningún puerto en más de un minuto: ${
      watchdog
        ? 'el túnel se reconecta hasta que haya uno'
        : 'reinicia el túnel o define VPN_PORT_WATCHDOG=true para que se haga automáticamente'
    }`,
  vpn_released_until_recreated: ({ vpn }) =>
    `${vpn} se ha liberado para que se pueda volver a crear: después de eso, o pasados diez minutos, se vuelven a iniciar motores en ella`,
  vpn_released: ({ vpn }) => `su VPN ${vpn} se ha liberado para que se pueda volver a crear`,

  tunnel_not_restarted: ({ vpn, reason }, say) =>
    `no se puede reiniciar el túnel de ${vpn}${reason === null ? '' : `: ${say(reason)}`}`,
  tunnel_put_failed: ({ step, reason }, say) =>
    `${step === 'stopping' ? 'al detener' : 'al iniciar'} el túnel de Gluetun: ${say(reason)}`,
  tunnel_crashes: ({ outcome }) =>
    `al reiniciar el túnel de Gluetun: resultado ${quoted(outcome)}. Gluetun vuelve a intentarlo por su cuenta, a los 15 s y después duplicando la espera cada vez; su registro indica por qué falla`,
  requested_by_operator: () => 'solicitado por ti',
  no_forwarded_port: ({ attempt }) => `sin puerto reenviado durante más de un minuto (intento ${attempt})`,
  vpn_not_configured: ({ vpn, configured }) =>
    `no hay configurado ningún contenedor de VPN llamado ${vpn}, solo ${configured.join(', ')}`,
  vpn_not_named: ({ configured }) => `indica cuál con ?container=, uno de ${configured.join(', ')}`,
  host_ip_not_asked: () => 'todavía no se ha consultado la dirección de este equipo',
  leak_check_failed: ({ host, reason }, say) =>
    `al preguntar a LEAK_CHECK_URL (${host}) por la dirección de este equipo: ${say(reason)}`,
  leak_check_not_final: ({ status }) =>
    `HTTP ${status}; las redirecciones no se siguen, indica la dirección definitiva`,
  no_ip_in_answer: () => 'la respuesta no contiene ninguna dirección IP, ni como texto ni como JSON',
  vpn_ip_unknown: () => 'ahora no se conoce la IP pública de la VPN',
  ip_families_differ: ({ vpnFamily, hostFamily }) =>
    `la dirección de la VPN es IPv${vpnFamily} y la de este equipo IPv${hostFamily}, así que no se pueden comparar: usa en LEAK_CHECK_URL un servicio de la misma familia`,
  vpn_ip_is_host_ip: () =>
    'la IP pública de la VPN es la de este equipo: los demás pares te ven. Consulta el registro de Gluetun (¿o el propio orquestador está detrás de esa VPN?)',
}

function exited(exitCode: number | null): string {
  return exitCode === null ? 'ha terminado' : `ha terminado con el código ${exitCode}`
}

function unhealthy({ output }: VpnReasons['docker_unhealthy']): string {
  return output === null ? 'Docker lo da por fallido' : `Docker lo da por fallido (${output})`
}

function oldHealth(healthIsOld: boolean): string {
  return healthIsOld ? ' (el estado sano que muestra Docker es anterior)' : ''
}
