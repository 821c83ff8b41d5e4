import type { CodedFinding, Findings } from '../../reasons/finding.ts'
import type { ReasonCode } from '../../reasons/reason.ts'

type Cures = { readonly [Code in keyof Findings]: ((params: Findings[Code]) => string) | null }

const CURES: Cures = {
  check_failed: () => 'Vuelve a ejecutar el diagnóstico; si persiste, comunícanoslo con este texto',
  check_timed_out: () => 'Vuelve a ejecutar el diagnóstico; si persiste, lo que se examina está colgado',

  docker_usable: null,
  docker_unusable: ({ reason }) =>
    DOCKER[reason.code] ?? 'Comprueba DOCKER_HOST y que Docker está en marcha allí',
  docker_access_complete: null,
  docker_access_refused: () => 'Permítelos en el entorno del proxy del socket y vuelve a crearlo',

  image_fits: null,
  image_not_pulled: () => 'No hay que hacer nada; si la descargas ahora, el primer motor arranca antes',
  image_emulated: () => 'Usa una imagen para esta máquina',
  image_not_runnable: () => 'Usa una imagen para esta máquina o instala un emulador',
  page_size_usual: null,
  page_size_large: () => 'Arranca un núcleo con páginas de 4 KiB; en una Raspberry Pi 5',

  ports_free: null,
  ports_partly_taken: null,
  ports_exhausted: ({ setting }) => `Detén lo que los ocupa o cambia el rango de ${setting}`,
  own_port_taken: () => 'Detén ese programa o define otro PORT',

  vpn_container_missing: () => 'Inicia Gluetun o corrige GLUETUN_CONTAINER_NAME con uno de estos nombres',
  vpn_container_stopped: () => 'Inícialo y mira en su registro por qué se detuvo',
  vpn_control_usable: null,
  vpn_control_unusable: () =>
    'Dale al orquestador un rol en /gluetun/auth/config.toml de Gluetun y reinicia Gluetun',
  vpn_routes_lacking: () =>
    'Añádelas a nuestro rol en /gluetun/auth/config.toml de Gluetun y reinicia Gluetun',
  vpn_ports_published: null,
  vpn_ports_unpublished: ({ vpn }) => `Publícalos en el servicio de ${vpn} y vuelve a crearlo`,

  clock_agrees: null,
  clock_differs: () => 'Sincroniza el reloj',

  disk_roomy: null,
  disk_low: ({ disk }) => DISKS[disk],
  disk_full: ({ disk }) => DISKS[disk],
  data_dir_not_writable: () => 'Da permiso de escritura allí al usuario que ejecuta el orquestador',
  file_system_usable: null,
  file_system_network: () => 'Define DATA_DIR en una carpeta de un disco local',
  file_system_lockless: () => 'Define DATA_DIR en una carpeta de un disco local',
  file_system_volatile: () => 'Define DATA_DIR en una carpeta de un disco',
  file_system_of_container: () => 'Monta un volumen en DATA_DIR, como hace compose.yaml',

  memory_enough: null,
  memory_low: () => 'Reduce MAX_REPLICAS o libera memoria',
  memory_exhausted: () => 'Libera memoria; los procesos más grandes son',
  memory_overcommitted: () => 'Reduce MAX_REPLICAS o ENGINE_MEMORY_LIMIT',
}

const DISKS = {
  data_dir: 'Libera espacio o reduce STATS_RETENTION_DAYS',
  docker: 'Elimina imágenes y contenedores que nadie usa',
} as const

const DOCKER: { readonly [Code in ReasonCode]?: string } = {
  docker_socket_missing: 'Instala e inicia Docker, o monta su socket en el contenedor',
  docker_permission_denied: 'Añade el usuario del orquestador al grupo del socket y vuelve a iniciar sesión',
  docker_not_running: 'Inicia Docker',
  docker_too_old: 'Actualiza Docker a la versión 20.10 o posterior',
  docker_too_new: 'Actualiza el orquestador',
  docker_timeout: 'Reinicia Docker; los contenedores siguen en marcha si live-restore está activado',
}

/** What to do about a finding, in Spanish; `null` where nothing is, or the code is not known here. */
export function cureInSpanish(code: string, params: Readonly<Record<string, unknown>>): string | null {
  const word = (CURES as Record<string, unknown>)[code] as
    | ((found: CodedFinding) => string)
    | null
    | undefined
  try {
    return word?.({ ...params, code } as unknown as CodedFinding) ?? null
  } catch {
    return null
  }
}
