import { useSyncExternalStore } from 'react'

/** What the system asks for; followed where the theme is left to it. */
const light = matchMedia('(prefers-color-scheme: light)')

export const systemIsLight = (): boolean => light.matches

export function onSystemTheme(listener: () => void): () => void {
  light.addEventListener('change', listener)
  return () => light.removeEventListener('change', listener)
}

export const useSystemIsLight = (): boolean => useSyncExternalStore(onSystemTheme, systemIsLight)
