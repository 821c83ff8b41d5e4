import type { ProvisioningReasons } from '../../reasons/provisioning.ts'
import { counted, quoted, type Wording, whole } from './wording.ts'

export const provisioningWording: Wording<ProvisioningReasons> = {
  drained: () => 'vaciado: ha terminado su última emisión',
  idle_over_target: () => 'libre, por encima del objetivo',
  cleaned_up: () => 'limpieza: estaba detenido',
  recreated_inside_vpn: ({ reason }, say) => `${say(reason)}: se vuelve a crear dentro de la VPN`,
  vpn_share_taken_over: ({ vpn }) => `su VPN ${vpn} ha caído: otras asumen su parte`,
  vpn_recreated: ({ vpn }) =>
    `su VPN ${vpn} se ha vuelto a crear: este motor está incomunicado y también se vuelve a crear`,
  vpn_restarted: ({ vpn }) =>
    `su VPN ${vpn} se ha reiniciado: este motor está incomunicado hasta que se reinicie también`,
  vpn_reconnected: ({ vpn }) => `su VPN ${vpn} se ha reconectado (VPN_RESTART_ENGINES_ON_RECONNECT)`,
  forwarded_port_changed: ({ vpn, from, to }) =>
    `el puerto reenviado de ${vpn} ha cambiado${from === null ? '' : ` de ${from}`} a ${to}`,
  forwarded_port_unused: ({ vpn, port }) => `ningún motor tiene el puerto reenviado ${port ?? ''} de ${vpn}`,
  vpn_overfull: ({ vpn }) => `${vpn} lleva más motores de los que le corresponden`,
  vpn_not_configured_any_more: ({ vpn }) => `creado en la red de ${vpn}, que ya no está configurada`,
  outside_vpn: () => 'funciona fuera de la VPN configurada ahora',
  other_settings: () => 'creado con otra configuración',
  other_image: ({ image }) => `creado con una imagen anterior a la ${image} actual`,
  outdated: ({ reason }, say) => `desactualizado: ${say(reason)}`,
  unhealthy_for: ({ forMs, reason }, say) => `con fallos desde hace ${whole(forMs)}: ${say(reason)}`,
  vpn_not_connected: ({ vpn, reason }, say) =>
    `VPN ${vpn}: ${reason === null ? 'no conectada' : say(reason)}`,
  requested_by_caller: () => 'solicitado por un cliente',
  below_target: () => 'menos motores que el objetivo',
  replaced_unless_it_answers: ({ inMs }) => `se sustituirá en ${Math.ceil(inMs / 1000)} s si no responde`,
  replacement_waits_for_an_answer: () =>
    'su sustitución espera: ningún motor responde, así que primero se sustituyen unos pocos',
  replacement_waits_for_relapses: () =>
    'su sustitución espera: los motores nuevos dejan de responder poco después de iniciarse',
  kept_for_its_stream: ({ atMaximum }) =>
    `se conserva mientras siga su emisión; ${
      atMaximum ? 'sin sustituto: se ha alcanzado MAX_REPLICAS' : 'un sustituto recibe las nuevas emisiones'
    }`,
  died_young: ({ engine, reason }, say) => `${engine} ha terminado poco después de iniciarse: ${say(reason)}`,
  engine_failed: ({ engine, reason }, say) => `${engine}: ${say(reason)}`,
  image_being_pulled: ({ image }) => `descargando ${image}`,
  image_not_pulled: ({ image, reason }, say) =>
    `no se puede descargar ${image}: ${say(reason)}; define TARGET_IMAGE o carga la imagen`,
  image_not_looked_up: () => 'todavía no se ha consultado la imagen',
  starting_keeps_failing: ({ reason }, say) => `iniciar motores falla una y otra vez: ${say(reason)}`,
  one_engine_tried_first: ({ image, reason }, say) =>
    `primero se prueba un solo motor de ${image}, porque iniciarlos fallaba una y otra vez: ${say(reason)}`,
  no_vpn_connected: ({ vpns }, say) =>
    `VPN no conectada (${vpns
      .map(({ vpn, reason }) => `${vpn}: ${reason === null ? 'no está lista' : say(reason)}`)
      .join('; ')})`,
  maximum_reached: ({ maximum }) => `ya existen los ${maximum} motores que permite MAX_REPLICAS`,
  ports_exhausted: ({ setting, first, last }) =>
    `todos los puertos de ${setting} (${first}-${last}) están en uso: amplía el intervalo`,
  published_ports_exhausted: ({ vpn, first, last }) =>
    `todos los puertos de motor publicados en ${vpn} están en uso: publica más en su servicio de compose: ports: ["${first}-${last}:${first}-${last}"]`,
  containers_maximum_reached: ({ maximum }) =>
    `ya hay ${maximum} contenedores creados con POST /provision, los que permite PROVISION_MAX; elimina uno con DELETE /containers/{id}`,
  port_held_by_engine: ({ port, engine }) => `${engine} usa el puerto ${port}: pide otro host_port`,
  no_other_engine: () => 'no hay otro motor libre para este canal',
  stopped_by_hand: () => 'alguien detuvo esta emisión hace un momento',
  no_engine_answered_in_time: () => 'ningún motor respondió a tiempo; el panel muestra qué ocurre',
  image_not_allowed: ({ image, allowed }) =>
    `la imagen ${image} no está permitida: PROVISION_IMAGES permite ${allowed.join(', ')}`,
  label_reserved: ({ label }) => `la etiqueta ${label} está reservada: elige otro nombre`,
  variable_name_invalid: ({ name }) =>
    `${quoted(name)} no es un nombre de variable válido: necesita al menos un carácter, sin «=» ni NUL`,
  variable_value_has_nul: () => 'un valor no puede contener el carácter NUL',
  container_port_invalid: ({ given }) =>
    `${quoted(given)} no es un puerto de contenedor: se espera de 1 a 65535, solo o con /tcp, /udp o /sctp, como en «6878/tcp»`,
  container_port_twice: ({ port }) => `${port} aparece dos veces`,
  has_streams: ({ streams }) => `tiene ${counted(streams, 'emisión en marcha', 'emisiones en marcha')}`,
  plays_unreported: () => 'lo usa un reproductor que no notifica su emisión',
  just_handed_out: () => 'se acaba de entregar',
  scaling_to: ({ target }) => `escalando a ${target}`,
  scale_changed: () => 'se fijó otro número',
  scale_cleared: () => 'el número volvió al modo automático',
  runtime_not_answering: () =>
    'el entorno de contenedores no responde: hasta entonces no se inicia ni se elimina nada',
  no_engine_free: ({ reason }, say) =>
    `ningún motor admite una emisión ahora: ${
      reason === null ? 'ninguno sano tiene sitio; solicita uno con POST /provision/acestream' : say(reason)
    }`,
}
