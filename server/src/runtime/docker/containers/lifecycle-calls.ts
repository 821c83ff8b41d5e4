import type { Clock } from '../../../lib/clock.ts'
import type { Logger } from '../../../lib/log.ts'
import type { DockerCall, DockerClient } from '../connection/client.ts'
import type { Placement } from '../placement/surroundings.ts'
import { anything } from '../wire.ts'
import type { Containers } from './containers.ts'
import type { Hardening } from './hardening.ts'

export interface LifecycleOptions {
  readonly client: DockerClient
  readonly containers: Pick<Containers, 'inspect' | 'holderOf'>
  readonly hardening: Pick<Hardening, 'isReduced'>
  readonly clock: Clock
  readonly logger: Logger
  placement(signal: AbortSignal): Promise<Placement>
}

/** Networks, mounts and the init process are set up in here; a loaded machine takes its time. */
export const START_TIMEOUT_MS = 60_000
/** What Docker may take beyond the grace it was told to give. */
export const STOP_SLACK_MS = 20_000

/** Start, stop and the like: no body, an answer without content, and "already so" is success. */
export function act(
  client: DockerClient,
  call: Omit<DockerCall, 'method' | 'long'>,
  signal: AbortSignal,
): Promise<unknown> {
  return client.call({ ...call, method: 'POST', long: true, read: anything }, signal)
}
