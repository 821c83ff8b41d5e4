import type { CheckId } from '@acestream-orchestrator/contract/reasons/finding'
import type { Clock } from '../lib/clock.ts'
import { reasonOf } from '../lib/errors.ts'
import type { Facts } from './facts.ts'
import { type Finding, type Judged, warning } from './finding.ts'
import { judgeAccess, judgeDocker, judgeImage, judgePageSize } from './judge/docker.ts'
import { judgeClock, judgeDisk, judgeFileSystem, judgeMemory } from './judge/machine.ts'
import { judgePorts } from './judge/ports.ts'
import { judgeVpns } from './judge/vpn.ts'
import type { Probes } from './ports.ts'

/** The checks in the order in which they are read. A check without a judge does not compile. */
const JUDGES: { readonly [Id in CheckId]: (facts: Facts<Id>) => readonly Judged[] } = {
  docker: judgeDocker,
  docker_access: judgeAccess,
  image: judgeImage,
  page_size: judgePageSize,
  ports: judgePorts,
  vpn: judgeVpns,
  clock: judgeClock,
  disk: judgeDisk,
  file_system: judgeFileSystem,
  memory: judgeMemory,
}

/** Asks every probe at the same time. One that fails or takes longer than `timeoutMs` costs its own check alone. Never rejects. */
export async function examine(
  probes: Probes,
  clock: Pick<Clock, 'sleep'>,
  timeoutMs: number,
): Promise<readonly Finding[]> {
  const checks = Object.keys(JUDGES) as CheckId[]
  const judged = await Promise.all(checks.map((check) => perform(check, probes, clock, timeoutMs)))
  return withoutConsequences(
    checks.flatMap((check, index) => (judged[index] ?? []).map((each) => ({ check, ...each }))),
  )
}

/** What can't be known without Docker. */
const NEED_DOCKER: ReadonlySet<CheckId> = new Set(['docker_access', 'image', 'vpn'])

/** Docker's failure is said once, and not by every check that asked it. */
function withoutConsequences(findings: readonly Finding[]): readonly Finding[] {
  const isDockerGone = findings.some(({ found }) => found.code === 'docker_unusable')
  const isConsequence = ({ check, found }: Finding) =>
    NEED_DOCKER.has(check) && (found.code === 'check_failed' || found.code === 'check_timed_out')
  return isDockerGone ? findings.filter((each) => !isConsequence(each)) : findings
}

async function perform<Id extends CheckId>(
  check: Id,
  probes: Probes,
  clock: Pick<Clock, 'sleep'>,
  timeoutMs: number,
): Promise<readonly Judged[]> {
  const probe = probes[check]
  if (probe === null) return []
  const over = new AbortController()
  const late = clock.sleep(timeoutMs, over.signal).then(
    (): readonly Judged[] => [warning({ code: 'check_timed_out', check, afterMs: timeoutMs })],
    () => [],
  )
  const judged = begin(() => probe(over.signal))
    .then(JUDGES[check])
    .catch((error: unknown): readonly Judged[] => [
      warning({ code: 'check_failed', check, reason: reasonOf(error) }),
    ])
  const first = await Promise.race([judged, late])
  over.abort()
  return first
}

/** What a probe throws before it waits is a failure of that probe too. */
async function begin<T>(work: () => Promise<T>): Promise<T> {
  return work()
}
