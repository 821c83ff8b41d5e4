import { Component, type ReactNode } from 'react'
import { i18n } from '../../i18n/use-i18n.ts'
import { Button } from '../button.tsx'
import { cx } from '../cx.ts'

interface Props {
  readonly children: ReactNode
  readonly resetKey?: string
  /** For dialogs and drawers: the message is a dialog too, until it is closed. */
  readonly onClose?: () => void
}

/**
 * A region that fails says so; the rest of the page keeps working. Trying again reloads the page: the address holds its
 * state, and a part that could not be fetched may be of a version that is gone. `resetKey` changes heal it too.
 */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidUpdate(before: Props) {
    if (this.state.broken && before.resetKey !== this.props.resetKey) this.setState({ broken: false })
  }

  override render() {
    if (!this.state.broken) return this.props.children
    const { t } = i18n()
    const { onClose } = this.props
    return (
      <div
        role="alert"
        className={cx(
          'card flex flex-col items-center gap-3 p-8 text-center',
          onClose && 'fixed inset-x-3 top-[20dvh] z-50 mx-auto max-w-md shadow-float',
        )}
      >
        <p>{t.words.sorry}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <Button onClick={() => location.reload()}>{t.words.retry}</Button>
          {onClose && (
            <Button look="ghost" onClick={onClose}>
              {t.words.close}
            </Button>
          )}
        </div>
      </div>
    )
  }
}
