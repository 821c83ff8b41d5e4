import { useSyncExternalStore } from 'react'

/** Everything that can stand in front of the page, with what it needs to know. */
export type DialogRequest =
  | { readonly kind: 'delete-engine'; readonly id: string }
  | { readonly kind: 'restart-engine'; readonly id: string }
  | { readonly kind: 'stop-streams'; readonly ids: readonly string[] }
  | { readonly kind: 'scale' }
  | { readonly kind: 'add-external' }
  | { readonly kind: 'restart-vpn'; readonly container: string | null }
  | { readonly kind: 'settings' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'replace-key'; readonly server: string; readonly apiKey: string }

let open: DialogRequest | null = null
const listeners = new Set<() => void>()

function set(next: DialogRequest | null): void {
  open = next
  for (const listener of listeners) listener()
}

export const openDialog = (request: DialogRequest): void => set(request)
/** Closes this very one: it may be done only when another stands in its place. */
export const closeDialog = (request: DialogRequest): void => {
  if (open === request) set(null)
}

export const useOpenDialog = (): DialogRequest | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => open,
  )
