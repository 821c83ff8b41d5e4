import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { DockerFacts } from '../../doctor/facts.ts'
import { DomainError } from '../../lib/errors.ts'
import type { DockerSight } from '../../runtime/docker/doctor/sight.ts'

/** A Docker that can't be used is what this looks for, and no failure of the look. */
export async function probeDocker(
  docker: Pick<DockerSight, 'version'>,
  signal: AbortSignal,
): Promise<DockerFacts> {
  try {
    return { kind: 'usable', version: await docker.version(signal) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { kind: 'unusable', reason: innermost(error.reason) }
  }
}

/** What was being done when it failed says nothing here: the version was asked for. */
function innermost(reason: Reason): Reason {
  return reason.code === 'runtime_call_failed' ? innermost(reason.reason) : reason
}
