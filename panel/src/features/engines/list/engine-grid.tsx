import type { CSSProperties } from 'react'
import { moveByArrows } from '../../../components/lists/arrow-keys.ts'
import { Skeleton } from '../../../components/states/states.tsx'
import type { Engine } from '../../../fleet/model.ts'
import { EngineCard } from './engine-card.tsx'

/** The least width of a card, in the grid (`card-grid`) and in the virtualised rows. */
export const CARD_LEAST_REM = 18
const MOST_BALANCED = 12
const MOST_IN_A_ROW = 5

/** The most columns: a few cards stand in rows of about the same length, three and three instead of five and one. */
function columnsFor(count: number): CSSProperties {
  const rows = Math.ceil(count / MOST_IN_A_ROW)
  const columns = count > MOST_BALANCED ? count : Math.max(3, Math.ceil(count / rows))
  return { '--columns': columns } as CSSProperties
}

/** `brief`: on a phone the cards leave out their figures. */
export function EngineGrid({ engines, brief = false }: { engines: readonly Engine[]; brief?: boolean }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside
    <div className="card-grid" style={columnsFor(engines.length)} onKeyDown={moveByArrows}>
      {engines.map((engine) => (
        <EngineCard key={engine.container_id} engine={engine} brief={brief} />
      ))}
    </div>
  )
}

export function EngineGridLoading() {
  return (
    <div className="card-grid" style={columnsFor(3)}>
      {[0, 1, 2].map((place) => (
        <Skeleton key={place} className="h-64 rounded-[0.875rem]" />
      ))}
    </div>
  )
}
