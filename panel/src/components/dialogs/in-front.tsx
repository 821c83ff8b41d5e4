import { createContext, type ReactNode, use, useEffect } from 'react'
import { createStore, useStore } from '../../platform/store.ts'
import { useOpenDialog } from './open-dialog.ts'

/**
 * What can stand in front of something else. Modals must be nested as React elements, not only on the screen: two
 * that do not know of each other hide one another from screen readers.
 */
export const InFront = createContext<{ readonly dialog: ReactNode; readonly key: ReactNode }>({
  dialog: null,
  key: null,
})

const drawers = createStore(0)

/** For drawers: counts this one for as long as it is open. */
export function useAsDrawer(): void {
  useEffect(() => {
    drawers.set(drawers.get() + 1)
    return () => drawers.set(drawers.get() - 1)
  }, [])
}

/** The question for a key, in front of a dialog. */
export const InFrontOfDialog = () => use(InFront).key

/** The open dialog in front of a drawer, or the key dialog where there is none. */
export function InFrontOfDrawer() {
  const { dialog, key } = use(InFront)
  return useOpenDialog() === null ? key : dialog
}

/** The same, in front of the page itself. */
export function InFrontOfPage() {
  const { dialog, key } = use(InFront)
  const open = useOpenDialog() !== null
  if (useStore(drawers) > 0) return null
  return open ? dialog : key
}
