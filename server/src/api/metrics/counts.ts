import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { RegistryChange } from '../../engines/registry.ts'
import type { StreamChange } from '../../streams/tracking/memory.ts'
import type { ApiContext } from '../context.ts'
import { createDistribution } from './distribution.ts'

/** Removals after which something else takes the place. */
const REPLACING: readonly RemovalCause[] = ['unhealthy', 'failed', 'vpn', 'outdated']
const KINDS = ['generic', 'acestream'] as const
const RESULTS = ['success', 'error'] as const
const PROBE_BUCKETS_S = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const PASS_BUCKETS_S = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1]

export type ProvisionKind = (typeof KINDS)[number]
export type ProvisionResult = (typeof RESULTS)[number]

export interface EndedBytes {
  downloaded: number
  uploaded: number
}

export type Counts = ReturnType<typeof createCounts>

/** What is counted as it happens, whether or not anybody asks for the metrics; each kind begins at 0, so that `increase()` sees its first. */
export function createCounts({ engines, streams, metrics }: ApiContext) {
  const provisions = KINDS.flatMap((kind) => RESULTS.map((result) => ({ kind, result, count: 0 })))
  const replacements = new Map(REPLACING.map((reason) => [reason, 0]))
  const probes = {
    answered: createDistribution(PROBE_BUCKETS_S),
    missed: createDistribution(PROBE_BUCKETS_S),
  }
  const passes = createDistribution(PASS_BUCKETS_S)
  const endedBytes: EndedBytes = { downloaded: 0, uploaded: 0 }

  const subscriptions = [
    engines.changes.on((change) => {
      const reason = removedBecause(change)
      const counted = reason && replacements.get(reason)
      if (reason && counted !== undefined) replacements.set(reason, Number(counted) + 1)
      const check = newCheck(change)
      if (check) probes[check.reason === null ? 'answered' : 'missed'].observe(Number(check.latencyMs) / 1000)
    }),
    streams.changes.on((change) => addEnded(endedBytes, change)),
    metrics.passes?.on(({ durationMs }) => passes.observe(durationMs / 1000)),
  ]

  return {
    provisions: provisions as readonly Readonly<(typeof provisions)[number]>[],
    replacements: replacements as ReadonlyMap<RemovalCause, number>,
    probes,
    passes,
    endedBytes,
    provisioned: (kind: ProvisionKind, result: ProvisionResult): void => {
      for (const each of provisions) if (each.kind === kind && each.result === result) each.count++
    },
    stop: () => {
      for (const unsubscribe of subscriptions) unsubscribe?.()
    },
  }
}

function removedBecause(change: RegistryChange): RemovalCause | undefined {
  return change.kind === 'gone' ? change.engine.removal?.cause : undefined
}

/** A change of an engine may hold its newest check. */
function newCheck(change: RegistryChange) {
  if (change.kind === 'gone') return undefined
  const check = change.engine.checks.at(-1)
  const isNew = check && check.latencyMs !== null && check !== change.before?.checks.at(-1)
  return isNew ? check : undefined
}

function addEnded(bytes: EndedBytes, change: StreamChange): void {
  if (change.kind !== 'changed' || change.stream.phase !== 'ended') return
  if (change.before === null || change.before.phase === 'ended') return
  bytes.downloaded += change.stream.downloaded ?? 0
  bytes.uploaded += change.stream.uploaded ?? 0
}
