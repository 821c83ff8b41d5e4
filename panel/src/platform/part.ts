import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const AGAIN_AFTER_MS = 700

const again = () => new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))

const parts = new Set<() => Promise<unknown>>()

/**
 * A part of the page that is fetched when first shown. A fetch that fails is made once more: a machine that starts
 * containers changes its networks, and its browser then drops every request under way (`ERR_NETWORK_CHANGED`).
 */
export function part<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> {
  parts.add(load)
  return lazy(() => load().catch(() => again().then(load)))
}

/**
 * Fetches every part, one after the other, those within parts too: where the server is gone, what was never opened
 * still opens. One that can't be fetched now is fetched when shown.
 */
export async function fetchParts(): Promise<void> {
  for (const load of parts) await load().catch(() => undefined)
}
