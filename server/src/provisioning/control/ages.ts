/**
 * For how long a condition has held, on the monotonic clock: no jump of the wall clock makes anything old. A
 * condition first seen after our own start may be older than that; `knownForMs` says by how much.
 */
export interface Ages {
  /** Null while it does not hold. `knownForMs`: its age as far as records tell, used once, when first seen. */
  age(subject: string, condition: string, holds: boolean, knownForMs?: number): number | null
  /** Forgets subjects that are gone. */
  keepOnly(subjects: ReadonlySet<string>): void
}

/** Records may be off by any jump of the wall clock; more than a day they are not believed. */
const MOST_BELIEVED_MS = 86_400_000

export function createAges(elapsedMs: () => number): Ages {
  const since = new Map<string, Map<string, number>>()

  return {
    age: (subject, condition, holds, knownForMs = 0) => {
      const conditions = since.get(subject) ?? new Map<string, number>()
      since.set(subject, conditions)
      if (!holds) {
        conditions.delete(condition)
        return null
      }
      const now = elapsedMs()
      const start = conditions.get(condition) ?? now - Math.min(Math.max(knownForMs, 0), MOST_BELIEVED_MS)
      conditions.set(condition, start)
      return now - start
    },
    keepOnly: (subjects) => {
      for (const subject of since.keys()) if (!subjects.has(subject)) since.delete(subject)
    },
  }
}
