import { Plus, Server, SlidersHorizontal } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { SectionCard } from '../../components/section-card.tsx'
import { EmptyState, ErrorState } from '../../components/states/states.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { useConnection, useEngines, useStatus } from '../../fleet/live-store.ts'
import { compareEngines } from '../../fleet/names.ts'
import { isFaulty } from '../../fleet/overall/overall.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ProvisionButton } from './actions/provision-button.tsx'
import { FLEET_TARGET } from './api.ts'
import { EngineGrid, EngineGridLoading } from './list/engine-grid.tsx'
import { FleetMap } from './list/fleet-map.tsx'

/** As many as are shown as whole cards on the overview; a larger fleet becomes a map with the faulty ones as cards. */
const MOST_CARDS = 12
const MOST_FAULTY_CARDS = 6

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

/** The engines as the overview shows them. */
export function EnginesSummary() {
  const { t } = useI18n()
  const listed = useEngines()
  const engines = useMemo(() => listed?.toSorted(compareEngines) ?? null, [listed])
  const { fault } = useConnection()
  const target = useStatus()?.capacity.wanted
  if (engines === null) {
    if (fault)
      return (
        <div className="card">
          <ErrorState title={t.engine.failedLoad} fault={fault} onRetry={refreshNow} />
        </div>
      )
    return <EngineGridLoading />
  }
  const faulty = engines.filter(isFaulty).slice(0, MOST_FAULTY_CARDS)
  const aside = (
    <button
      type="button"
      onClick={() => openDialog({ kind: 'scale' })}
      className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-line px-2 text-xs font-medium text-muted hover:border-line-strong hover:text-ink"
    >
      <SlidersHorizontal size={13} aria-hidden />
      {target === undefined ? t.actions.scale.open : t.actions.scale.current(target)}
    </button>
  )
  return (
    <SectionCard title={t.engine.title} href="#/engines" aside={aside}>
      <div className="p-4 pt-2">
        <ActionNoteLine target={FLEET_TARGET} className="mb-3" />
        {engines.length === 0 && (
          <NoEngines>
            <ProvisionButton />
          </NoEngines>
        )}
        {engines.length > 0 && engines.length <= MOST_CARDS && <EngineGrid engines={engines} brief />}
        {engines.length > MOST_CARDS && (
          <div className="flex flex-col gap-4">
            <FleetMap engines={engines} />
            {faulty.length > 0 && <EngineGrid engines={faulty} brief />}
          </div>
        )}
      </div>
    </SectionCard>
  )
}
