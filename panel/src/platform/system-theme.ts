import { useSyncExternalStore } from 'react'

/** The system's color scheme, for the theme `system`. */
const light = matchMedia('(prefers-color-scheme: light)')

export const systemIsLight = (): boolean => light.matches

export function onSystemTheme(listener: () => void): () => void {
  light.addEventListener('change', listener)
  return () => light.removeEventListener('change', listener)
}

export const useSystemIsLight = (): boolean => useSyncExternalStore(onSystemTheme, systemIsLight)
