// metrics/: what is counted of the proxy's work, in Prometheus' text format.

/** Numbers by code that only rise. */
export interface CountsByCode {
  add(code: string): void
  entries(): Iterable<readonly [code: string, count: number]>
}

export function createCountsByCode(): CountsByCode {
  const counts = new Map<string, number>()
  return {
    add: (code) => counts.set(code, (counts.get(code) ?? 0) + 1),
    entries: () => counts,
  }
}

/** How many of what was observed were at most so large, by bound, as Prometheus' histograms have it. */
export interface Histogram {
  observe(value: number): void
  read(): {
    readonly buckets: readonly (readonly [bound: number, count: number])[]
    readonly sum: number
    readonly count: number
  }
}

/** `bounds`: rising. */
export function createHistogram(bounds: readonly number[]): Histogram {
  const counts = bounds.map(() => 0)
  let sum = 0
  let count = 0
  return {
    observe: (value) => {
      sum += value
      count++
      for (const [index, bound] of bounds.entries())
        if (value <= bound) counts[index] = (counts[index] ?? 0) + 1
    },
    read: () => ({ buckets: bounds.map((bound, index) => [bound, counts[index] ?? 0] as const), sum, count }),
  }
}
