import { useSyncExternalStore } from 'react'

/** Whether the tab is in front: nobody reads what a hidden one fetches. */
export const useShown = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener)
      return () => document.removeEventListener('visibilitychange', listener)
    },
    () => !document.hidden,
  )
