/** Names and ports that turned out to be somebody else's: not tried again for a while, then given another chance. */
export interface Shunned<T> {
  add(value: T): void
  values(): ReadonlySet<T>
}

export function createShunned<T>(elapsedMs: () => number, forMs: number): Shunned<T> {
  const since = new Map<T, number>()
  return {
    add: (value) => since.set(value, elapsedMs()),
    values: () => {
      const now = elapsedMs()
      for (const [value, at] of since) if (now - at >= forMs) since.delete(value)
      return new Set(since.keys())
    },
  }
}
