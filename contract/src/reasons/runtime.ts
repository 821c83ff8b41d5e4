import type { NoParams } from './coded.ts'
import type { Reason } from './reason.ts'

/** What a runtime was asked to do. */
export type RuntimeCall =
  | 'ask_version'
  | 'list_containers'
  | 'inspect_container'
  | 'create_container'
  | 'start_container'
  | 'stop_container'
  | 'restart_container'
  | 'remove_container'
  | 'find_own_container'
  | 'find_containers_in_vpn'
  | 'read_logs'
  | 'read_statistics'
  | 'follow_events'
  | 'inspect_image'
  | 'pull_image'
  | 'ask_registry'
  | 'examine_docker'
  | 'read_records'
  | 'write_record'
  | 'create_process'
  | 'restart_process'
  | 'stop_process'
  | 'list_pods'
  | 'watch_pods'
  | 'create_pod'
  | 'delete_pod'
  | 'read_owner'
  | 'create_owner'
  | 'read_pod_logs'

/** Why the container runtime did not do what it was asked. `endpoint` is what DOCKER_HOST says; `text` is in Docker's words. */
export interface RuntimeReasons {
  /** `subject`: the container, image or file it was about; null where there is none. */
  runtime_call_failed: { call: RuntimeCall; subject: string | null; reason: Reason }
  runtime_not_asked_yet: NoParams
  no_such_container: NoParams
  /** Somebody else removed it while it was being started. */
  removed_while_starting: NoParams
  /** `containers`: short ids; empty where Docker names none. */
  needed_by_containers: { containers: readonly string[] }
  port_in_use: { port: number }
  name_in_use: { name: string }
  only_runs_engines: NoParams
  has_no_images: NoParams
  /** The registry can't be asked about an image that is not here. */
  image_not_here: { image: string }
  /** Built or loaded here: Docker knows no registry that it came from. */
  image_without_registry: { image: string }
  survived_sigkill: { pid: number }
  check_engine_command: NoParams
  install_catatonit: NoParams
  /** `bytes`: of one memory page of this machine; null where it does not say. */
  boot_kernel_with_4_kib_pages: { bytes: number | null }

  docker_timeout: { endpoint: string; timeoutMs: number }
  docker_socket_missing: { path: string }
  /** `group`: the socket's numeric group; null where it is not known. */
  docker_permission_denied: { path: string; group: number | null }
  docker_not_running: { endpoint: string }
  docker_connection_closed: { endpoint: string }
  docker_not_http: { endpoint: string }
  docker_connect_timeout: { endpoint: string }
  docker_host_unknown: { endpoint: string; isTemporary: boolean }
  docker_no_route: { endpoint: string }
  docker_tls_refused: { endpoint: string; text: string }
  docker_connection_failed: { endpoint: string; reason: Reason }
  docker_not_understood: NoParams
  not_docker: NoParams
  docker_too_old: { version: string; api: string; oldestApi: string }
  docker_too_new: { version: string; newestApi: string }
  /** By a socket proxy. `request`: method and path; `allow`: the proxy's switches that would allow it. */
  docker_request_forbidden: { request: string; text: string; allow: string }
  docker_answered_status: { status: number }
  docker_host_has_password: NoParams
  docker_host_invalid: { value: string }
  docker_certificate_unreadable: { path: string }

  ssh_missing: NoParams
  ssh_docker_missing: { host: string; text: string }
  ssh_host_key_unknown: { host: string; text: string }
  ssh_keys_refused: { host: string; text: string }
  ssh_ended: { exitCode: number | null }
}
