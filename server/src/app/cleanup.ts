import { LABELS } from '../engines/labels.ts'
import type { ContainerFacts } from '../engines/ports.ts'
import { mapLimited } from '../lib/concurrency/limiter.ts'
import { reasonOf } from '../lib/errors.ts'
import type { EngineRuntime } from '../provisioning/ports.ts'
import { sentenceOf } from '../wording/sentence.ts'

export interface Cleaned {
  /** Names of what was removed. */
  readonly removed: readonly string[]
  /** What could not be removed, and why. */
  readonly failed: readonly { readonly name: string; readonly reason: string }[]
  /** Names of containers with our label that belong to another instance: left alone. */
  readonly others: readonly string[]
}

const REMOVED_AT_ONCE = 5
/** What Docker was still creating for a process that was killed shows up a moment later. */
const ROUNDS = 3

/** Removes every container of this instance, engines and others. Rejects with `runtime_unavailable`. */
export async function removeEverything(
  runtime: Pick<EngineRuntime, 'list' | 'remove'>,
  instance: string,
  graceMs: number,
): Promise<Cleaned> {
  const { signal } = new AbortController()
  const removed: string[] = []
  const failed = new Map<string, string>()

  async function remove({ id, name }: ContainerFacts): Promise<void> {
    try {
      await runtime.remove(id, graceMs, signal)
      removed.push(name)
      failed.delete(name)
    } catch (error) {
      failed.set(name, sentenceOf(reasonOf(error)))
    }
  }

  for (let round = 1; ; round++) {
    const all = await runtime.list(signal)
    const ours = all.filter(({ labels }) => labels[LABELS.instance] === instance)
    const others = all.filter((each) => !ours.includes(each)).map(({ name }) => name)
    if (ours.length === 0 || round > ROUNDS)
      return { removed, others, failed: [...failed].map(([name, reason]) => ({ name, reason })) }
    await mapLimited(ours, REMOVED_AT_ONCE, remove)
  }
}
