import type { Coded } from './coded.ts'
import type { ControlRoute } from './control-server.ts'
import type { Reason } from './reason.ts'

/** What was examined. */
export type CheckId =
  | 'docker'
  | 'docker_access'
  | 'image'
  | 'page_size'
  | 'ports'
  | 'vpn'
  | 'clock'
  | 'disk'
  | 'file_system'
  | 'memory'

interface OfCheck {
  check: CheckId
}

/** A range of ports, and how many of it are free. */
interface OfRange {
  /** The setting, e.g. `PORT_RANGE_HOST`. */
  setting: string
  first: number
  last: number
  free: number
}

interface OfVpn {
  /** The VPN container's name. */
  vpn: string
}

/** Whose disk: that of DATA_DIR or that of Docker's images and containers. */
interface OfDisk {
  disk: 'data_dir' | 'docker'
  freeBytes: number
}

/** What the doctor finds, in order or not. */
export interface Findings {
  /** The check itself failed: nothing is known. */
  check_failed: OfCheck & { reason: Reason }
  check_timed_out: OfCheck & { afterMs: number }

  docker_usable: { version: string }
  docker_unusable: { reason: Reason }
  docker_access_complete: { requests: number }
  /** By a socket proxy. `requests`: method and path; `allow`: the proxy's switches. */
  docker_access_refused: { requests: readonly string[]; allow: readonly string[] }

  image_fits: { image: string; architecture: string }
  image_not_pulled: { image: string }
  /** It runs through an emulator: slowly, and not every program does. */
  image_emulated: { image: string; architecture: string; machine: string }
  image_not_runnable: { image: string; architecture: string; machine: string }
  page_size_usual: { bytes: number }
  page_size_large: { bytes: number }

  ports_free: OfRange
  /** `taken`: ten at most. */
  ports_partly_taken: OfRange & { taken: readonly number[] }
  ports_exhausted: OfRange & { needed: number; taken: readonly number[] }
  own_port_taken: { port: number }

  vpn_container_missing: OfVpn
  vpn_container_stopped: OfVpn & { status: string }
  vpn_control_usable: OfVpn & { version: string | null }
  vpn_control_unusable: OfVpn & { reason: Reason }
  /** Routes that the role of our key lacks. */
  vpn_routes_lacking: OfVpn & { routes: readonly ControlRoute[] }
  vpn_ports_published: OfVpn & { first: number; last: number }
  /** `wanted`: how many engines may need one; `first` to `last` is what must be published. */
  vpn_ports_unpublished: OfVpn & { published: number; wanted: number; first: number; last: number }

  /** `sources`: whose clocks were compared. */
  clock_agrees: { sources: readonly string[]; driftMs: number }
  /** `driftMs`: positive where ours is ahead. */
  clock_differs: { source: string; driftMs: number }

  disk_roomy: OfDisk
  disk_low: OfDisk
  disk_full: OfDisk
  /** `errorCode`: the system's, e.g. `EACCES`. */
  data_dir_not_writable: { errorCode: string }
  file_system_usable: { fileSystem: string }
  /** Over a network: slower, and its locks are not to be relied on. */
  file_system_network: { fileSystem: string }
  file_system_lockless: { reason: Reason }
  /** In memory: gone with the next restart of the machine. */
  file_system_volatile: { fileSystem: string }
  /** In the container itself: gone when that is recreated. */
  file_system_of_container: { fileSystem: string }

  memory_enough: { availableBytes: number; engines: number }
  /** `wantedBytes`: for the engines that may still be started. */
  memory_low: { availableBytes: number; wantedBytes: number; engines: number }
  memory_exhausted: { availableBytes: number }
  /** All engines at their limit (ENGINE_MEMORY_LIMIT) need more than there is. */
  memory_overcommitted: { engines: number; limitBytes: number; totalBytes: number }
}

export type FindingCode = keyof Findings
export type CodedFinding = Coded<Findings>
