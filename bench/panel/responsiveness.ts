import type { Page } from '@playwright/test'

interface Interaction {
  readonly what: string
  /** Milliseconds until the next frame, in steps of eight as the browser tells them. */
  readonly duration: number
}

interface Interactions {
  readonly durations: number[]
  readonly slowest: Interaction[]
}

declare global {
  interface Window {
    takeInteractions: () => Interactions
  }
}

interface EventEntry extends PerformanceEntry {
  readonly interactionId: number
  readonly target: Element | null
}

/**
 * Runs in the page from its beginning: how long each interaction took until the next frame, by its slowest event. Those
 * under 16 ms are not told by the browser. Keeps counts, and names of the slowest only: memory is measured beside it.
 */
export function watchInteractions(): void {
  const NAMED = 5
  const counts = new Map<number, number>()
  // The events of one interaction come close together.
  const recent = new Map<number, Interaction>()
  let slowest: Interaction[] = []
  const settle = (most: number) => {
    for (const [id, interaction] of recent) {
      if (recent.size <= most) return
      recent.delete(id)
      counts.set(interaction.duration, (counts.get(interaction.duration) ?? 0) + 1)
      slowest = [...slowest, interaction].sort((a, b) => b.duration - a.duration).slice(0, NAMED)
    }
  }
  window.takeInteractions = () => {
    settle(0)
    const taken = {
      durations: [...counts].flatMap(([duration, count]) => Array(count).fill(duration)),
      slowest,
    }
    counts.clear()
    slowest = []
    return taken
  }
  new PerformanceObserver((list) => {
    for (const { interactionId, name, duration, target } of list.getEntries() as EventEntry[]) {
      if (interactionId === 0 || (recent.get(interactionId)?.duration ?? 0) >= duration) continue
      const where = target?.getAttribute('aria-label') ?? target?.textContent?.slice(0, 20) ?? ''
      recent.set(interactionId, { what: `${name} ${where} ${location.hash.slice(0, 12)}`, duration })
    }
    settle(10)
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
}

/** Those since the page began, or since they were taken last. */
export const takeInteractions = (page: Page): Promise<Interactions> =>
  page.evaluate(() => window.takeInteractions())
