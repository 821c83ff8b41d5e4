import type { ContainerFacts } from '../../../engines/ports.ts'
import { neverAborts } from '../../../lib/abort.ts'
import type { Clock } from '../../../lib/clock.ts'
import { DomainError, reasonOf } from '../../../lib/errors.ts'
import type { Logger } from '../../../lib/log.ts'
import type { CreateResult, EngineSpec, GenericSpec } from '../../../provisioning/ports.ts'
import { callFailed } from '../connection/call-failed.ts'
import type { DockerCall, DockerClient } from '../connection/client.ts'
import { type DockerRefusal, dependents, isGone, isRefusal } from '../connection/refusal.ts'
import type { Placement } from '../placement/surroundings.ts'
import { anything, createdBody } from '../wire.ts'
import type { Containers } from './containers.ts'
import { type CreateBody, engineBody, genericBody, withReducedHardening } from './create-body.ts'
import { createFailure } from './failures.ts'
import type { Hardening } from './hardening.ts'

export interface LifecycleOptions {
  readonly client: DockerClient
  readonly containers: Containers
  readonly hardening: Pick<Hardening, 'isReduced'>
  readonly clock: Clock
  readonly logger: Logger
  placement(signal: AbortSignal): Promise<Placement>
}

export interface Lifecycle {
  create(spec: EngineSpec, signal: AbortSignal): Promise<CreateResult>
  createGeneric(spec: GenericSpec, signal: AbortSignal): Promise<CreateResult>
  restart(id: string, graceMs: number, signal: AbortSignal): Promise<CreateResult>
  remove(id: string, graceMs: number, signal: AbortSignal): Promise<void>
}

