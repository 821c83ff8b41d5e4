import { createStore, useStore } from '../../platform/store.ts'

/** Everything that can stand in front of the page, with what it needs to know. */
export type DialogRequest =
  | { readonly kind: 'delete-engine'; readonly id: string }
  | { readonly kind: 'restart-engine'; readonly id: string }
  | {
      readonly kind: 'many-engines'
      readonly act: 'restart' | 'drain' | 'delete'
      readonly ids: readonly string[]
    }
  | { readonly kind: 'drain-engine'; readonly id: string }
  | { readonly kind: 'stop-streams'; readonly ids: readonly string[] }
  | {
      readonly kind: 'close-viewer'
      readonly streamId: string
      readonly viewerId: string
      readonly name: string
    }
  | { readonly kind: 'connect-player' }
  | { readonly kind: 'scale' }
  | { readonly kind: 'add-external' }
  | { readonly kind: 'restart-vpn'; readonly container: string | null }
  | { readonly kind: 'release-vpn'; readonly container: string | null }
  | { readonly kind: 'settings' }
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'replace-key'; readonly server: string; readonly apiKey: string }

const open = createStore<DialogRequest | null>(null)

/** The requested dialog, also while its code is still loading. */
export const openDialogNow = (): DialogRequest | null => open.get()
export const openDialog = (request: DialogRequest): void => open.set(request)
/** Closes this dialog only: by then another one may be open. */
export const closeDialog = (request: DialogRequest): void => {
  if (open.get() === request) open.set(null)
}

export const useOpenDialog = (): DialogRequest | null => useStore(open)
