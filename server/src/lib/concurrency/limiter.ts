// How much of something may happen at the same time.
/** Runs `work` when fewer than the limit are under way, else in its turn. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>

/** At most `limit` at a time, first come, first served. A failure is its caller's alone. */
export function createLimiter(limit: number): Limiter {
  const waiting: (() => void)[] = []
  let underWay = 0

  return async (work) => {
    if (underWay >= limit) await new Promise<void>((proceed) => waiting.push(proceed))
    else underWay++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) underWay--
      else next() // takes this one's place
    }
  }
}
