/** Runs `work` once fewer than the limit are under way. */
export type Limiter = <T>(work: () => Promise<T>) => Promise<T>

/** At most `limit` at a time, first come, first served. A failure rejects only its own caller. */
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

/**
 * Runs `work` over `items`, at most `limit` at a time and started in order; results keep the order of `items`.
 * Rejects with the first failure, while the other items go on: catch in `work` what must not fail the whole.
 */
export function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const limited = createLimiter(limit)
  return Promise.all(items.map((item) => limited(() => work(item))))
}
