import { type ComponentType, lazy, Suspense } from 'react'
import { closeDialog, type DialogRequest, useOpenDialog } from '../lib/dialogs.ts'
import { useKeyRequest } from '../lib/key-request.ts'
import { useOpenMenu } from '../lib/menus.ts'

type DialogOf<K extends DialogRequest['kind']> = ComponentType<
  Omit<Extract<DialogRequest, { kind: K }>, 'kind'> & { onClose: () => void }
>

/** Every dialog is fetched when it is first asked for. */
const DIALOGS: { [K in DialogRequest['kind']]: DialogOf<K> } = {
  'delete-engine': lazy(() => import('../features/engines/delete-dialog.tsx')),
  'restart-engine': lazy(() => import('../features/engines/restart-dialog.tsx')),
  'stop-streams': lazy(() => import('../features/streams/stop-dialog.tsx')),
  scale: lazy(() => import('../features/engines/scale-dialog.tsx')),
  'add-external': lazy(() => import('../features/engines/external-dialog.tsx')),
  'restart-vpn': lazy(() => import('../features/vpn/restart-dialog.tsx')),
  settings: lazy(() => import('./settings-host.tsx')),
  palette: lazy(() => import('./palette.tsx')),
  shortcuts: lazy(() => import('./shortcuts-dialog.tsx')),
  'replace-key': lazy(() => import('../features/settings/replace-key-dialog.tsx')),
}

const KeyDialog = lazy(() => import('../features/settings/key-dialog.tsx'))
const MenuHost = lazy(() =>
  import('../components/menu-host.tsx').then((module) => ({ default: module.MenuHost })),
)

/** What stands in front of the page: one dialog, one menu, and the question for a key above both. */
export function Hosts() {
  const dialog = useOpenDialog()
  const menu = useOpenMenu()
  const keyRequest = useKeyRequest()
  // The union is narrowed by `kind` on both sides; TypeScript can't see that they are the same one.
  const Dialog = dialog && (DIALOGS[dialog.kind] as ComponentType<DialogRequest & { onClose: () => void }>)
  return (
    <Suspense fallback={null}>
      {dialog && Dialog && <Dialog {...dialog} onClose={closeDialog} />}
      {menu && <MenuHost />}
      {keyRequest && <KeyDialog {...keyRequest} />}
    </Suspense>
  )
}