const CREATE_TIMEOUT_MS = 30_000
/** Networks, mounts and the init process are set up in here; a loaded machine takes its time. */
const START_TIMEOUT_MS = 60_000
/** What Docker may take beyond the grace it was told to give. */
const STOP_SLACK_MS = 20_000
const REMOVE_TIMEOUT_MS = 60_000
/** Somebody else's removal is waited for; Docker tells its end only by the container being gone. */
const GONE_POLL_MS = 200

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { client, containers, clock, logger } = options

  /** Start, stop and the like: no body, an answer without content, and "already so" is success. */
  function act(call: Omit<DockerCall, 'method' | 'long'>, signal: AbortSignal): Promise<unknown> {
    return client.call({ ...call, method: 'POST', long: true, read: anything }, signal)
  }

  async function make(
    { name, joins }: { readonly name: string; readonly joins: boolean },
    bodyIn: (network: string | null) => CreateBody,
    signal: AbortSignal,
  ): Promise<CreateResult> {
    const attempted = { call: 'create_container', subject: name } as const
    try {
      const { network } = await options.placement(signal)
      const { Id: id, Warnings: warnings } = await client.call(
        {
          ...attempted,
          method: 'POST',
          path: '/containers/create',
          query: { name },
          body: options.hardening.isReduced() ? withReducedHardening(bodyIn(network)) : bodyIn(network),
          timeoutMs: CREATE_TIMEOUT_MS,
          read: createdBody,
        },
        signal,
      )
      return { ok: true, facts: await startNew(id, name, signal), warnings: warnings ?? [] }
    } catch (error) {
      signal.throwIfAborted()
      const failure = createFailure(error, { ...attempted, joins, id: null })
      if (failure.kind !== 'name_taken') return { ok: false, failure }
      return { ok: false, failure: { ...failure, foreign: await isForeign(name, signal) } }
    }
  }

  async function isForeign(name: string, signal: AbortSignal): Promise<boolean> {
    try {
      return (await containers.holderOf(name, signal)) === 'foreign'
    } catch (error) {
      signal.throwIfAborted()
      logger.debug(
        { container: name, reason: reasonOf(error) },
        'the holder of a name could not be looked up',
      )
      return false
    }
  }

  /** A container that did not start is of no use to anybody, and holds its name. */
  async function startNew(id: string, name: string, signal: AbortSignal): Promise<ContainerFacts> {
    try {
      await act(
        {
          call: 'start_container',
          subject: name,
          path: `/containers/${id}/start`,
          timeoutMs: START_TIMEOUT_MS,
        },
        signal,
      )
      return await present(id, signal)
    } catch (error) {
      await erase(id, neverAborts()).catch((cause: unknown) =>
        logger.warn(
          { container: name, reason: reasonOf(cause) },
          'a container that did not start is left behind',
        ),
      )
      throw error
    }
  }

  async function present(id: string, signal: AbortSignal): Promise<ContainerFacts> {
    const facts = await containers.inspect(id, signal)
    if (!facts) throw new DomainError('general_error', { code: 'removed_while_starting' })
    return facts
  }

  async function stop(id: string, graceMs: number, signal: AbortSignal): Promise<void> {
    const call = {
      call: 'stop_container',
      subject: id,
      path: `/containers/${id}/stop`,
      query: { t: Math.ceil(graceMs / 1000) },
      timeoutMs: graceMs + STOP_SLACK_MS,
    } as const
    try {
      await act(call, signal)
    } catch (error) {
      if (!isRefusal(error)) throw error
      // Whatever it says (gone, paused, not to be killed), the removal that follows decides. A proxy that forbids it takes
      // every engine its grace, which somebody should know.
      const tell = error.status === 403 ? logger.warn : logger.debug
      tell.call(logger, { container: id, reason: error.reason }, 'stopping before removal was refused')
    }
  }

  /** Removes it with its anonymous volumes, running (then by SIGKILL) or not. Gone already, or going, is success. */
  async function erase(id: string, signal: AbortSignal): Promise<void> {
    const call: DockerCall = {
      call: 'remove_container',
      subject: id,
      method: 'DELETE',
      path: `/containers/${id}`,
      query: { force: true, v: true },
      timeoutMs: REMOVE_TIMEOUT_MS,
      long: true,
    }
    try {
      await client.call({ ...call, read: anything }, signal)
    } catch (error) {
      if (isGone(error)) return
      const needing = dependents(error)
      if (needing)
        throw new DomainError(
          'general_error',
          callFailed(call, { code: 'needed_by_containers', containers: needing }),
          { cause: error },
        )
      if (!isRefusal(error, 409)) throw error
      await gone(id, error, signal)
    }
  }

  async function gone(id: string, refusal: DockerRefusal, signal: AbortSignal): Promise<void> {
    const untilMs = clock.elapsedMs() + REMOVE_TIMEOUT_MS
    while (await containers.inspect(id, signal)) {
      if (clock.elapsedMs() > untilMs)
        throw new DomainError(
          'general_error',
          callFailed({ call: 'remove_container', subject: id }, refusal.reason),
          { cause: refusal },
        )
      await clock.sleep(GONE_POLL_MS, signal)
    }
  }

  async function restart(id: string, graceMs: number, signal: AbortSignal): Promise<CreateResult> {
    const attempted = { call: 'restart_container', subject: id } as const
    const before = await containers.inspect(id, signal)
    if (!before)
      return {
        ok: false,
        failure: { kind: 'other', reason: callFailed(attempted, { code: 'no_such_container' }) },
      }
    const query = { t: Math.ceil(graceMs / 1000) }
    const timeoutMs = graceMs + STOP_SLACK_MS + START_TIMEOUT_MS
    try {
      await act({ ...attempted, path: `/containers/${before.id}/restart`, query, timeoutMs }, signal)
      return { ok: true, facts: await present(before.id, signal) }
    } catch (error) {
      signal.throwIfAborted()
      return {
        ok: false,
        failure: createFailure(error, { ...attempted, joins: before.networkOwner !== null, id: before.id }),
      }
    }
  }

  return {
    create: (spec, signal) =>
      make(
        { name: spec.name, joins: spec.network.kind === 'vpn' },
        (network) => engineBody(spec, network),
        signal,
      ),
    createGeneric: (spec, signal) =>
      make({ name: spec.name, joins: false }, (network) => genericBody(spec, network), signal),
    restart,
    remove: async (id, graceMs, signal) => {
      const facts = await containers.inspect(id, signal) // one that Docker can't show is removed by its row
      if (!facts) return
      if (graceMs > 0) await stop(facts.id, graceMs, signal)
      await erase(facts.id, signal)
    },
  }
}
