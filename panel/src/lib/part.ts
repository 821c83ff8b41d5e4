import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

const AGAIN_AFTER_MS = 700

const again = () => new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS))

/**
 * A part of the page that is fetched when first shown. A fetch that fails is made once more: a machine that starts
 * containers changes its networks, and its browser then drops every request under way (`ERR_NETWORK_CHANGED`).
 */
export const part = <Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): LazyExoticComponent<ComponentType<Props>> => lazy(() => load().catch(() => again().then(load)))
