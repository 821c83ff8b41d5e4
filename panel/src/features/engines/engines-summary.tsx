import { Plus, Server, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { moveByArrows } from '../../components/lists/arrow-keys.ts'
import { SectionCard } from '../../components/section-card.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../components/states/states.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { useConnection, useEngines, useStatus } from '../../fleet/live-store.ts'
import type { Engine } from '../../fleet/model.ts'
import { compareEngines } from '../../fleet/names.ts'
import { isFaulty } from '../../fleet/overall/overall.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ProvisionButton } from './actions/provision-button.tsx'
import { FLEET_TARGET } from './api.ts'
import { EngineRow } from './list/engine-row.tsx'
import { FleetMap } from './list/fleet-map.tsx'

/** As many as are listed on the overview; a larger fleet becomes a map with the faulty ones listed. */
const MOST_ROWS = 12
const MOST_FAULTY_ROWS = 6

/** `children`: what can be done about it that is not offered beside it already. */
export function NoEngines({ children }: { children?: ReactNode }) {
  const { t } = useI18n()
  return (
    <EmptyState icon={Server} title={t.engine.empty} hint={t.engine.emptyHint}>
      {children}
      <Button look="ghost" icon={Plus} onClick={() => openDialog({ kind: 'add-external' })}>
        {t.actions.external.add}
      </Button>
    </EmptyState>
  )
}

/** How many engines there shall be; opens the dialog that changes it. */
function Target() {
  const { t } = useI18n()
  const target = useStatus()?.capacity.wanted
  return (
    <button
      type="button"
      onClick={() => openDialog({ kind: 'scale' })}
      className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-line px-2 text-xs font-medium text-muted hover:border-line-strong hover:text-ink"
    >
      <SlidersHorizontal size={13} aria-hidden />
      {target === undefined ? t.actions.scale.open : t.actions.scale.current(target)}
    </button>
  )
}

function Rows({ engines }: { engines: readonly Engine[] }) {
  return (
    <ul onKeyDown={moveByArrows}>
      {engines.map((engine) => (
        <EngineRow key={engine.container_id} engine={engine} />
      ))}
    </ul>
  )
}

function Listed({ engines }: { engines: readonly Engine[] }) {
  if (engines.length === 0)
    return (
      <NoEngines>
        <ProvisionButton />
      </NoEngines>
    )
  if (engines.length <= MOST_ROWS) return <Rows engines={engines} />
  return (
    <>
      <div className="px-4 pb-4">
        <FleetMap engines={engines} />
      </div>
      <Rows engines={engines.filter(isFaulty).slice(0, MOST_FAULTY_ROWS)} />
    </>
  )
}

/** The engines as the overview shows them: a row each. */
export function EnginesSummary() {
  const { t } = useI18n()
  const listed = useEngines()
  const engines = useMemo(() => listed?.toSorted(compareEngines) ?? null, [listed])
  const { fault } = useConnection()
  if (engines === null && fault) {
    return (
      <div className="card">
        <ErrorState title={t.engine.failedLoad} fault={fault} onRetry={refreshNow} />
      </div>
    )
  }
  return (
    <SectionCard title={t.engine.title} href="#/engines" aside={<Target />}>
      <ActionNoteLine target={FLEET_TARGET} className="mx-4 my-3" />
      <div className="mt-2">
        {engines === null ? <Skeleton className="m-4 h-40" /> : <Listed engines={engines} />}
      </div>
    </SectionCard>
  )
}
