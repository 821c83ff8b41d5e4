// doctor/: which probe asks what, for the settings in force.
import type { Config } from '../../config/config.ts'
import type { ClockFacts, ImageFacts, MemoryFacts, PortFacts } from '../../doctor/facts.ts'
import type { Probes } from '../../doctor/ports.ts'
import { portsOf, readSpec } from '../../engines/labels.ts'
import { compareWithServer, isOrchestrator } from '../../host/doctor/http.ts'
import {
  hasEmulator,
  isPortTaken,
  readListeners,
  readMemory,
  readPageSize,
} from '../../host/doctor/machine.ts'
import { readDisks, readFileSystem } from '../../host/doctor/storage.ts'
import { httpOrigin } from '../../lib/address.ts'
import type { Clock } from '../../lib/clock.ts'
import type { DockerSight } from '../../runtime/docker/doctor/sight.ts'
import { detectOwnContainer } from '../../runtime/docker/placement/self.ts'
import type { Edges } from '../edges.ts'
import { probeDocker } from './docker-probe.ts'
import { probeVpns } from './vpn-probe.ts'

export interface Setup {
  readonly config: Config
  readonly edges: Pick<Edges, 'runtime' | 'vpnContainers' | 'control' | 'advertisesPublished'>
  /** Null: engines run as local processes. */
  readonly docker: DockerSight | null
  readonly clock: Clock
  /** We are the orchestrator that is examined: its port is ours. */
  readonly isServer: boolean
}

export function probesFor(setup: Setup): Probes {
  const { config, docker } = setup
  const { storage } = config
  const contained = detectOwnContainer().contained
  const isHere = docker === null || !config.docker.remote
  return {
    docker: docker && ((signal) => probeDocker(docker, signal)),
    docker_access: docker && ((signal) => docker.access(signal)),
    image: docker && ((signal) => probeImage(config, docker, isHere, signal)),
    page_size: isHere ? async () => ({ bytes: await readPageSize() }) : null,
    ports: (signal) => probePorts(setup, docker, isHere, signal),
    vpn: config.gluetun.containers.length > 0 ? (signal) => probeVpns(setup, signal) : null,
    clock: (signal) => probeClock(setup, docker, signal),
    disk: async (signal) => {
      const info = isHere && !contained ? await docker?.info(signal).catch(() => null) : null
      return readDisks(storage.dataDir, info?.rootDir ?? null)
    },
    file_system: (signal) => readFileSystem(storage.dataDir, contained, signal),
    memory: (signal) => probeMemory(setup, docker, isHere, signal),
  }
}

const NONE: ReadonlySet<number> = new Set()

async function probeImage(
  { engines }: Config,
  docker: DockerSight,
  isHere: boolean,
  signal: AbortSignal,
): Promise<ImageFacts> {
  const [architecture, info] = await Promise.all([
    docker.architectureOf(engines.image, signal),
    docker.info(signal),
  ])
  const emulator = isHere && architecture !== null ? await hasEmulator(architecture) : null
  return { image: engines.image, architecture, machine: info?.architecture ?? null, emulator }
}

/** Engines in a VPN's network take no port of the machine: Gluetun publishes theirs. */
async function probePorts(
  { config, edges, isServer }: Setup,
  docker: DockerSight | null,
  isHere: boolean,
  signal: AbortSignal,
): Promise<PortFacts> {
  const { http, ranges, engines, gluetun, provisioning } = config
  const [listening, published, containers] = await Promise.all([
    isHere ? readListeners() : NONE,
    docker?.published(signal).catch(() => NONE) ?? NONE,
    edges.runtime.list(signal).catch(() => []),
  ])
  const ours = new Set(containers.flatMap(({ labels }) => portsOf(readSpec(labels))))
  const taken = [...listening.union(published)].filter((port) => !ours.has(port)).sort((a, b) => a - b)
  const used = [
    { setting: 'PORT_RANGE_HOST', ...ranges.http },
    ...(engines.publishHttps ? [{ setting: 'ACE_HTTPS_RANGE', ...ranges.https }] : []),
  ]
  const ownPortTaken = !isServer && (await isHeldByOther(http, signal)) ? http.port : null
  return {
    ranges:
      gluetun.containers.length > 0
        ? []
        : used.map((range) => ({
            ...range,
            taken: taken.filter((port) => port >= range.first && port <= range.last),
          })),
    engines: provisioning.maxReplicas,
    ownPortTaken,
  }
}

async function isHeldByOther({ host, port }: Config['http'], signal: AbortSignal): Promise<boolean> {
  if (!(await isPortTaken(host, port))) return false
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return !(await isOrchestrator(httpOrigin({ host: reachable, port }), signal))
}

/** Docker tells its machine's time; servers that are asked anyway tell theirs with every answer. */
async function probeClock(
  { config, edges, clock }: Setup,
  docker: DockerSight | null,
  signal: AbortSignal,
): Promise<ClockFacts> {
  const compared = await Promise.all([
    docker === null ? null : compareWithDocker(docker, clock, signal),
    ...config.gluetun.containers.map(async ({ name, apiPort }) => {
      const facts = await edges.vpnContainers.inspectVpn(name, apiPort, signal).catch(() => undefined)
      const [address] = facts?.controlAddresses ?? []
      const found = address && (await compareWithServer(httpOrigin(address), '/', clock, signal))
      return found ? { source: name, ...found } : null
    }),
  ])
  return { compared: compared.filter((each) => each !== null) }
}

async function compareWithDocker(docker: DockerSight, clock: Clock, signal: AbortSignal) {
  const startedAtMs = clock.elapsedMs()
  const info = await docker.info(signal).catch(() => null)
  if (info?.timeMs == null) return null
  const tookMs = clock.elapsedMs() - startedAtMs
  return { source: 'Docker', driftMs: clock.now() - tookMs / 2 - info.timeMs, withinMs: tookMs / 2 }
}

async function probeMemory(
  { config, edges }: Setup,
  docker: DockerSight | null,
  isHere: boolean,
  signal: AbortSignal,
): Promise<MemoryFacts> {
  const [memory, info, containers] = await Promise.all([
    isHere ? readMemory() : null,
    docker?.info(signal).catch(() => null) ?? null,
    edges.runtime.list(signal).catch(() => []),
  ])
  return {
    availableBytes: memory?.availableBytes ?? null,
    totalBytes: memory?.totalBytes ?? info?.memoryBytes ?? null,
    engineLimitBytes: config.engines.memoryLimitBytes,
    engines: config.provisioning.maxReplicas,
    running: containers.filter(({ status }) => status === 'running').length,
  }
}
