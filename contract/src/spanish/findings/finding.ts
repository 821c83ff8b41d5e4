import type { CheckId, CodedFinding, Findings } from '../../reasons/finding.ts'
import { ROUTES } from '../reasons/control-server.ts'
import { sentenceOf } from '../reasons/reasons.ts'
import { counted, type Say, seconds, type Wording } from '../reasons/wording.ts'

const ports = (count: number) => counted(count, 'puerto libre', 'puertos libres')
const engines = (count: number) => counted(count, 'motor', 'motores')

const CATALOGUE: Wording<Findings> = {
  check_failed: ({ check, reason }, say) => `No se ha podido examinar ${CHECKS[check]}: ${say(reason)}`,
  check_timed_out: ({ check, afterMs }) => `No se ha podido examinar ${CHECKS[check]} en ${seconds(afterMs)}`,

  docker_usable: ({ version }) => `Docker ${version} responde`,
  docker_unusable: ({ reason }, say) => `No se puede usar Docker: ${say(reason)}`,
  docker_access_complete: ({ requests }) => `Docker permite los ${requests} tipos de petición necesarios`,
  docker_access_refused: ({ requests }) => `El proxy del socket prohíbe ${requests.join(', ')}`,

  image_fits: ({ image, architecture }) => `${image} es para esta máquina (${architecture})`,
  image_not_pulled: ({ image }) =>
    `${image} todavía no está en esta máquina; se descarga para el primer motor`,
  image_emulated: ({ image, architecture, machine }) =>
    `${image} es para ${architecture} y la máquina es ${machine}: los motores se emulan, lo que es lento`,
  image_not_runnable: ({ image, architecture, machine }) =>
    `${image} es para ${architecture}, la máquina es ${machine} y no hay ningún emulador instalado: los motores no pueden arrancar`,
  page_size_usual: ({ bytes }) => `Las páginas de memoria son de ${bytes} bytes, como necesitan los motores`,
  page_size_large: ({ bytes }) =>
    `Las páginas de memoria son de ${bytes} bytes; los motores son para 4096 y no pueden arrancar`,

  ports_free: ({ setting, first, last, free }) =>
    `${setting} ${first}-${last}: ${ports(free)}, todo el rango`,
  ports_partly_taken: ({ setting, first, last, free, taken }) =>
    `${setting} ${first}-${last}: ${ports(free)}; otros programas ocupan ${taken.join(', ')}, que no se usan`,
  ports_exhausted: ({ setting, first, last, free, needed, taken }) =>
    `${setting} ${first}-${last}: ${ports(free)} para ${engines(needed)}; otros programas ocupan ${taken.join(', ')}`,
  own_port_taken: ({ port }) => `Otro programa ocupa el puerto ${port} (PORT)`,

  vpn_container_missing: ({ vpn }) => `No hay ningún contenedor ${vpn}`,
  vpn_container_stopped: ({ vpn, status }) => `El contenedor ${vpn} no está en marcha (${status})`,
  vpn_control_usable: ({ vpn, version }) =>
    `El servidor de control de ${vpn} responde${version === null ? '' : ` (Gluetun ${version})`}`,
  vpn_control_unusable: ({ vpn, reason }, say) => `Servidor de control de ${vpn}: ${say(reason)}`,
  vpn_routes_lacking: ({ vpn, routes }) =>
    `Al rol de nuestra clave en ${vpn} le faltan ${routes.map((route) => ROUTES[route]).join(', ')}`,
  vpn_ports_published: ({ vpn, first, last }) =>
    `${vpn} publica los puertos de sus motores (${first}-${last})`,
  vpn_ports_unpublished: ({ vpn, published, wanted, first, last }) =>
    `${vpn} publica ${published} de los ${wanted} puertos que necesitan sus motores (${first}-${last})`,

  clock_agrees: ({ sources }) => `El reloj coincide con ${sources.join(', ')}`,
  clock_differs: ({ source, driftMs }) =>
    `El reloj va ${seconds(Math.abs(Math.round(driftMs / 1000)) * 1000)} ${driftMs > 0 ? 'adelantado' : 'atrasado'} respecto a ${source}`,

  disk_roomy: ({ disk, freeBytes }) => `${DISKS[disk]} tiene ${size(freeBytes)} libres`,
  disk_low: ({ disk, freeBytes }) => `${DISKS[disk]} solo tiene ${size(freeBytes)} libres`,
  disk_full: ({ disk, freeBytes }) => `${DISKS[disk]} está lleno: quedan ${size(freeBytes)}`,
  data_dir_not_writable: ({ errorCode }) => `No se puede escribir en DATA_DIR (${errorCode})`,
  file_system_usable: ({ fileSystem }) => `DATA_DIR está en ${fileSystem} y allí se pueden bloquear archivos`,
  file_system_network: ({ fileSystem }) =>
    `DATA_DIR está en ${fileSystem}, un sistema de archivos de red: es lento, y dos orquestadores pueden dañar la base de datos`,
  file_system_lockless: ({ reason }, say) => capitalized(say(reason)),
  file_system_volatile: ({ fileSystem }) =>
    `DATA_DIR está en ${fileSystem}, en memoria: al reiniciar la máquina se vacía`,
  file_system_of_container: ({ fileSystem }) =>
    `DATA_DIR está en el propio contenedor (${fileSystem}): al volver a crearlo se pierden la base de datos y la clave`,

  memory_enough: ({ availableBytes, engines: most }) =>
    `Hay ${size(availableBytes)} de memoria disponibles para hasta ${engines(most)}`,
  memory_low: ({ availableBytes, wantedBytes, engines: most }) =>
    `Hay ${size(availableBytes)} de memoria disponibles; hasta ${engines(most)} pueden necesitar ${size(wantedBytes)} más`,
  memory_exhausted: ({ availableBytes }) => `Solo hay ${size(availableBytes)} de memoria disponibles`,
  memory_overcommitted: ({ engines: most, limitBytes, totalBytes }) =>
    `${engines(most)} con ENGINE_MEMORY_LIMIT (${size(limitBytes)}) superan los ${size(totalBytes)} de esta máquina`,
}

const CHECKS: { readonly [Id in CheckId]: string } = {
  docker: 'Docker',
  docker_access: 'el acceso a Docker',
  image: 'la imagen',
  page_size: 'el tamaño de página',
  ports: 'los puertos',
  vpn: 'la VPN',
  clock: 'el reloj',
  disk: 'el disco',
  file_system: 'el sistema de archivos',
  memory: 'la memoria',
}

const DISKS = { data_dir: 'El disco de DATA_DIR', docker: 'El disco de Docker' } as const

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const

/** `512 MiB`, `1,5 GiB`. */
function size(bytes: number): string {
  const exponent = bytes < 1024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** exponent
  const digits = value < 10 && exponent > 0 ? 1 : 0
  return `${value.toLocaleString('es', { maximumFractionDigits: digits })} ${UNITS[exponent]}`
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What the doctor found, in Spanish; `null` where the code or its parameters are not known here. */
export function findingInSpanish(code: string, params: Readonly<Record<string, unknown>>): string | null {
  const word = (CATALOGUE as Record<string, unknown>)[code] as
    | ((found: CodedFinding, say: Say) => string)
    | undefined
  try {
    return word?.({ ...params, code } as unknown as CodedFinding, sentenceOf) ?? null
  } catch {
    return null
  }
}
