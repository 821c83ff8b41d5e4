import { Component, type ReactNode } from 'react'
import { i18n } from '../lib/i18n/use-i18n.ts'
import { Button } from './button.tsx'

interface Props {
  readonly children: ReactNode
  readonly resetKey?: string
}

/**
 * A region that fails says so; the rest of the page goes on. Trying again loads the page anew: the address holds its
 * state, and a part that could not be fetched may be of a version that is gone. `resetKey` changes heal it too.
 */
export class ErrorBoundary extends Component<
  { children: ReactNode; resetKey?: string },
  { broken: boolean }
> {
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
    return (
      <div role="alert" className="card flex flex-col items-center gap-3 p-8 text-center">
        <p>{t.words.sorry}</p>
        <Button onClick={() => location.reload()}>{t.words.retry}</Button>
      </div>
    )
  }
}
