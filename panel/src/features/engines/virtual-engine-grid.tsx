import { useLayoutEffect, useRef, useState } from 'react'
import { moveByArrows } from '../../components/arrow-keys.ts'
import { VirtualRows } from '../../components/virtual-rows.tsx'
import { useSettings } from '../../lib/app-settings.ts'
import type { Engine } from '../../lib/model.ts'
import { EngineCard } from './engine-card.tsx'
import { CARD_LEAST_REM } from './engine-grid.tsx'

const REM = 16
const CARD_PX = { comfortable: 282, compact: 272 }
const GAP_PX = { comfortable: 16, compact: 10 }

/** How many cards fit side by side: the same sum the grid's `auto-fill` makes. */
function useColumns(gap: number) {
  const ref = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(1)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () =>
      setColumns(Math.max(1, Math.floor((element.clientWidth + gap) / (CARD_LEAST_REM * REM + gap))))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [gap])
  return { ref, columns }
}

/** The grid of cards for large fleets: rows of one height, rendered only near the window. */
export function VirtualEngineGrid({ engines }: { engines: readonly Engine[] }) {
  const { density } = useSettings()
  const gap = GAP_PX[density]
  const height = CARD_PX[density]
  const { ref, columns } = useColumns(gap)
  const row = (index: number) => (
    <div
      key={index}
      className="grid gap-grid"
      style={{ height, marginBottom: gap, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {engines.slice(index * columns, (index + 1) * columns).map((engine) => (
        <EngineCard key={engine.container_id} engine={engine} />
      ))}
    </div>
  )
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside
    <div ref={ref} onKeyDown={moveByArrows}>
      <VirtualRows
        count={Math.ceil(engines.length / columns)}
        size={height + gap}
        spacer={(size, spacerRef) => (
          <div ref={spacerRef as React.Ref<HTMLDivElement>} style={{ height: size }} />
        )}
      >
        {row}
      </VirtualRows>
    </div>
  )
}
