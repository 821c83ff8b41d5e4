import type { Engine, Status } from '../../../fleet/model.ts'

const serves = ({ external, state, health_status }: Engine): boolean =>
  !external && (state === 'ready' || state === 'starting') && health_status !== 'unhealthy'

type Limits = Pick<Status['capacity'], 'wanted' | 'max_replicas'>

/** The target that starts one more engine, also where there are more than wanted; null at the maximum. */
export function targetForOneMore(engines: readonly Engine[], limits: Limits | null): number | null {
  const there = engines.filter(serves).length
  const target = Math.max(limits?.wanted ?? 0, there) + 1
  return limits !== null && target > limits.max_replicas ? null : target
}

/** The engine that was started: the one that was not there before. Of several the first: others follow for reasons of their own. */
export const startedSince = (engines: readonly Engine[], before: ReadonlySet<string>): Engine | null =>
  engines
    .filter(({ external, container_id }) => !external && !before.has(container_id))
    .toSorted((a, b) => a.first_seen.localeCompare(b.first_seen))[0] ?? null
