import type { RuntimeCall, RuntimeReasons } from '../../reasons/runtime.ts'
import type { Wording } from './wording.ts'

export const runtimeWording: Wording<RuntimeReasons> = {
  runtime_call_failed: ({ call, subject, reason }, say) =>
    `${CALLS[call]}${subject === null ? '' : ` ${subject}`}: ${say(reason)}`,
  runtime_not_asked_yet: () => 'todavía no se ha consultado',
  no_such_container: () => 'este orquestador no tiene ese contenedor',
  removed_while_starting: () => 'se eliminó desde fuera mientras se iniciaba',
  needed_by_containers: ({ containers }) =>
    `otros contenedores dependen de él, elimina esos primero${containers.length === 0 ? '' : `: ${containers.join(', ')}`}`,
  port_in_use: ({ port }) => `el puerto ${port} está en uso`,
  name_in_use: ({ name }) => `el nombre ${name} está en uso`,
  only_runs_engines: () =>
    'RUNTIME=process solo ejecuta motores; otros contenedores necesitan RUNTIME=docker',
  image_not_here: ({ image }) => `${image} todavía no está aquí`,
  image_without_registry: ({ image }) =>
    `${image} se creó o se cargó en esta máquina: Docker no conoce ningún registro del que proceda`,
  has_no_images: () => 'RUNTIME=process ejecuta programas de esta máquina, no imágenes',
  survived_sigkill: ({ pid }) => `el proceso ${pid} no terminó tras SIGKILL`,
  check_engine_command: () => 'revisa ENGINE_COMMAND',
  install_catatonit: () => 'instala el paquete catatonit, que Podman necesita para el proceso init',
  boot_kernel_with_4_kib_pages: ({ bytes }) =>
    `esta máquina usa páginas de memoria ${bytes === null ? 'más grandes' : `de ${bytes} bytes`} y el motor necesita 4096: arranca un kernel con páginas de 4 KiB (Raspberry Pi 5: kernel=kernel8.img en config.txt)`,

  docker_timeout: ({ endpoint, timeoutMs }) => `${endpoint} no ha respondido en ${timeoutMs} ms`,
  docker_socket_missing: ({ path }) =>
    `no hay ningún socket de Docker en ${path}: inicia Docker, define DOCKER_HOST o monta el socket en este contenedor (-v ${path}:${path})`,
  docker_permission_denied: permissionDenied,
  docker_not_running: ({ endpoint }) =>
    `${endpoint} rechaza las conexiones: el motor de Docker no está en marcha ahí`,
  docker_connection_closed: ({ endpoint }) =>
    `${endpoint} cerró la conexión antes de completar la respuesta: puede que Docker o un proxy delante de él se esté reiniciando`,
  docker_not_http: ({ endpoint }) => `${endpoint} no habla HTTP: revisa DOCKER_HOST`,
  docker_connect_timeout: ({ endpoint }) => `${endpoint} no acepta la conexión`,
  docker_host_unknown: ({ endpoint, isTemporary }) =>
    isTemporary
      ? `${endpoint}: su nombre no se puede resolver en este momento`
      : `${endpoint}: no existe ninguna máquina con ese nombre`,
  docker_no_route: ({ endpoint }) => `${endpoint}: no hay ruta hasta esa máquina`,
  docker_tls_refused: ({ endpoint, text }) =>
    `no se ha podido acordar TLS con ${endpoint} (${text}): revisa DOCKER_TLS_VERIFY y los archivos de DOCKER_CERT_PATH`,
  docker_connection_failed: ({ endpoint, reason }, say) => `${endpoint}: ${say(reason)}`,
  docker_not_understood: () => 'la respuesta no es la de un motor de Docker: revisa DOCKER_HOST',
  not_docker: () => 'lo que responde ahí no es un motor de Docker: revisa DOCKER_HOST',
  docker_too_old: ({ version, api, oldestApi }) =>
    `Docker ${version} no sirve: habla la API ${api} y se necesita al menos la ${oldestApi} (Docker 20.10): actualiza Docker`,
  docker_too_new: ({ version, newestApi }) =>
    `Docker ${version} no sirve: ya no habla la API ${newestApi}: actualiza el orquestador`,
  docker_request_forbidden: ({ request, text, allow }) =>
    `el proxy del socket prohíbe ${request} (${text}): permite ${allow} ahí`,
  docker_answered_status: ({ status }) => `estado HTTP ${status}`,
  docker_host_has_password: () =>
    'DOCKER_HOST=ssh://… contiene una contraseña, que ssh no admite: usa una clave',
  docker_host_invalid: ({ value }) =>
    `DOCKER_HOST=${value} no es la dirección de un motor de Docker: usa unix:///ruta, tcp://host:puerto o ssh://usuario@host`,
  docker_certificate_unreadable: ({ path }) => `no se puede leer ${path} (DOCKER_CERT_PATH)`,

  ssh_missing: () =>
    'no hay ningún cliente ssh instalado: instala el paquete openssh-client, que necesitan las direcciones ssh://',
  ssh_docker_missing: ({ host, text }) =>
    `ese usuario no tiene el comando docker en ${host}: instala ahí el cliente de Docker (${text})`,
  ssh_host_key_unknown: ({ host, text }) =>
    `no se conoce la clave de host de ${host}: añádela a known_hosts, p. ej. con ssh-keyscan (${text})`,
  ssh_keys_refused: ({ host, text }) =>
    `${host} no acepta ninguna de las claves: revisa ~/.ssh y SSH_AUTH_SOCK (${text})`,
  ssh_ended: ({ exitCode }) => `ssh ha terminado con el código de salida ${exitCode ?? 'desconocido'}`,
}

const CALLS: { readonly [C in RuntimeCall]: string } = {
  ask_version: 'al preguntar la versión a Docker',
  list_containers: 'al listar los contenedores',
  inspect_container: 'al inspeccionar el contenedor',
  create_container: 'al crear el contenedor',
  start_container: 'al iniciar el contenedor',
  stop_container: 'al detener el contenedor',
  restart_container: 'al reiniciar el contenedor',
  remove_container: 'al eliminar el contenedor',
  find_own_container: 'al buscar el contenedor del orquestador',
  find_containers_in_vpn: 'al buscar los contenedores de la VPN',
  read_logs: 'al leer los registros de',
  read_statistics: 'al leer las estadísticas del contenedor',
  follow_events: 'al seguir los eventos',
  inspect_image: 'al inspeccionar la imagen',
  pull_image: 'al descargar la imagen',
  ask_registry: 'al preguntar al registro por la imagen',
  examine_docker: 'al preguntar a Docker',
  read_records: 'al leer los motores de',
  write_record: 'al guardar los datos del motor',
  create_process: 'al crear el motor',
  restart_process: 'al reiniciar el motor',
  stop_process: 'al detener el proceso',
  list_pods: 'al listar los Pods',
  watch_pods: 'al observar los Pods',
  create_pod: 'al crear el Pod',
  delete_pod: 'al eliminar el Pod',
  read_owner: 'al leer el ConfigMap',
  create_owner: 'al crear el ConfigMap',
  read_pod_logs: 'al leer los registros del Pod',
}

function permissionDenied({ path, group }: RuntimeReasons['docker_permission_denied']): string {
  const what = `permiso denegado en ${path}`
  if (group === null) return `${what}: ejecuta el orquestador con un usuario que pueda usarlo`
  return `${what}: pertenece al grupo ${group}; añade el usuario del orquestador a ese grupo o inicia su contenedor con --group-add ${group} (compose: group_add: ["${group}"])`
}
