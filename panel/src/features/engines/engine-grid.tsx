import { moveByArrows } from '../../components/arrow-keys.ts'
import { Skeleton } from '../../components/states.tsx'
import type { Engine } from '../../lib/model.ts'
import { EngineCard } from './engine-card.tsx'

/** The same columns for the grid, its placeholders and the virtualised rows. */
export const CARD_LEAST_REM = 18
const GRID = 'grid gap-grid grid-cols-[repeat(auto-fill,minmax(min(100%,18rem),1fr))]'

/** `brief`: on a phone the cards leave out their figures. */
export function EngineGrid({ engines, brief = false }: { engines: readonly Engine[]; brief?: boolean }) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the links inside
    <div className={GRID} onKeyDown={moveByArrows}>
      {engines.map((engine) => (
        <EngineCard key={engine.container_id} engine={engine} brief={brief} />
      ))}
    </div>
  )
}

export function EngineGridLoading() {
  return (
    <div className={GRID}>
      {[0, 1, 2].map((place) => (
        <Skeleton key={place} className="h-64 rounded-[0.875rem]" />
      ))}
    </div>
  )
}
