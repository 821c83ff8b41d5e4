import type { RuntimeCall, RuntimeReasons } from '@acestream-orchestrator/contract/reasons/runtime'
import type { Wording } from './wording.ts'

export const runtimeWording: Wording<RuntimeReasons> = {
  runtime_call_failed: ({ call, subject, reason }, say) =>
    `${CALLS[call]}${subject === null ? '' : ` ${subject}`}: ${say(reason)}`,
  runtime_not_asked_yet: () => 'it has not been asked yet',
  no_such_container: () => 'this orchestrator has no such container',
  removed_while_starting: () => 'something else removed it while it was starting',
  needed_by_containers: ({ containers }) =>
    `other containers depend on it, remove those first${containers.length === 0 ? '' : `: ${containers.join(', ')}`}`,
  port_in_use: ({ port }) => `port ${port} is in use`,
  name_in_use: ({ name }) => `the name ${name} is in use`,
  only_runs_engines: () => 'RUNTIME=process runs engines only; other containers need RUNTIME=docker',
  image_not_here: ({ image }) => `${image} is not here yet`,
  image_without_registry: ({ image }) =>
    `${image} was built or loaded on this machine: Docker knows no registry that it came from`,
  has_no_images: () => 'RUNTIME=process runs programs of this machine, not images',
  survived_sigkill: ({ pid }) => `process ${pid} did not end after SIGKILL`,
  check_engine_command: () => 'check ENGINE_COMMAND',
  install_catatonit: () => 'install the package catatonit, which Podman needs for an init process',
  boot_kernel_with_4_kib_pages: ({ bytes }) =>
    `this machine has ${bytes === null ? 'larger memory pages' : `memory pages of ${bytes} bytes`} and the engine needs 4096: boot a kernel with 4 KiB pages (Raspberry Pi 5: kernel=kernel8.img in config.txt)`,

  docker_timeout: ({ endpoint, timeoutMs }) => `${endpoint} did not answer within ${timeoutMs} ms`,
  docker_socket_missing: ({ path }) =>
    `there is no Docker socket at ${path}: start Docker, set DOCKER_HOST, or mount the socket into this container (-v ${path}:${path})`,
  docker_permission_denied: permissionDenied,
  docker_not_running: ({ endpoint }) =>
    `${endpoint} refuses connections: the Docker engine is not running there`,
  docker_connection_closed: ({ endpoint }) =>
    `${endpoint} closed the connection before its answer was complete: Docker or a proxy in front of it may be restarting`,
  docker_not_http: ({ endpoint }) => `${endpoint} does not speak HTTP: check DOCKER_HOST`,
  docker_connect_timeout: ({ endpoint }) => `${endpoint} does not accept the connection`,
  docker_host_unknown: ({ endpoint, isTemporary }) =>
    isTemporary
      ? `${endpoint}: its name can't be resolved at the moment`
      : `${endpoint}: there is no machine of that name`,
  docker_no_route: ({ endpoint }) => `${endpoint}: no route to that machine`,
  docker_tls_refused: ({ endpoint, text }) =>
    `${endpoint} did not agree on TLS (${text}): check DOCKER_TLS_VERIFY and the files in DOCKER_CERT_PATH`,
  docker_connection_failed: ({ endpoint, reason }, say) => `${endpoint}: ${say(reason)}`,
  docker_not_understood: () => 'the answer is not what a Docker engine says there: check DOCKER_HOST',
  not_docker: () => 'what answers there is not a Docker engine: check DOCKER_HOST',
  docker_too_old: ({ version, api, oldestApi }) =>
    `Docker ${version} can't be used: it speaks API ${api}, and at least ${oldestApi} (Docker 20.10) is needed: update Docker`,
  docker_too_new: ({ version, newestApi }) =>
    `Docker ${version} can't be used: it no longer speaks API ${newestApi}: update the orchestrator`,
  docker_request_forbidden: ({ request, text, allow }) =>
    `the socket proxy forbids ${request} (${text}): allow ${allow} there`,
  docker_answered_status: ({ status }) => `HTTP status ${status}`,
  docker_host_has_password: () =>
    'DOCKER_HOST=ssh://… contains a password, which ssh does not take: use a key',
  docker_host_invalid: ({ value }) =>
    `DOCKER_HOST=${value} is not the address of a Docker engine: use unix:///path, tcp://host:port or ssh://user@host`,
  docker_certificate_unreadable: ({ path }) => `${path} can't be read (DOCKER_CERT_PATH)`,

  ssh_missing: () =>
    'no ssh client is installed here: install the package openssh-client, which ssh:// addresses need',
  ssh_docker_missing: ({ host, text }) =>
    `there is no docker command for that user on ${host}: install Docker's client there (${text})`,
  ssh_host_key_unknown: ({ host, text }) =>
    `the host key of ${host} is not known: add it to known_hosts, e.g. with ssh-keyscan (${text})`,
  ssh_keys_refused: ({ host, text }) =>
    `${host} accepts none of our keys: check ~/.ssh and SSH_AUTH_SOCK (${text})`,
  ssh_ended: ({ exitCode }) => `ssh ended with exit code ${exitCode ?? 'unknown'}`,
}

const CALLS: { readonly [C in RuntimeCall]: string } = {
  ask_version: 'asking Docker for its version',
  list_containers: 'listing containers',
  inspect_container: 'inspecting container',
  create_container: 'creating container',
  start_container: 'starting container',
  stop_container: 'stopping container',
  restart_container: 'restarting container',
  remove_container: 'removing container',
  find_own_container: "looking up the orchestrator's own container",
  find_containers_in_vpn: 'looking for containers in the VPN',
  read_logs: 'reading logs of',
  read_statistics: 'reading statistics of container',
  follow_events: 'following events',
  inspect_image: 'inspecting image',
  pull_image: 'pulling image',
  ask_registry: 'asking the registry for image',
  examine_docker: 'asking Docker',
  read_records: 'reading the engines in',
  write_record: 'writing the record of engine',
  create_process: 'creating engine',
  restart_process: 'restarting engine',
  stop_process: 'stopping process',
  list_pods: 'listing Pods',
  watch_pods: 'watching Pods',
  create_pod: 'creating Pod',
  delete_pod: 'deleting Pod',
  read_owner: 'reading ConfigMap',
  create_owner: 'creating ConfigMap',
  read_pod_logs: 'reading logs of Pod',
}

function permissionDenied({ path, group }: RuntimeReasons['docker_permission_denied']): string {
  const what = `permission denied on ${path}`
  if (group === null) return `${what}: run the orchestrator as a user that may use it`
  return `${what}: it belongs to group ${group}; add the orchestrator's user to that group, or start its container with --group-add ${group} (compose: group_add: ["${group}"])`
}
