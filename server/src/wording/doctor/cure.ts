import type { CodedFinding, Findings } from '@acestream-orchestrator/contract/reasons/finding'
import type { ReasonCode } from '@acestream-orchestrator/contract/reasons/reason'

/** What to do about each; null where nothing is wrong. The text to paste comes from `command.ts`. */
type Cures = { readonly [Code in keyof Findings]: ((params: Findings[Code]) => string) | null }

const CURES: Cures = {
  check_failed: () => 'Run the doctor again; if this stays, please report it with this text',
  check_timed_out: () => 'Run the doctor again; if this stays, what is examined hangs',

  docker_usable: null,
  docker_unusable: ({ reason }) => DOCKER[reason.code] ?? 'Check DOCKER_HOST, and that Docker runs there',
  docker_access_complete: null,
  docker_access_refused: () => "Allow these in the socket proxy's environment and recreate it",

  image_fits: null,
  image_not_pulled: () => 'Nothing to do; pulling it now makes the first engine start sooner',
  image_emulated: () => 'Use an image for this machine',
  image_not_runnable: () => 'Use an image for this machine, or install an emulator',
  page_size_usual: null,
  page_size_large: () => 'Boot a kernel with 4 KiB pages; on a Raspberry Pi 5',

  ports_free: null,
  ports_partly_taken: null,
  ports_exhausted: ({ setting }) => `Stop what holds them, or set ${setting} to another range`,
  own_port_taken: () => 'Stop that program, or set another PORT',

  vpn_container_missing: () => 'Start Gluetun, or correct GLUETUN_CONTAINER_NAME to one of these',
  vpn_container_stopped: () => 'Start it, and read in its log why it stopped',
  vpn_control_usable: null,
  vpn_control_unusable: () =>
    "Give the orchestrator a role in Gluetun's /gluetun/auth/config.toml and restart Gluetun",
  vpn_routes_lacking: () =>
    "List them in our role in Gluetun's /gluetun/auth/config.toml and restart Gluetun",
  vpn_ports_published: null,
  vpn_ports_unpublished: ({ vpn }) => `Publish them in the service of ${vpn} and recreate it`,

  clock_agrees: null,
  clock_differs: () => 'Synchronize the clock',

  disk_roomy: null,
  disk_low: ({ disk }) => DISKS[disk],
  disk_full: ({ disk }) => DISKS[disk],
  data_dir_not_writable: () => 'Give the user that runs the orchestrator the right to write there',
  file_system_usable: null,
  file_system_network: () => 'Set DATA_DIR to a folder on a local disk',
  file_system_lockless: () => 'Set DATA_DIR to a folder on a local disk',
  file_system_volatile: () => 'Set DATA_DIR to a folder on a disk',
  file_system_of_container: () => 'Mount a volume at DATA_DIR, as compose.yaml does',

  memory_enough: null,
  memory_low: () => 'Lower MAX_REPLICAS, or free some memory',
  memory_exhausted: () => 'Free some memory; the largest processes are',
  memory_overcommitted: () => 'Lower MAX_REPLICAS or ENGINE_MEMORY_LIMIT',
}

const DISKS = {
  data_dir: 'Free some space, or lower STATS_RETENTION_DAYS',
  docker: 'Remove images and containers that nobody uses',
} as const

const DOCKER: { readonly [Code in ReasonCode]?: string } = {
  docker_socket_missing: 'Install and start Docker, or mount its socket into the container',
  docker_permission_denied: "Add the orchestrator's user to the group of the socket and sign in again",
  docker_not_running: 'Start Docker',
  docker_too_old: 'Update Docker to 20.10 or newer',
  docker_too_new: 'Update the orchestrator',
  docker_timeout: 'Restart Docker; running containers go on if live-restore is on',
}

/** What to do about a finding, in English. */
export function cureSentence(found: CodedFinding): string | null {
  const word = CURES[found.code] as ((params: CodedFinding) => string) | null
  return word === null ? null : word(found)
}
