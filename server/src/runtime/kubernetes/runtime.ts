import type { ContainerReader } from '../../engines/ports.ts'
import type { ResourceReader, ResourceReading } from '../../health/ports.ts'
import type { Clock } from '../../lib/clock.ts'
import { DomainError, reasonOf } from '../../lib/errors.ts'
import type { Logger } from '../../lib/log.ts'
import type { ContainerList, CreateFailure, EngineRuntime, GenericSpec } from '../../provisioning/ports.ts'
import type { VpnContainers } from '../../vpn/ports.ts'
import { callFailed } from '../common/call-failed.ts'
import { rawFrames } from '../common/log-frames.ts'
import { logLines } from '../common/log-lines.ts'
import type { ClusterAccess } from './connection/access.ts'
import { createKubernetesClient, type KubernetesClient } from './connection/client.ts'
import { isRefusal } from './connection/refusal.ts'
import { createOwnerKeeper } from './owner.ts'
import { ENGINE_CONTAINER, type PodPlacement } from './pods/engine-pod.ts'
import { createLifecycle } from './pods/lifecycle.ts'
import { createPodStore, type PodStore } from './pods/pod-store.ts'
import { listPods, type PodReads, podsPath, watchPods } from './pods/pod-watch.ts'
import { versionBody } from './wire.ts'

export interface KubernetesRuntimeOptions {
  readonly access: ClusterAccess
  /** KUBERNETES_NAMESPACE; null: that of the credentials. */
  readonly namespace: string | null
  /** CONTAINER_LABEL: what makes a Pod ours. */
  readonly label: { readonly key: string; readonly value: string }
  /** INSTANCE: names the ConfigMap that owns our Pods. */
  readonly instance: string
  readonly placement: PodPlacement
  readonly clock: Clock
  readonly logger: Logger
}

export type KubernetesRuntime = EngineRuntime & ContainerReader & ResourceReader & { close(): void }

/** Engines as bare Pods of a Kubernetes cluster: its scheduler places them, we decide how many there are and which go. */
export function createKubernetesRuntime(options: KubernetesRuntimeOptions): KubernetesRuntime {
  const { access, label, clock, logger } = options
  const client = createKubernetesClient(access, options.namespace ?? access.namespace, clock)
  const store = createPodStore()
  const owner = createOwnerKeeper(client, options.instance)
  const reads: PodReads = { client, store, selector: `${label.key}=${label.value}`, clock, logger }
  const current = createReads(reads)
  client.reachability.onChange(({ reachable, version, reason }) => {
    if (reachable) logger.info({ version }, 'Kubernetes answers')
    else logger.warn({ reason }, 'Kubernetes does not answer')
  })

  return {
    kind: 'kubernetes',
    capabilities: { ports: 'per_engine' },
    status: () => client.reachability.status(),
    ...current,
    ...createLifecycle({ reads, owner, placement: options.placement }),
    ...ONLY_ENGINES,
    logs: createLogs(client, store),
    stats: async (id) => (store.get(id)?.status === 'running' ? NOTHING_READ : undefined),
    close: client.close,
  }
}

/**
 * While the watch is open the store is current, and a list costs one small question: whether the API server is still there.
 */
function createReads(reads: PodReads): ContainerList {
  const { client, store } = reads
  let isLive = false
  const askVersion = (signal: AbortSignal) =>
    client.call(
      { call: 'ask_version', method: 'GET', path: '/version', vital: true, read: versionBody },
      signal,
    )
  return {
    list: async (signal) => {
      const { gitVersion } = await askVersion(signal)
      client.reachability.speaks(gitVersion)
      if (!isLive) await listPods(reads, signal)
      return store.all()
    },
    inspect: async (id, signal) => {
      if (!isLive) await listPods(reads, signal)
      return store.get(id)
    },
    watch: (onHint, signal) =>
      watchPods(
        reads,
        onHint,
        (live) => {
          isLive = live
        },
        signal,
      ),
  }
}

function createLogs(client: KubernetesClient, store: PodStore): ContainerReader['logs'] {
  return async function* logs(id, { tail, sinceMs, follow }, signal) {
    const name = store.get(id)?.name
    const fail = (code: 'not_found' | 'runtime_unavailable', error: unknown) =>
      new DomainError(code, callFailed({ call: 'read_pod_logs', subject: name ?? id }, reasonOf(error)), {
        cause: error,
      })
    if (name === undefined)
      throw fail('not_found', new DomainError('not_found', { code: 'no_such_container' }))
    const query = {
      container: ENGINE_CONTAINER,
      timestamps: true,
      follow,
      ...(tail === undefined ? {} : { tailLines: tail }),
      ...(sinceMs === undefined ? {} : { sinceTime: new Date(sinceMs).toISOString() }),
    }
    try {
      const path = `${podsPath(client, name)}/log`
      const call = { call: 'read_pod_logs', subject: name, method: 'GET', path, query } as const
      yield* logLines(rawFrames(await client.open(call, signal)))
    } catch (error) {
      if (signal.aborted) return
      throw fail(isRefusal(error) ? 'not_found' : 'runtime_unavailable', error)
    }
  }
}

/** Nothing is counted per Pod here: what a kubelet counts is read with rights over its node, which we don't ask for. */
const NOTHING_READ: ResourceReading = {
  cpuPercent: null,
  memoryBytes: null,
  rxBytes: null,
  txBytes: null,
  readers: null,
}

/** The kubelet pulls images, and engines are all that runs here. */
const ONLY_ENGINES: Pick<
  EngineRuntime,
  'underOtherLabels' | 'createGeneric' | 'image' | 'pull' | 'compareWithRegistry'
> = {
  underOtherLabels: async () => [],
  createGeneric: async (spec) => ({ ok: false, failure: onlyRunsEngines(spec) }),
  image: async () => ({ digest: null, createdAtMs: null, hasEntrypoint: true }),
  compareWithRegistry: async () => ({ state: 'unknown', reason: { code: 'images_pulled_by_nodes' } }),
  pull: async () => {
    throw new DomainError('image_missing', { code: 'images_pulled_by_nodes' })
  },
}

function onlyRunsEngines({ name }: GenericSpec): CreateFailure {
  const reason = callFailed({ call: 'create_pod', subject: name }, { code: 'pods_are_engines' })
  return { kind: 'unsupported', reason }
}

/** No VPN container is watched: whatever tunnel an engine has is in its own Pod. */
export const NO_VPN_CONTAINERS: VpnContainers = {
  inspectVpn: async () => undefined,
  watchVpn: (_names, _onHint, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
}
