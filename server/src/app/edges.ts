import { createHealthProber } from '../acestream/health-prober.ts'
import { createEngineHttp } from '../acestream/http.ts'
import { createSessionClient } from '../acestream/session-client.ts'
import type { Config } from '../config/config.ts'
import type { ContainerReader } from '../engines/ports.ts'
import { createControlClient } from '../gluetun/client.ts'
import type { HealthProber, ResourceReader } from '../health/ports.ts'
import type { Clock } from '../lib/clock.ts'
import type { Logger } from '../lib/log.ts'
import type { EngineRuntime, RuntimeKind } from '../provisioning/ports.ts'
import type { SessionClient } from '../streams/ports.ts'
import type { ControlClient, VpnContainers } from '../vpn/ports.ts'

/** Everything outside that the domains talk to, behind the ports they declare. */
export interface Edges {
  readonly runtime: EngineRuntime & ContainerReader & ResourceReader
  readonly vpnContainers: VpnContainers
  readonly prober: HealthProber
  readonly sessions: SessionClient
  readonly control: ControlClient
  /** Clients are told published addresses, so engines must be published (ENGINE_ADVERTISE, or its default). */
  advertisesPublished(): boolean
  close(): Promise<void>
}

/** Probes and session questions have connections of their own: a stuck statistics read delays no probe. */
const PROBE_CONNECTIONS = 2
const SESSION_CONNECTIONS = 4

export async function openEdges(config: Config, clock: Clock, logger: Logger): Promise<Edges> {
  const probes = createEngineHttp(PROBE_CONNECTIONS, false)
  const sessions = createEngineHttp(SESSION_CONNECTIONS)
  return {
    ...(await RUNTIMES[config.runtime.kind](config, clock, logger)),
    prober: createHealthProber(probes, clock),
    sessions: createSessionClient(sessions),
    control: createControlClient({ clock }),
    close: async () => {
      await Promise.all([probes.close(), sessions.close()])
    },
  }
}

type RuntimeEdges = Pick<Edges, 'runtime' | 'vpnContainers' | 'advertisesPublished'>
type OpenRuntime = (config: Config, clock: Clock, logger: Logger) => Promise<RuntimeEdges>

/** Each runtime is loaded only where it is used: a start reads less. */
const RUNTIMES: { readonly [K in RuntimeKind]: OpenRuntime } = {
  docker: openDocker,
  process: openProcesses,
  kubernetes: openKubernetes,
}

async function openDocker(config: Config, clock: Clock, logger: Logger): Promise<RuntimeEdges> {
  const { docker, engines, gluetun } = config
  const { createDockerRuntime } = await import('../runtime/docker/runtime.ts')
  const runtime = createDockerRuntime({
    dockerHost: docker.host,
    tlsVerify: docker.tlsVerify,
    certPath: docker.certPath,
    label: engines.label,
    advertise: engines.advertise,
    engineHost: engines.host,
    network: docker.network,
    vpnNames: gluetun.containers.map(({ name }) => name),
    clock,
    logger: logger.child({ module: 'docker' }),
  })
  return { runtime, vpnContainers: runtime, advertisesPublished: runtime.advertisesPublished }
}

async function openProcesses(config: Config, clock: Clock, logger: Logger): Promise<RuntimeEdges> {
  const { engines, storage } = config
  const { createProcessRuntime } = await import('../runtime/process/process-runtime.ts')
  const { createVpnProcesses } = await import('../runtime/process/vpn-processes.ts')
  const runtime = createProcessRuntime({
    dataDir: storage.dataDir,
    command: engines.command,
    label: engines.label,
    advertisedHost: engines.host,
    clock,
    log: logger.child({ module: 'process' }),
  })
  const vpnContainers = createVpnProcesses(storage.dataDir, clock)
  return { runtime, vpnContainers, advertisesPublished: () => false }
}

async function openKubernetes(config: Config, clock: Clock, logger: Logger): Promise<RuntimeEdges> {
  const { engines, kubernetes } = config
  const { openAccess } = await import('../runtime/kubernetes/connection/access.ts')
  const { createKubernetesRuntime, NO_VPN_CONTAINERS } = await import('../runtime/kubernetes/runtime.ts')
  const runtime = createKubernetesRuntime({
    access: await openAccess({ kubeconfig: kubernetes.kubeconfig, env: process.env }),
    namespace: kubernetes.namespace,
    label: engines.label,
    instance: engines.instance,
    placement: kubernetes.placement,
    clock,
    logger: logger.child({ module: 'kubernetes' }),
  })
  return { runtime, vpnContainers: NO_VPN_CONTAINERS, advertisesPublished: () => false }
}
