import { useLayoutEffect, useRef, useState } from 'react'
import { moveByArrows } from '../../../components/lists/arrow-keys.ts'
import { VirtualRows } from '../../../components/lists/virtual-rows.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'
import { useSettings } from '../../../platform/app-settings.ts'
import { remScale } from '../../../platform/rem.ts'
import { engineReason } from '../engine-words.ts'
import { EngineCard } from './engine-card.tsx'
import { CARD_LEAST_REM } from './engine-grid.tsx'
import { tagsOf } from './engine-tags.tsx'

// In pixels at the usual size of text.
const REM = 16
const CARD_PX = { comfortable: 254, compact: 244 }
/** What a reason of two lines adds to a card, with its gap. */
const REASON_PX = 56
/** What a second line of marks adds to a card. */
const TAGS_PX = 28
const TAGS_IN_A_LINE = 1
const GAP_PX = { comfortable: 16, compact: 10 }

/** How many cards fit side by side: the same sum the grid's `auto-fill` makes. */
function useColumns(gap: number) {
  const ref = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(1)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () =>
      setColumns(
        Math.max(1, Math.floor((element.clientWidth + gap) / (CARD_LEAST_REM * REM * remScale() + gap))),
      )
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [gap])
  return { ref, columns }
}

/** The grid of cards for large fleets: a row with a reason or many marks in it is higher; only those near the window are rendered. */
export function VirtualEngineGrid({ engines }: { engines: readonly Engine[] }) {
  const { density } = useSettings()
  const scale = remScale()
  const gap = GAP_PX[density] * scale
  const { ref, columns } = useColumns(gap)
  const i18n = useI18n()
  const rowOf = (index: number) => engines.slice(index * columns, (index + 1) * columns)
  const heightOf = (index: number) => {
    const reason = rowOf(index).some((engine) => engineReason(engine, i18n) !== null) ? REASON_PX : 0
    const tags = rowOf(index).some((engine) => tagsOf(engine).length > TAGS_IN_A_LINE) ? TAGS_PX : 0
    return Math.ceil((CARD_PX[density] + reason + tags) * scale)
  }
  const count = Math.ceil(engines.length / columns)
  const row = (index: number) => {
    const height = heightOf(index)
    return rowOf(index).map((engine) => (
      <div key={engine.container_id} style={{ height, marginBottom: gap }}>
        <EngineCard engine={engine} />
      </div>
    ))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside
    <div
      ref={ref}
      className="grid"
      style={{ columnGap: gap, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      onKeyDown={moveByArrows}
    >
      <VirtualRows
        count={count}
        size={(index) => heightOf(index) + gap}
        sizes={Array.from({ length: count }, (_, index) => heightOf(index)).join()}
        spacer={(size, spacerRef) => (
          <div
            ref={spacerRef as React.Ref<HTMLDivElement>}
            className="col-span-full"
            style={{ height: size }}
          />
        )}
      >
        {row}
      </VirtualRows>
    </div>
  )
}
