export interface BackoffLimits {
  readonly firstMs: number
  readonly longestMs: number
}

/** Doubling delay: `firstMs` after the first failure, never above `longestMs`. `failures` counts from 1. */
export function backoffMs(failures: number, { firstMs, longestMs }: BackoffLimits): number {
  if (failures <= 0) return 0
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30))
}
