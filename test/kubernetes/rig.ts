import { randomBytes } from 'node:crypto'
import { LABELS } from '../../server/src/engines/labels.ts'
import { systemClock } from '../../server/src/lib/clock.ts'
import { silentLogger } from '../../server/src/lib/log.ts'
import type { EngineSpec } from '../../server/src/provisioning/ports.ts'
import { openAccess } from '../../server/src/runtime/kubernetes/connection/access.ts'
import {
  createKubernetesRuntime,
  type KubernetesRuntime,
} from '../../server/src/runtime/kubernetes/runtime.ts'
import type { ControlPlane } from '../../testing/kubernetes/control-plane.ts'
import { until } from '../../testing/machine/wait.ts'

export const LABEL = { key: 'ondemand.app', value: 'acestream-orchestrator' }

/** A namespace of its own, and the runtime on it as an orchestrator has it. */
export interface TestNamespace {
  readonly name: string
  readonly runtime: KubernetesRuntime
  /** Hints of the runtime's watch, null for "look at everything". */
  readonly hints: (string | null)[]
  readonly pods: string
  /** Another orchestrator's runtime on the same namespace. */
  another(instance: string): Promise<KubernetesRuntime>
  /** Writes a Pod's status as a kubelet would. */
  setStatus(pod: string, status: object): Promise<void>
  close(): Promise<void>
}

export async function openNamespace(plane: ControlPlane): Promise<TestNamespace> {
  const name = `test-${randomBytes(4).toString('hex')}`
  await plane.call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const pods = `/api/v1/namespaces/${name}/pods`
  const open = async (instance: string) =>
    createKubernetesRuntime({
      access: await openAccess({ kubeconfig: plane.kubeconfig, env: {} }),
      namespace: name,
      label: LABEL,
      instance,
      placement: { nodeSelector: {}, priorityClass: null, pullSecrets: [], serveOnS: 20 },
      clock: systemClock,
      logger: silentLogger,
    })
  const runtime = await open('default')
  const life = new AbortController()
  const hints: (string | null)[] = []
  const watching = runtime.watch((id) => hints.push(id), life.signal)
  await until('the watch is open', () => hints.includes(null))
  const opened: KubernetesRuntime[] = [runtime]
  return {
    name,
    runtime,
    hints,
    pods,
    another: async (instance) => {
      const other = await open(instance)
      opened.push(other)
      return other
    },
    setStatus: async (pod, status) => {
      await plane.call('PATCH', `${pods}/${pod}/status`, { status }, 'application/merge-patch+json')
    },
    close: async () => {
      life.abort()
      await watching
      for (const each of opened) each.close()
    },
  }
}

export function specFor(name: string, instance = 'default'): EngineSpec {
  return {
    name,
    image: 'ghcr.io/example/engine:1',
    variant: 'args',
    args: [],
    env: { GREETING: 'costs $(NOTHING)' },
    labels: {
      [LABEL.key]: LABEL.value,
      [LABELS.instance]: instance,
      [LABELS.kind]: 'engine',
      [LABELS.httpPort]: '6878',
      [LABELS.imageDigest]: `sha256:${'a'.repeat(64)}`,
      note: 'what Docker takes: blanks, and colons',
    },
    ports: { http: 6878, https: 6879, api: 62_062, p2p: 8621 },
    network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
    memoryLimitBytes: 512 * 1024 * 1024,
    cpuLimit: 1.5,
    publishHttps: false,
  }
}

/** As a kubelet writes it for a container that runs. */
export function running(podIP: string): object {
  return {
    phase: 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: [{ type: 'PodScheduled', status: 'True' }],
    containerStatuses: [engineStatus({ running: { startedAt: '2026-11-27T10:00:00Z' } })],
  }
}

export function engineStatus(state: object): object {
  return {
    name: 'engine',
    image: 'ghcr.io/example/engine:1',
    imageID: `ghcr.io/example/engine@sha256:${'b'.repeat(64)}`,
    ready: 'running' in state,
    restartCount: 0,
    state,
  }
}
