import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { DomainError } from '../../../lib/errors.ts'
import { callFailed } from '../../common/call-failed.ts'
import { type DockerRefusal, dependents, isGone, isRefusal } from '../connection/refusal.ts'
import { anything } from '../wire.ts'
import { act, type LifecycleOptions, STOP_SLACK_MS } from './lifecycle-calls.ts'

const REMOVE_TIMEOUT_MS = 60_000
/** Somebody else's removal is waited for; Docker tells its end only by the container being gone. */
const GONE_POLL_MS = 200

/** SIGTERM, `graceMs`, SIGKILL, then removal. One that is gone already is success. */
export async function removeContainer(
  options: LifecycleOptions,
  id: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const facts = await options.containers.inspect(id, signal) // one that Docker can't show is removed by its row
  if (!facts) return
  if (graceMs > 0) await stop(options, facts.id, graceMs, signal)
  await erase(options, facts.id, signal)
}

async function stop(
  { client, logger }: LifecycleOptions,
  id: string,
  graceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const call = {
    call: 'stop_container',
    subject: id,
    path: `/containers/${id}/stop`,
    query: { t: Math.ceil(graceMs / 1000) },
    timeoutMs: graceMs + STOP_SLACK_MS,
  } as const
  try {
    await act(client, call, signal)
  } catch (error) {
    if (!isRefusal(error)) throw error
    // Whatever it says (gone, paused, not to be killed), the removal that follows decides. A proxy that forbids it takes
    // every engine its grace, which somebody should know.
    const level = error.status === 403 ? 'warn' : 'debug'
    logger[level]({ container: id, reason: error.reason }, 'stopping before removal was refused')
  }
}

/** Removes it with its anonymous volumes, running (then by SIGKILL) or not. Gone already, or going, is success. */
export async function erase(options: LifecycleOptions, id: string, signal: AbortSignal): Promise<void> {
  try {
    await options.client.call(
      {
        call: 'remove_container',
        subject: id,
        method: 'DELETE',
        path: `/containers/${id}`,
        query: { force: true, v: true },
        timeoutMs: REMOVE_TIMEOUT_MS,
        long: true,
        read: anything,
      },
      signal,
    )
  } catch (error) {
    if (isGone(error)) return
    const needing = dependents(error)
    if (needing) throw removalFailed(id, { code: 'needed_by_containers', containers: needing }, error)
    if (!isRefusal(error, 409)) throw error
    await untilGone(options, id, error, signal)
  }
}

async function untilGone(
  { clock, containers }: LifecycleOptions,
  id: string,
  refusal: DockerRefusal,
  signal: AbortSignal,
): Promise<void> {
  const untilMs = clock.elapsedMs() + REMOVE_TIMEOUT_MS
  while (await containers.inspect(id, signal)) {
    if (clock.elapsedMs() > untilMs) throw removalFailed(id, refusal.reason, refusal)
    await clock.sleep(GONE_POLL_MS, signal)
  }
}

function removalFailed(id: string, reason: Reason, cause: unknown): DomainError {
  const failed = callFailed({ call: 'remove_container', subject: id }, reason)
  return new DomainError('general_error', failed, { cause })
}
