// features/overview/: the first page.

import type { ReactNode } from 'react'
import { cx } from '../../components/cx.ts'
import { isOutOfReach } from '../../connection/connection-state.ts'
import { useConnection } from '../../fleet/live-store.ts'
import { StateBanner } from './banner/state-banner.tsx'
import { KeyFigures } from './key-figures.tsx'

/** The first page: is it fine, the key figures, what plays, and on which engines. The parts are other features', put in by the app. */
export function OverviewPage({
  engines,
  streams,
  side,
}: {
  engines: ReactNode
  streams: ReactNode
  side: ReactNode
}) {
  const { phase } = useConnection()
  return (
    <>
      <StateBanner compact={false} />
      <KeyFigures />
      <div
        className={cx(
          'grid items-start gap-grid xl:grid-cols-[minmax(0,1fr)_22rem] 3xl:grid-cols-[minmax(0,1fr)_28rem]',
          isOutOfReach(phase) && 'dimmed',
        )}
      >
        <div className="flex min-w-0 flex-col gap-grid">
          {streams}
          {engines}
        </div>
        <div className="grid min-w-0 gap-grid md:max-xl:grid-cols-2">{side}</div>
      </div>
    </>
  )
}
