import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { ImageState } from '../planning/world.ts'
import type { ImageFacts, PullProgress } from '../ports.ts'

/** What is known of the image. Times are monotonic ms. */
export type ImageStanding =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'present'; readonly facts: ImageFacts }
  | { readonly kind: 'pulling'; readonly startedAtMs: number; readonly progress: PullProgress }
  | { readonly kind: 'missing'; readonly reason: Reason; readonly retryAtMs: number }

/** The same as the plan sees it. */
export function imageStateOf(standing: ImageStanding, nowMs: number): ImageState {
  switch (standing.kind) {
    case 'unknown':
      return { kind: 'unknown' }
    case 'present':
      return { kind: 'present', digest: standing.facts.digest, hasEntrypoint: standing.facts.hasEntrypoint }
    case 'pulling':
      return { kind: 'pulling', etaS: etaOf(standing.progress, nowMs - standing.startedAtMs) }
    case 'missing':
      return {
        kind: 'missing',
        reason: standing.reason,
        retryInS: Math.max(1, Math.ceil((standing.retryAtMs - nowMs) / 1000)),
      }
  }
}

/** Seconds left at the pace so far; null until there is one. */
function etaOf({ doneBytes, totalBytes }: PullProgress, forMs: number): number | null {
  if (totalBytes === null || doneBytes <= 0 || forMs <= 0) return null
  return Math.ceil(((totalBytes - doneBytes) / doneBytes) * (forMs / 1000))
}

/** An image that was looked for and is not there is pulled, unless a pull failed a moment ago. */
export function isPullDue(standing: ImageStanding, nowMs: number): boolean {
  return standing.kind !== 'missing' || nowMs >= standing.retryAtMs
}

/** How long until the next look: somebody may load or build the image by hand between two pulls. */
export function restAfter(standing: ImageStanding, nowMs: number, recheckMs: number): number {
  if (standing.kind === 'present') return recheckMs
  return standing.kind === 'missing' ? Math.max(0, Math.min(recheckMs, standing.retryAtMs - nowMs)) : 0
}
