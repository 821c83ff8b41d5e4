import type { CreateResult, EngineContainers, GenericContainers } from '../../../provisioning/ports.ts'
import { callFailed } from '../../common/call-failed.ts'
import { engineBody, genericBody } from './create-body.ts'
import { createAndStart, present } from './creation.ts'
import { createFailure } from './failures.ts'
import { act, type LifecycleOptions, START_TIMEOUT_MS, STOP_SLACK_MS } from './lifecycle-calls.ts'
import { removeContainer } from './removal.ts'

export type Lifecycle = EngineContainers & GenericContainers

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  return {
    create: (spec, signal) => {
      const joins = spec.network.kind === 'vpn'
      const bodyIn = (network: string | null) => engineBody(spec, network)
      return createAndStart(options, { name: spec.name, joins, bodyIn }, signal)
    },
    createGeneric: (spec, signal) => {
      const bodyIn = (network: string | null) => genericBody(spec, network)
      return createAndStart(options, { name: spec.name, joins: false, bodyIn }, signal)
    },
    restart: (id, graceMs, signal) => restart(options, id, graceMs, signal),
    remove: (id, graceMs, signal) => removeContainer(options, id, graceMs, signal),
  }
}

async function restart(
  options: LifecycleOptions,
  id: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<CreateResult> {
  const attempted = { call: 'restart_container', subject: id } as const
  const before = await options.containers.inspect(id, signal)
  if (!before) {
    const reason = callFailed(attempted, { code: 'no_such_container' })
    return { ok: false, failure: { kind: 'other', reason } }
  }
  const call = {
    ...attempted,
    path: `/containers/${before.id}/restart`,
    query: { t: Math.ceil(graceMs / 1000) },
    timeoutMs: graceMs + STOP_SLACK_MS + START_TIMEOUT_MS,
  }
  try {
    await act(options.client, call, signal)
    return { ok: true, facts: await present(options, before.id, signal) }
  } catch (error) {
    signal.throwIfAborted()
    const joins = before.networkOwner !== null
    return { ok: false, failure: createFailure(error, { ...attempted, joins, id: before.id }) }
  }
}
