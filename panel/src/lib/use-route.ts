import { useSyncExternalStore } from 'react'
import { formatHash, parseHash, type Route, type Target } from './route.ts'

let hash = ''
let route: Route = parseHash('')

function current(): Route {
  if (location.hash !== hash) {
    hash = location.hash
    route = parseHash(hash)
  }
  return route
}

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export const useRoute = (): Route => useSyncExternalStore(subscribe, current)

export const navigate = (target: Target): void => {
  location.hash = formatHash(target)
}

/** Changes parameters of the present page without a new entry in the history (typing in a filter, choosing a window). */
export function replaceParams(change: Readonly<Record<string, string | null>>): void {
  const now = current()
  const next = formatHash({ ...now, params: { ...now.params, ...change } })
  history.replaceState(null, '', `${location.pathname}${location.search}${next}`)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Closes a part of the open engine or stream (a drawer in front of its page). */
export function closePart(): void {
  navigate({ ...current(), part: null })
}

/** Leaves the open engine or stream for the list it was opened from, filter and all. */
export function closeDetail(): void {
  const { section, params } = current()
  const { window: _window, tab: _tab, ...kept } = params
  navigate({ section, params: section === 'streams' ? params : kept })
}
