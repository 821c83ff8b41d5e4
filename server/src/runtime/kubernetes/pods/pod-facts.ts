import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { readSpec } from '../../../engines/labels.ts'
import type { ContainerFacts, ContainerStatus } from '../../../engines/ports.ts'
import type { ContainerStatusBody, PodBody } from '../wire.ts'
import { ENGINE_CONTAINER } from './engine-pod.ts'
import { labelsOf } from './pod-labels.ts'

/**
 * A Pod in the shape in which every runtime describes its containers. The container's state comes before the Pod's phase, which
 * follows two seconds later; while a node does not answer, both stay as they were, and whether the engine answers decides.
 */
export function factsOf(pod: PodBody): ContainerFacts {
  const { metadata, spec, status } = pod
  const labels = labelsOf(pod)
  const container = engineStatus(pod)
  const { running, terminated } = container?.state ?? {}
  const address = { host: status?.podIP ?? metadata.name, port: readSpec(labels).httpPort }
  return {
    id: metadata.uid,
    name: metadata.name,
    image: spec?.containers?.find(isEngine)?.image ?? '',
    imageDigest: /sha256:[0-9a-f]{64}/.exec(container?.imageID ?? '')?.[0] ?? null,
    labels,
    status: statusOf(pod),
    createdAtMs: timeOf(metadata.creationTimestamp) ?? 0,
    startedAtMs: timeOf(running?.startedAt ?? terminated?.startedAt),
    finishedAtMs: timeOf(terminated?.finishedAt),
    exitCode: terminated?.exitCode ?? null,
    oomKilled: terminated?.reason === 'OOMKilled',
    error: endOf(pod),
    waiting: waitingFor(pod),
    networkOwner: null,
    addresses: status?.podIP === undefined ? [] : [address],
    advertised: address,
    ports: {},
  }
}

function statusOf(pod: PodBody): ContainerStatus {
  if (pod.metadata.deletionTimestamp !== undefined) return 'removing'
  const state = engineStatus(pod)?.state
  const phase = pod.status?.phase
  if (state?.terminated || phase === 'Failed' || phase === 'Succeeded') return 'exited'
  return state?.running ? 'running' : 'pending'
}

/** Why it ended or is being ended, in the cluster's words: evicted, preempted, drained, its node lost. */
function endOf(pod: PodBody): string | null {
  const { reason, message } = pod.status ?? {}
  const disruption = pod.status?.conditions?.find(
    ({ type, status }) => type === 'DisruptionTarget' && status === 'True',
  )
  if (disruption) return words(disruption.reason, disruption.message)
  if (reason !== undefined) return words(reason, message)
  const { terminated } = engineStatus(pod)?.state ?? {}
  return terminated?.message ?? null
}

/** A state of its own, never taken for dead: the scheduler has no node for it, or the node does not start it yet. */
function waitingFor(pod: PodBody): Reason | null {
  if (statusOf(pod) !== 'pending') return null
  const unscheduled = pod.status?.conditions?.find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  )
  if (unscheduled)
    return { code: 'pod_unschedulable', text: unscheduled.message ?? unscheduled.reason ?? 'Unschedulable' }
  const { waiting } = engineStatus(pod)?.state ?? {}
  if (waiting?.reason === undefined) return null
  const text = words(waiting.reason, waiting.message)
  const image = pod.spec?.containers?.find(isEngine)?.image ?? ''
  return IMAGE_TROUBLE.has(waiting.reason)
    ? { code: 'pod_image_failed', image, text }
    : { code: 'pod_waiting', text }
}

/** What the kubelet calls the states of an image that it does not get (pkg/kubelet/images/types.go of Kubernetes). */
const IMAGE_TROUBLE = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
])

function engineStatus({ status }: PodBody): ContainerStatusBody | undefined {
  return status?.containerStatuses?.find(isEngine)
}

function isEngine({ name }: { readonly name?: string }): boolean {
  return name === ENGINE_CONTAINER
}

function words(reason: string | undefined, message: string | undefined): string {
  return [reason, message].filter(Boolean).join(': ')
}

function timeOf(text: string | undefined): number | null {
  const ms = Date.parse(text ?? '')
  return Number.isNaN(ms) ? null : ms
}
