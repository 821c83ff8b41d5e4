/**
 * How many times something may happen in a sliding window. Keeps one cause that makes everything look broken (a
 * network gone, a flapping VPN) from turning into a storm of replacements.
 */
export interface Budget {
  left(key: string): number
  spend(key: string): void
}

export function createBudget(
  elapsedMs: () => number,
  limits: { readonly most: number; readonly windowMs: number },
): Budget {
  const spent = new Map<string, number[]>()

  function recent(key: string): number[] {
    const now = elapsedMs()
    const kept = (spent.get(key) ?? []).filter((at) => now - at < limits.windowMs)
    if (kept.length === 0) spent.delete(key)
    else spent.set(key, kept)
    return kept
  }

  return {
    left: (key) => Math.max(0, limits.most - recent(key).length),
    spend: (key) => spent.set(key, [...recent(key), elapsedMs()]),
  }
}
