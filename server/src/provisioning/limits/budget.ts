/**
 * How many times something may happen in a sliding window. Keeps one cause that makes everything look broken (a
 * network gone, a flapping VPN) from turning into a storm of replacements.
 */
export interface Budget {
  left(key: string): number
  /** Something may happen now: there is some left, or it belongs to an occasion that was counted in this window. */
  allows(key: string, occasion: string): boolean
  /** Counts one; several of the same occasion count once. */
  spend(key: string, occasion?: string): void
  /** What it was for is no more. */
  forget(key: string): void
}

interface Spending {
  readonly atMs: number
  readonly occasion: string | undefined
}

export function createBudget(
  elapsedMs: () => number,
  limits: () => { readonly most: number; readonly windowMs: number },
): Budget {
  const spent = new Map<string, readonly Spending[]>()

  function recent(key: string): readonly Spending[] {
    const now = elapsedMs()
    const kept = (spent.get(key) ?? []).filter(({ atMs }) => now - atMs < limits().windowMs)
    if (kept.length === 0) spent.delete(key)
    else spent.set(key, kept)
    return kept
  }

  const left = (key: string) => Math.max(0, limits().most - recent(key).length)
  const isCounted = (key: string, occasion: string) =>
    recent(key).some((spending) => spending.occasion === occasion)

  return {
    left,
    forget: (key) => spent.delete(key),
    allows: (key, occasion) => left(key) > 0 || isCounted(key, occasion),
    spend: (key, occasion) => {
      if (occasion !== undefined && isCounted(key, occasion)) return
      spent.set(key, [...recent(key), { atMs: elapsedMs(), occasion }])
    },
  }
}
