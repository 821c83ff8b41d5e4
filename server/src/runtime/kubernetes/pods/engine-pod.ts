// pods/: an engine as a Pod: what it is created from, and what the Pod says of it.
import type { EngineSpec } from '../../../provisioning/ports.ts'
import { recipe } from '../../../provisioning/spec/variant.ts'
import { LABELS_ANNOTATION, podLabels } from './pod-labels.ts'

/** Its container in the Pod; others may stand beside it. */
export const ENGINE_CONTAINER = 'engine'

/** Where and how Pods run, as the settings say. */
export interface PodPlacement {
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly priorityClass: string | null
  readonly pullSecrets: readonly string[]
  /** How long an engine that somebody else deletes goes on serving, in seconds. */
  readonly serveOnS: number
}

/** The ConfigMap that owns all Pods of one installation. */
export interface Owner {
  readonly name: string
  readonly uid: string
}

/** After `preStop`, for the engine to end by itself. */
const END_WITHIN_S = 10

/**
 * The body of `POST pods` for one engine. Kubernetes never restarts it: whether and when is ours to decide. Its owner is a
 * ConfigMap and never our own Pod, so that engines outlive our upgrades and go with the installation.
 */
export function podFor(spec: EngineSpec, owner: Owner, placement: PodPlacement): object {
  const { nodeSelector, priorityClass, pullSecrets, serveOnS } = placement
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: spec.name,
      labels: podLabels(spec.labels),
      annotations: { [LABELS_ANNOTATION]: JSON.stringify(spec.labels) },
      ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', ...owner, controller: true }],
    },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: serveOnS + END_WITHIN_S,
      ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
      ...(priorityClass === null ? {} : { priorityClassName: priorityClass }),
      ...(pullSecrets.length === 0 ? {} : { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
      topologySpreadConstraints: [spreadOverHosts(spec)],
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [engineContainer(spec, serveOnS)],
    },
  }
}

function spreadOverHosts({ labels }: EngineSpec): object {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: podLabels(pick(labels, ['orchestrator.instance', 'orchestrator.kind'])) },
  }
}

function engineContainer(spec: EngineSpec, serveOnS: number): object {
  const { cmd, env } = recipe(spec)
  return {
    name: ENGINE_CONTAINER,
    image: spec.image,
    ...(cmd ? { args: cmd } : {}),
    env: Object.entries(env).map(([name, value]) => ({ name, value: literal(value) })),
    ports: [{ name: 'http', containerPort: spec.ports.http }],
    securityContext: { allowPrivilegeEscalation: false },
    ...resources(spec),
    ...(serveOnS === 0 ? {} : { lifecycle: { preStop: { sleep: { seconds: serveOnS } } } }),
  }
}

/** Requests equal limits: the scheduler places an engine only where it has all that it may use. */
function resources({ memoryLimitBytes, cpuLimit }: EngineSpec): object {
  const amounts = {
    ...(memoryLimitBytes === null ? {} : { memory: String(memoryLimitBytes) }),
    ...(cpuLimit === null ? {} : { cpu: `${Math.round(cpuLimit * 1000)}m` }),
  }
  return Object.keys(amounts).length === 0 ? {} : { resources: { requests: amounts, limits: amounts } }
}

/** Kubernetes puts variables in place of `$(NAME)`; a doubled dollar stays one. */
function literal(value: string): string {
  return value.replaceAll('$(', '$$$$(')
}

function pick(labels: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((key) => (labels[key] === undefined ? [] : [[key, labels[key]] as const])),
  )
}
