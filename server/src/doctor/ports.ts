import type { CheckId } from '@acestream-orchestrator/contract/reasons/finding'
import type { Facts } from './facts.ts'

/**
 * One question each about our surroundings; null: it does not apply to this setup. A probe changes nothing, may fail and may
 * hang: the doctor bounds each, and none is another's precondition.
 */
export type Probes = {
  readonly [Id in CheckId]: ((signal: AbortSignal) => Promise<Facts<Id>>) | null
}

type Probe = (signal: AbortSignal) => Promise<unknown>

/** A probe that hangs (a dead network mount) is waited for again instead of being begun once more: each would hold a thread. */
export function sharePending(): (probes: Probes) => Probes {
  const pending = new Map<string, Promise<unknown>>()
  const shared =
    (check: string, probe: Probe): Probe =>
    (signal) => {
      const work = pending.get(check) ?? probe(signal).finally(() => pending.delete(check))
      pending.set(check, work)
      return work
    }
  return (probes) => {
    const entries = Object.entries(probes) as [string, Probe | null][]
    return Object.fromEntries(
      entries.map(([check, probe]) => [check, probe && shared(check, probe)]),
    ) as Probes
  }
}
