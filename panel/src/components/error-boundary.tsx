import { Component, type ReactNode } from 'react'
import { i18n } from '../lib/i18n/use-i18n.ts'
import { Button } from './button.tsx'

/** A region that fails says so and can be tried again; the rest of the page goes on. `resetKey` changes heal it too. */
export class ErrorBoundary extends Component<{ children: ReactNode; resetKey: string }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override componentDidUpdate(before: { resetKey: string }) {
    if (this.state.broken && before.resetKey !== this.props.resetKey) this.setState({ broken: false })
  }

  override render() {
    if (!this.state.broken) return this.props.children
    const { t } = i18n()
    return (
      <div role="alert" className="card flex flex-col items-center gap-3 p-8 text-center">
        <p>{t.words.sorry}</p>
        <Button onClick={() => this.setState({ broken: false })}>{t.words.retry}</Button>
      </div>
    )
  }
}
