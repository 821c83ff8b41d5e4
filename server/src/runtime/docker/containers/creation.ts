import type { ContainerFacts } from '../../../engines/ports.ts'
import { neverAborts } from '../../../lib/abort.ts'
import { DomainError, reasonOf } from '../../../lib/errors.ts'
import type { CreateResult } from '../../../provisioning/ports.ts'
import { createdBody } from '../wire.ts'
import { type CreateBody, withReducedHardening } from './create-body.ts'
import { createFailure } from './failures.ts'
import { act, type LifecycleOptions, START_TIMEOUT_MS } from './lifecycle-calls.ts'
import { erase } from './removal.ts'

export interface Order {
  readonly name: string
  /** It is to join another container's network namespace. */
  readonly joins: boolean
  bodyIn(network: string | null): CreateBody
}

const CREATE_TIMEOUT_MS = 30_000

/** Creates a container and starts it; a failure leaves nothing behind. */
export async function createAndStart(
  options: LifecycleOptions,
  order: Order,
  signal: AbortSignal,
): Promise<CreateResult> {
  const { name, joins } = order
  try {
    const { id, warnings } = await create(options, order, signal)
    return { ok: true, facts: await startNew(options, id, name, signal), warnings }
  } catch (error) {
    signal.throwIfAborted()
    const failure = createFailure(error, { call: 'create_container', subject: name, joins, id: null })
    if (failure.kind !== 'name_taken') return { ok: false, failure }
    return { ok: false, failure: { ...failure, foreign: await isForeign(options, name, signal) } }
  }
}

async function create(
  { client, hardening, placement }: LifecycleOptions,
  { name, bodyIn }: Order,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly warnings: readonly string[] }> {
  const { network } = await placement(signal)
  const body = bodyIn(network)
  const created = await client.call(
    {
      call: 'create_container',
      subject: name,
      method: 'POST',
      path: '/containers/create',
      query: { name },
      body: hardening.isReduced() ? withReducedHardening(body) : body,
      timeoutMs: CREATE_TIMEOUT_MS,
      read: createdBody,
    },
    signal,
  )
  return { id: created.Id, warnings: created.Warnings ?? [] }
}

/** A container that did not start is of no use to anybody, and holds its name. */
async function startNew(
  options: LifecycleOptions,
  id: string,
  name: string,
  signal: AbortSignal,
): Promise<ContainerFacts> {
  const path = `/containers/${id}/start`
  const start = { call: 'start_container', subject: name, path, timeoutMs: START_TIMEOUT_MS } as const
  try {
    await act(options.client, start, signal)
    return await present(options, id, signal)
  } catch (error) {
    await erase(options, id, neverAborts()).catch((cause: unknown) =>
      options.logger.warn(
        { container: name, reason: reasonOf(cause) },
        'a container that did not start is left behind',
      ),
    )
    throw error
  }
}

/** The facts of a container that was started just now. */
export async function present(
  { containers }: LifecycleOptions,
  id: string,
  signal: AbortSignal,
): Promise<ContainerFacts> {
  const facts = await containers.inspect(id, signal)
  if (!facts) throw new DomainError('general_error', { code: 'removed_while_starting' })
  return facts
}

async function isForeign(
  { containers, logger }: LifecycleOptions,
  name: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await containers.holderOf(name, signal)) === 'foreign'
  } catch (error) {
    signal.throwIfAborted()
    logger.debug({ container: name, reason: reasonOf(error) }, 'the holder of a name could not be looked up')
    return false
  }
}
