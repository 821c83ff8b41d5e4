import type { RecentCheck } from '@acestream-orchestrator/contract/engine'

/** How many checks a bar shows; its box is as wide, and as high as its pixels. */
export const CHECK_SLOTS = 40
export const CHECK_BAR_PX = 20

const UNKNOWN_PX = 4
/** What this long takes, or longer, has the full height. */
const SLOW_MS = 400
const LOWEST_SHARE = 0.3

export interface CheckPaths {
  readonly unknown: string
  readonly good: string
  readonly missed: string
  /** The ends of a miss, so that it differs from a slow answer by more than its colour. */
  readonly notches: string
}

/**
 * A check bar as four strokes, oldest left, whatever it holds: a page shows dozens of bars and each changes with every
 * check. Taller means slower. `checks` are at most `CHECK_SLOTS`; places left of them are unknown.
 */
export function checkPaths(checks: readonly RecentCheck[]): CheckPaths {
  const paths = { unknown: '', good: '', missed: '', notches: '' }
  const empty = CHECK_SLOTS - checks.length
  for (let slot = 0; slot < empty; slot += 1) paths.unknown += bar(slot, UNKNOWN_PX)
  checks.forEach((check, index) => {
    const slot = empty + index
    if (check.reason === null) {
      const share = Math.min(1, Math.max(LOWEST_SHARE, ((check.ms ?? SLOW_MS) / SLOW_MS) ** 0.4))
      paths.good += bar(slot, Math.round(share * CHECK_BAR_PX))
    } else {
      paths.missed += bar(slot, CHECK_BAR_PX)
      paths.notches += `M${slot + 0.5} 0v2M${slot + 0.5} ${CHECK_BAR_PX}v-2`
    }
  })
  return paths
}

const bar = (slot: number, height: number) => `M${slot + 0.5} ${CHECK_BAR_PX}v-${height}`
