/**
 * For how long a condition has held, on the monotonic clock: no jump of the wall clock makes anything old. A
 * condition first seen after our own start may be older than that; `knownForMs` says by how much.
 */
export interface Ages {
  /** Null while it does not hold. `knownForMs`: its age as far as records tell, used once, when first seen. */
  age(subject: string, condition: string, holds: boolean, knownForMs?: number): number | null
  /** Forgets subjects that are gone. */
  keepOnly(subjects: ReadonlySet<string>): void
  /** An independent copy. */
  fork(): Ages
}

/** Records may be off by any jump of the wall clock; more than a day they are not believed. */
const MOST_BELIEVED_MS = 86_400_000

type Since = ReadonlyMap<string, ReadonlyMap<string, number>>

export function createAges(elapsedMs: () => number, before: Since = new Map()): Ages {
  const since = new Map(before)

  return {
    age: (subject, condition, holds, knownForMs = 0) => {
      const now = elapsedMs()
      const conditions = since.get(subject)
      const begun = conditions?.get(condition)
      if (!holds) {
        if (begun !== undefined) since.set(subject, without(conditions, condition))
        return null
      }
      if (begun !== undefined) return now - begun
      const start = now - Math.min(Math.max(knownForMs, 0), MOST_BELIEVED_MS)
      since.set(subject, new Map([...(conditions ?? []), [condition, start]]))
      return now - start
    },
    keepOnly: (subjects) => {
      for (const subject of since.keys()) if (!subjects.has(subject)) since.delete(subject)
    },
    fork: () => createAges(elapsedMs, since),
  }
}

function without(conditions: ReadonlyMap<string, number> = new Map(), condition: string) {
  return new Map([...conditions].filter(([each]) => each !== condition))
}
