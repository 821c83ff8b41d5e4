import { useSyncExternalStore } from 'react'

/** Whether the tab is visible: a hidden one need not fetch anything. */
export const useShown = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      document.addEventListener('visibilitychange', listener)
      return () => document.removeEventListener('visibilitychange', listener)
    },
    () => !document.hidden,
  )
