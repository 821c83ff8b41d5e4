// components/dialogs/: dialogs and drawers, and which one is open.

import { CSPProvider } from '@base-ui/react/csp-provider'
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { isOutOfReach } from '../../connection/connection-state.ts'
import { useConnection } from '../../fleet/live-store.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { cx } from '../cx.ts'
import { ConnectionStatus } from '../states/connection-status.tsx'
import { InFrontOfDialog, InFrontOfDrawer, useAsDrawer } from './in-front.tsx'

const BACKDROP =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0'
const CLOSE =
  'inline-flex size-9 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink pointer-coarse:size-11'

interface ModalProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  readonly description?: ReactNode
  readonly footer?: ReactNode
  readonly wide?: boolean
  /** A question is answered by its buttons; a click beside it answers nothing. */
  readonly question?: boolean
  /** Nothing comes in front of this one. */
  readonly last?: boolean
}

/** A dialog in the middle of the page, its `[data-first]` focused; on a phone at the bottom edge, easy to reach. */
export function Modal({ title, onClose, children, description, footer, wide, question, last }: ModalProps) {
  const { t } = useI18n()
  const popup = useRef<HTMLDivElement>(null)
  return (
    <CSPProvider disableStyleElements>
      <Dialog.Root
        open
        disablePointerDismissal={question ?? false}
        onOpenChange={(open) => {
          if (!open) onClose()
        }}
      >
        <Dialog.Portal>
          <Dialog.Backdrop className={BACKDROP} />
          <Dialog.Popup
            ref={popup}
            initialFocus={() => popup.current?.querySelector<HTMLElement>('[data-first]') ?? true}
            className={cx(
              'fixed z-50 flex max-h-[92dvh] flex-col border border-line bg-raised text-ink shadow-float transition-[opacity,translate] duration-150 data-starting-style:translate-y-3 data-starting-style:opacity-0',
              'max-sm:inset-x-0 max-sm:bottom-0 max-sm:rounded-t-2xl max-sm:pb-[env(safe-area-inset-bottom)]',
              'sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-2xl',
              wide ? 'sm:max-w-2xl' : 'sm:max-w-md',
            )}
          >
            <div className="flex items-start gap-3 px-5 pt-4 pb-2">
              <div className="min-w-0 flex-1">
                <Dialog.Title title={title} className="foreign mt-1.5 line-clamp-3 text-base font-semibold">
                  {title}
                </Dialog.Title>
                {description && (
                  <Dialog.Description className="mt-1 text-muted">{description}</Dialog.Description>
                )}
              </div>
              <Dialog.Close aria-label={t.words.close} className={CLOSE}>
                <X size={17} aria-hidden />
              </Dialog.Close>
            </div>
            <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-4">{children}</div>
            {footer && (
              <div className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-sm:*:flex-1">
                {footer}
              </div>
            )}
            {!last && <InFrontOfDialog />}
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </CSPProvider>
  )
}

/** A drawer from the right edge; the whole screen on a phone. As it covers the header, it says itself that nothing new comes. */
export function Drawer({
  title,
  label,
  onClose,
  children,
}: {
  title: ReactNode
  label: string
  onClose: () => void
  children: ReactNode
}) {
  useAsDrawer()
  const { t } = useI18n()
  const { phase } = useConnection()
  return (
    <CSPProvider disableStyleElements>
      <Dialog.Root
        open
        onOpenChange={(open) => {
          if (!open) onClose()
        }}
      >
        <Dialog.Portal>
          <Dialog.Backdrop className={BACKDROP} />
          <Dialog.Popup
            aria-label={label}
            className="fixed inset-y-0 right-0 z-50 flex w-full max-w-2xl flex-col border-l border-line bg-canvas text-ink shadow-float transition-[opacity,translate] duration-150 data-starting-style:translate-x-6 data-starting-style:opacity-0"
          >
            <div className="flex items-center gap-3 border-b border-line bg-surface px-4 py-3 sm:px-5">
              <div className="min-w-0 flex-1">
                {title}
                {isOutOfReach(phase) && <ConnectionStatus />}
              </div>
              <Dialog.Close aria-label={t.words.close} className={CLOSE}>
                <X size={17} aria-hidden />
              </Dialog.Close>
            </div>
            <div
              className={cx(
                'flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain',
                isOutOfReach(phase) && 'dimmed',
              )}
            >
              {children}
            </div>
            <InFrontOfDrawer />
          </Dialog.Popup>
        </Dialog.Portal>
      </Dialog.Root>
    </CSPProvider>
  )
}
