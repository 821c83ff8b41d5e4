import type { CheckId, CodedFinding, Findings } from '@acestream-orchestrator/contract/reasons/finding'
import { ROUTES } from '../control-server.ts'
import { sentenceOf } from '../sentence.ts'
import { counted, type Say, seconds, type Wording } from '../wording.ts'
import { size } from './size.ts'

const CATALOGUE: Wording<Findings> = {
  check_failed: ({ check, reason }, say) => `${CHECKS[check]} could not be examined: ${say(reason)}`,
  check_timed_out: ({ check, afterMs }) =>
    `${CHECKS[check]} could not be examined within ${seconds(afterMs)}`,

  docker_usable: ({ version }) => `Docker ${version} answers`,
  docker_unusable: ({ reason }, say) => `Docker can't be used: ${say(reason)}`,
  docker_access_complete: ({ requests }) => `Docker allows all ${requests} kinds of request that are needed`,
  docker_access_refused: ({ requests }) => `the socket proxy forbids ${requests.join(', ')}`,

  image_fits: ({ image, architecture }) => `${image} is built for this machine (${architecture})`,
  image_not_pulled: ({ image }) => `${image} is not on this machine yet; it is pulled for the first engine`,
  image_emulated: ({ image, architecture, machine }) =>
    `${image} is built for ${architecture} and the machine is ${machine}: engines are emulated, which is slow`,
  image_not_runnable: ({ image, architecture, machine }) =>
    `${image} is built for ${architecture}, the machine is ${machine}, and no emulator is installed: engines can't start`,
  page_size_usual: ({ bytes }) => `memory pages have ${bytes} bytes, as engines need`,
  page_size_large: ({ bytes }) =>
    `memory pages have ${bytes} bytes; engines are built for 4096 and can't start`,

  ports_free: ({ setting, first, last, free }) =>
    `${setting} ${first}-${last}: all ${counted(free, 'port')} free`,
  ports_partly_taken: ({ setting, first, last, free, taken }) =>
    `${setting} ${first}-${last}: ${counted(free, 'port')} free; other programs hold ${taken.join(', ')}, which are left out`,
  ports_exhausted: ({ setting, first, last, free, needed, taken }) =>
    `${setting} ${first}-${last}: ${counted(free, 'port')} free for ${counted(needed, 'engine')}; other programs hold ${taken.join(', ')}`,
  own_port_taken: ({ port }) => `PORT ${port} is held by another program`,

  vpn_container_missing: ({ vpn }) => `there is no container ${vpn}`,
  vpn_container_stopped: ({ vpn, status }) => `the container ${vpn} is not running (${status})`,
  vpn_control_usable: ({ vpn, version }) =>
    `the control server of ${vpn} answers${version === null ? '' : ` (Gluetun ${version})`}`,
  vpn_control_unusable: ({ vpn, reason }, say) => `the control server of ${vpn}: ${say(reason)}`,
  vpn_routes_lacking: ({ vpn, routes }) =>
    `the role of our key in ${vpn} lacks ${routes.map((route) => ROUTES[route]).join(', ')}`,
  vpn_ports_published: ({ vpn, first, last }) =>
    `${vpn} publishes the ports of its engines (${first}-${last})`,
  vpn_ports_unpublished: ({ vpn, published, wanted, first, last }) =>
    `${vpn} publishes ${published} of the ${wanted} ports that its engines need (${first}-${last})`,

  clock_agrees: ({ sources }) => `the clock agrees with ${sources.join(', ')}`,
  clock_differs: ({ source, driftMs }) =>
    `the clock is ${seconds(Math.abs(Math.round(driftMs / 1000)) * 1000)} ${driftMs > 0 ? 'ahead of' : 'behind'} ${source}`,

  disk_roomy: ({ disk, freeBytes }) => `${DISKS[disk]} has ${size(freeBytes)} free`,
  disk_low: ({ disk, freeBytes }) => `${DISKS[disk]} has only ${size(freeBytes)} free`,
  disk_full: ({ disk, freeBytes }) => `${DISKS[disk]} is full: ${size(freeBytes)} free`,
  data_dir_not_writable: ({ errorCode }) => `DATA_DIR can't be written (${errorCode})`,
  file_system_usable: ({ fileSystem }) => `DATA_DIR is on ${fileSystem}, and files can be locked there`,
  file_system_network: ({ fileSystem }) =>
    `DATA_DIR is on ${fileSystem}, a network file system: slow, and two orchestrators may damage the database`,
  file_system_lockless: ({ reason }, say) => say(reason),
  file_system_volatile: ({ fileSystem }) =>
    `DATA_DIR is on ${fileSystem}, in memory: a restart of the machine empties it`,
  file_system_of_container: ({ fileSystem }) =>
    `DATA_DIR is in the container itself (${fileSystem}): recreating the container deletes the database and the key`,

  memory_enough: ({ availableBytes, engines }) =>
    `${size(availableBytes)} of memory are available for up to ${counted(engines, 'engine')}`,
  memory_low: ({ availableBytes, wantedBytes, engines }) =>
    `${size(availableBytes)} of memory are available; up to ${counted(engines, 'engine')} may need ${size(wantedBytes)} more`,
  memory_exhausted: ({ availableBytes }) => `only ${size(availableBytes)} of memory are available`,
  memory_overcommitted: ({ engines, limitBytes, totalBytes }) =>
    `${counted(engines, 'engine')} at ENGINE_MEMORY_LIMIT (${size(limitBytes)}) exceed this machine's ${size(totalBytes)}`,
}

const CHECKS: { readonly [Id in CheckId]: string } = {
  docker: 'Docker',
  docker_access: 'access to Docker',
  image: 'the image',
  page_size: 'the page size',
  ports: 'the ports',
  vpn: 'the VPN',
  clock: 'the clock',
  disk: 'the disk',
  file_system: 'the file system',
  memory: 'the memory',
}

const DISKS = { data_dir: 'the disk of DATA_DIR', docker: "Docker's disk" } as const

/** The English sentence of a finding. */
export function findingSentence(found: CodedFinding): string {
  const word = CATALOGUE[found.code] as (params: CodedFinding, say: Say) => string
  return word(found, sentenceOf)
}
