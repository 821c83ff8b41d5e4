import { useSyncExternalStore } from 'react'
import { following, formatHash, listParams, parseHash, type Route, type Target } from './route.ts'

let hash = ''
let route: Route = parseHash('')

/** Where the page is now, for what is no component. */
export function currentRoute(): Route {
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

export const useRoute = (): Route => useSyncExternalStore(subscribe, currentRoute)

export const navigate = (target: Target): void => {
  location.hash = formatHash(target)
}

/** Lets links to an entry be plain ones: what they leave out of the address is taken from where they were followed. */
export function keepListInAddress(): void {
  window.addEventListener('hashchange', ({ oldURL }) => {
    if (oldURL === '') return
    const to = parseHash(location.hash)
    const whole = formatHash(following(parseHash(new URL(oldURL).hash), to))
    if (whole !== formatHash(to)) history.replaceState(history.state, '', whole)
  })
}

/** Changes parameters of the present page without a new entry in the history (typing in a filter, choosing a window). */
export function replaceParams(change: Readonly<Record<string, string | null>>): void {
  const now = currentRoute()
  const next = formatHash({ ...now, params: { ...now.params, ...change } })
  history.replaceState(null, '', `${location.pathname}${location.search}${next}`)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** Closes a part of the open engine or stream (a drawer in front of its page). */
export function closePart(): void {
  navigate({ ...currentRoute(), part: null })
}

/** The list of the present section as it was when one of its entries was opened, filter and all. */
export const listTarget = ({ section, params }: Route): Target => ({ section, params: listParams(params) })

/** Leaves the open engine or stream for its list. */
export function closeDetail(): void {
  navigate(listTarget(currentRoute()))
}
