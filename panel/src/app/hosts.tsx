import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { InFront, InFrontOfPage } from '../components/in-front.tsx'
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

function DialogHost() {
  const dialog = useOpenDialog()
  if (dialog === null) return null
  // The union is narrowed by `kind` on both sides; TypeScript can't see that they are the same one.
  const Dialog = DIALOGS[dialog.kind] as ComponentType<DialogRequest & { onClose: () => void }>
  return (
    <Suspense fallback={null}>
      <Dialog {...dialog} onClose={closeDialog} />
    </Suspense>
  )
}

function KeyHost() {
  const request = useKeyRequest()
  return <Suspense fallback={null}>{request && <KeyDialog {...request} />}</Suspense>
}

const IN_FRONT = { dialog: <DialogHost />, key: <KeyHost /> }

/** What stands in front of the page: one dialog, one menu, and the question for a key above both. */
export function Hosts({ children }: { children: ReactNode }) {
  const menu = useOpenMenu()
  return (
    <InFront value={IN_FRONT}>
      {children}
      <InFrontOfPage />
      <Suspense fallback={null}>{menu && <MenuHost />}</Suspense>
    </InFront>
  )
}
