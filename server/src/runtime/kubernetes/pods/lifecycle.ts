import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { DomainError } from '../../../lib/errors.ts'
import type { CreateFailure, CreateResult, EngineContainers } from '../../../provisioning/ports.ts'
import { callFailed } from '../../common/call-failed.ts'
import { isRefusal } from '../connection/refusal.ts'
import type { OwnerKeeper } from '../owner.ts'
import { anything, podBody, wholePod } from '../wire.ts'
import { type PodPlacement, podFor } from './engine-pod.ts'
import { factsOf } from './pod-facts.ts'
import { type PodReads, podsPath } from './pod-watch.ts'

export interface LifecycleParts {
  readonly reads: PodReads
  readonly owner: OwnerKeeper
  readonly placement: PodPlacement
}

/** How long a node may take beyond the grace period to confirm that a Pod is gone. */
const REMOVAL_SLACK_MS = 30_000
const LOOK_AGAIN_MS = 250

export function createLifecycle(parts: LifecycleParts): EngineContainers {
  return {
    create: async (spec, signal) => {
      if (spec.network.kind === 'vpn')
        return { ok: false, failure: { kind: 'unsupported', reason: { code: 'pod_joins_no_vpn' } } }
      return attempt(parts, spec.name, signal, async () =>
        post(parts, spec.name, podFor(spec, await parts.owner.current(signal), parts.placement), signal),
      )
    },
    restart: (id, graceMs, signal) => recreate(parts, id, graceMs, signal),
    remove: (id, graceMs, signal) => remove(parts, id, graceMs, signal),
  }
}

async function attempt(
  parts: LifecycleParts,
  name: string,
  signal: AbortSignal,
  run: () => Promise<CreateResult>,
): Promise<CreateResult> {
  try {
    return await run()
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof DomainError)) throw error
    return { ok: false, failure: createFailure(error, name, isOurs(parts, name)) }
  }
}

function isOurs({ reads }: LifecycleParts, name: string): boolean {
  return reads.store.all().some((facts) => facts.name === name)
}

/** Why a Pod was not created. `isOurs`: the name is one of our Pods'. */
export function createFailure(error: DomainError, name: string, isOurs: boolean): CreateFailure {
  if (error.code === 'runtime_unavailable') return { kind: 'unreachable', reason: error.reason }
  if (isRefusal(error, 409) && error.why === 'AlreadyExists') {
    const reason = failed('create_pod', name, { code: 'name_in_use', name })
    return { kind: 'name_taken', foreign: !isOurs, reason }
  }
  return { kind: 'other', reason: failed('create_pod', name, error.reason) }
}

async function post(
  { reads }: LifecycleParts,
  name: string,
  body: object,
  signal: AbortSignal,
): Promise<CreateResult> {
  const { client, store } = reads
  const call = { call: 'create_pod', subject: name, method: 'POST', path: podsPath(client), body } as const
  const pod = await client.call({ ...call, read: podBody }, signal)
  store.put(pod)
  return { ok: true, facts: factsOf(pod) }
}

/** A Pod never starts a second time: another one is created from what this one is, under its name. */
async function recreate(
  parts: LifecycleParts,
  id: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<CreateResult> {
  const { client, store } = parts.reads
  const name = store.get(id)?.name
  if (name === undefined) {
    const reason = failed('create_pod', id, { code: 'no_such_container' })
    return { ok: false, failure: { kind: 'other', reason } }
  }
  return attempt(parts, name, signal, async () => {
    const call = { call: 'list_pods', subject: name, method: 'GET', path: podsPath(client, name) } as const
    const { metadata, spec } = await client.call({ ...call, read: wholePod }, signal)
    const { nodeName, ...placeable } = spec
    await remove(parts, id, graceMs, signal)
    return post(parts, name, { apiVersion: 'v1', kind: 'Pod', metadata, spec: placeable }, signal)
  })
}

/** Only the Pod of that id: another of the same name is left alone. */
async function remove(
  { reads }: LifecycleParts,
  id: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { client, store, clock } = reads
  const name = store.get(id)?.name
  if (name === undefined) return
  const path = podsPath(client, name)
  const body = { gracePeriodSeconds: Math.ceil(graceMs / 1000), preconditions: { uid: id } }
  try {
    const call = { call: 'delete_pod', subject: name, method: 'DELETE', path, body } as const
    await client.call({ ...call, read: anything }, signal)
  } catch (error) {
    if (!isRefusal(error, 404, 409)) throw error
    return store.drop(id)
  }
  const waitMs = graceMs + REMOVAL_SLACK_MS
  for (const untilMs = clock.elapsedMs() + waitMs; clock.elapsedMs() < untilMs; ) {
    if (await isGone(reads, name, id, signal)) return store.drop(id)
    await clock.sleep(LOOK_AGAIN_MS, signal)
  }
  throw new DomainError(
    'general_error',
    failed('delete_pod', name, { code: 'pod_still_there', afterMs: waitMs }),
  )
}

/** Asked of the API server: the store may be behind. */
async function isGone({ client }: PodReads, name: string, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    const call = { call: 'list_pods', subject: name, method: 'GET', path: podsPath(client, name) } as const
    const { metadata } = await client.call({ ...call, read: podBody }, signal)
    return metadata.uid !== id
  } catch (error) {
    if (isRefusal(error, 404)) return true
    throw error
  }
}

function failed(call: 'create_pod' | 'delete_pod', subject: string, reason: Reason): Reason {
  return callFailed({ call, subject }, reason)
}
