/** How many values were at most so large, how many there were, and their sum: what a Prometheus histogram says. */
export interface Distribution {
  readonly buckets: readonly { readonly most: number; readonly count: number }[]
  readonly count: number
  readonly sum: number
}

export interface CountedDistribution extends Distribution {
  observe(value: number): void
}

export function createDistribution(bounds: readonly number[]): CountedDistribution {
  const buckets = bounds.map((most) => ({ most, count: 0 }))
  let count = 0
  let sum = 0
  return {
    buckets,
    get count() {
      return count
    },
    get sum() {
      return sum
    },
    observe: (value) => {
      for (const bucket of buckets) if (value <= bucket.most) bucket.count++
      count++
      sum += value
    },
  }
}
