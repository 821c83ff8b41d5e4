// app/shell/: what surrounds every section: header, navigation, palette, dialogs.

import { type ComponentType, type ReactNode, Suspense, useCallback } from 'react'
import { InFront, InFrontOfPage } from '../../components/dialogs/in-front.tsx'
import { closeDialog, type DialogRequest, useOpenDialog } from '../../components/dialogs/open-dialog.ts'
import { closeMenu, useOpenMenu } from '../../components/menus/open-menu.ts'
import { ErrorBoundary } from '../../components/states/error-boundary.tsx'
import { useKeyRequest } from '../../connection/http/key-request.ts'
import { part } from '../../platform/part.ts'

type DialogOf<K extends DialogRequest['kind']> = ComponentType<
  Omit<Extract<DialogRequest, { kind: K }>, 'kind'> & { onClose: () => void }
>

/** The code of each dialog is fetched when the dialog is first opened. */
const DIALOGS: { [K in DialogRequest['kind']]: DialogOf<K> } = {
  'delete-engine': part(() => import('../../features/engines/actions/dialogs/delete-dialog.tsx')),
  'restart-engine': part(() => import('../../features/engines/actions/dialogs/restart-dialog.tsx')),
  'many-engines': part(() => import('../../features/engines/actions/dialogs/many-dialog.tsx')),
  'drain-engine': part(() => import('../../features/engines/actions/dialogs/drain-dialog.tsx')),
  'stop-streams': part(() => import('../../features/streams/stop-dialog.tsx')),
  'close-viewer': part(() => import('../../features/streams/viewers/close-dialog.tsx')),
  'connect-player': part(() => import('../../features/streams/connect/connect-dialog.tsx')),
  scale: part(() => import('../../features/engines/actions/dialogs/scale-dialog.tsx')),
  'add-external': part(() => import('../../features/engines/actions/dialogs/external-dialog.tsx')),
  'restart-vpn': part(() => import('../../features/vpn/restart-dialog.tsx')),
  'release-vpn': part(() => import('../../features/vpn/release-dialog.tsx')),
  settings: part(() => import('./settings-host.tsx')),
  palette: part(() => import('./palette.tsx')),
  shortcuts: part(() => import('./shortcuts-dialog.tsx')),
  'replace-key': part(() => import('../../features/settings/replace-key-dialog.tsx')),
}

const KeyDialog = part(() => import('../../features/settings/key-dialog.tsx'))
const MenuHost = part<object>(() =>
  import('../../components/menus/menu-host.tsx').then((module) => ({ default: module.MenuHost })),
)

function DialogHost() {
  const dialog = useOpenDialog()
  const close = useCallback(() => {
    if (dialog) closeDialog(dialog)
  }, [dialog])
  if (dialog === null) return null
  // The union is narrowed by `kind` on both sides; TypeScript can't see that they are the same one.
  const Dialog = DIALOGS[dialog.kind] as ComponentType<DialogRequest & { onClose: () => void }>
  return (
    <ErrorBoundary resetKey={dialog.kind} onClose={close}>
      <Suspense key={dialog.kind} fallback={null}>
        <Dialog {...dialog} onClose={close} />
      </Suspense>
    </ErrorBoundary>
  )
}

function KeyHost() {
  const request = useKeyRequest()
  return (
    <ErrorBoundary resetKey={request?.server ?? ''}>
      <Suspense fallback={null}>{request && <KeyDialog {...request} />}</Suspense>
    </ErrorBoundary>
  )
}

const IN_FRONT = { dialog: <DialogHost />, key: <KeyHost /> }

/** Everything in front of the page: one dialog, one menu, and the key dialog above both. */
export function Hosts({ children }: { children: ReactNode }) {
  const menu = useOpenMenu()
  return (
    <InFront value={IN_FRONT}>
      {children}
      <InFrontOfPage />
      <ErrorBoundary resetKey={menu?.label ?? ''} onClose={closeMenu}>
        <Suspense fallback={null}>{menu && <MenuHost />}</Suspense>
      </ErrorBoundary>
    </InFront>
  )
}
