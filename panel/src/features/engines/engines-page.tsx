// features/engines/: the list of engines (list/), one engine (detail/, logs/) and what can be done (actions/).

import {
  CircleArrowDown,
  LayoutGrid,
  ListFilter,
  RotateCw,
  Rows3,
  SearchX,
  SlidersHorizontal,
  Trash2,
} from 'lucide-react'
import { memo, Suspense, useMemo, useState } from 'react'
import { ActionNoteLine } from '../../components/actions/action-note.tsx'
import { Button } from '../../components/button.tsx'
import { cx } from '../../components/cx.ts'
import { openDialog } from '../../components/dialogs/open-dialog.ts'
import { FilterField, Segmented, Select } from '../../components/fields.tsx'
import { CsvButton } from '../../components/lists/csv-button.tsx'
import { SelectionBar, useSelection } from '../../components/lists/selection.tsx'
import { VIRTUAL_FROM } from '../../components/lists/virtual-rows.tsx'
import { PageHead } from '../../components/section-card.tsx'
import { EmptyState, ErrorState } from '../../components/states/states.tsx'
import { refreshNow } from '../../connection/connection.ts'
import { useConnection, useEngines, useStatus } from '../../fleet/live-store.ts'
import type { Engine } from '../../fleet/model.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { part } from '../../platform/part.ts'
import { useLater } from '../../platform/use-later.ts'
import type { Route } from '../../routing/route.ts'
import { replaceParams, useRoute } from '../../routing/use-route.ts'
import { GcButton } from './actions/gc-button.tsx'
import { ProvisionButton } from './actions/provision-button.tsx'
import { FLEET_TARGET } from './api.ts'
import { NoEngines } from './engines-summary.tsx'
import { EngineGrid, EngineGridLoading } from './list/engine-grid.tsx'
import {
  ENGINE_CELLS,
  type EngineFilter,
  HEALTHS,
  listEngines,
  readFilter,
  SORTS,
  USES,
} from './list/engine-list.ts'
import { EngineTable } from './list/engine-table.tsx'
import { VirtualEngineGrid } from './list/virtual-engine-grid.tsx'

type View = 'cards' | 'table'

const EngineDrawer = part(() => import('./detail/engine-drawer.tsx'))

const viewOf = (params: Route['params']): View => (params['view'] === 'table' ? 'table' : 'cards')
const offNull = (value: string, off: string) => (value === off ? null : value)

/** How many of the lists below are not left at "all". */
const narrowed = ({ health, use, order }: EngineFilter): number =>
  [health !== 'all', use !== 'all', order !== null].filter(Boolean).length

/** Health, use and order: lists in a row, on a phone behind one button. */
function Choices({ filter, open }: { filter: EngineFilter; open: boolean }) {
  const { t } = useI18n()
  const words = t.engine
  const sort = SORTS.find((known) => known === filter.order?.by) ?? 'name'
  return (
    <div
      className={cx(
        'flex flex-wrap items-center gap-2 max-sm:w-full max-sm:*:flex-1',
        !open && 'max-sm:hidden',
      )}
    >
      <Select
        label={words.filter.health}
        value={filter.health}
        choices={[
          { value: 'all', label: `${words.filter.health}: ${t.words.all}` },
          ...HEALTHS.map((value) => ({ value, label: words.health[value] })),
        ]}
        onChange={(health) => replaceParams({ health: offNull(health, 'all') })}
      />
      <Select
        label={words.filter.use}
        value={filter.use}
        choices={[
          { value: 'all', label: `${words.filter.use}: ${t.words.all}` },
          ...USES.map((value) => ({ value, label: words.filter[value] })),
        ]}
        onChange={(use) => replaceParams({ use: offNull(use, 'all') })}
      />
      <Select
        label={words.sort.label}
        value={sort}
        choices={SORTS.map((value) => ({ value, label: `${words.sort.label}: ${words.sort[value]}` }))}
        onChange={(next) => replaceParams({ sort: offNull(next, 'name') })}
      />
    </div>
  )
}

function Filters({ filter, view, shown }: { filter: EngineFilter; view: View; shown: readonly Engine[] }) {
  const { t } = useI18n()
  const [open, setOpen] = useState(false)
  const words = t.engine
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <FilterField
        label={words.filter.placeholder}
        value={filter.text}
        onChange={(text) => replaceParams({ q: text || null })}
        className="min-w-40 flex-1 sm:max-w-64"
      />
      <Button icon={ListFilter} aria-expanded={open} className="sm:hidden" onClick={() => setOpen(!open)}>
        {t.words.filters(narrowed(filter))}
      </Button>
      <Choices filter={filter} open={open} />
      <span className="flex items-center gap-1 sm:ml-auto max-sm:w-full">
        <Segmented
          label={words.view.label}
          value={view}
          choices={[
            { value: 'cards', label: words.view.cards, icon: LayoutGrid },
            { value: 'table', label: words.view.table, icon: Rows3 },
          ]}
          onChange={(next) => replaceParams({ view: offNull(next, 'cards') })}
          className="max-sm:flex-1"
        />
        <CsvButton name="engines" items={shown} columns={ENGINE_CELLS} />
      </span>
    </div>
  )
}

function NoMatch() {
  const { t } = useI18n()
  return (
    <div className="card">
      <EmptyState icon={SearchX} title={t.engine.noMatch} hint={t.engine.noMatchHint}>
        <Button onClick={() => replaceParams({ q: null, health: null, use: null })}>
          {t.engine.clearFilter}
        </Button>
      </EmptyState>
    </div>
  )
}

/** The table, and what can be done with all engines that are ticked in it. */
function Table({ engines }: { engines: readonly Engine[] }) {
  const { t } = useI18n()
  const { older } = useConnection()
  const { selection, select, clear } = useSelection(
    useMemo(() => engines.map(({ container_id }) => container_id), [engines]),
  )
  const ask = (act: 'restart' | 'drain' | 'delete') =>
    openDialog({ kind: 'many-engines', act, ids: [...selection] })
  return (
    <div className="card overflow-clip">
      <EngineTable engines={engines} selection={selection} onSelect={older ? undefined : select} />
      <SelectionBar count={selection.size} onClear={clear}>
        <Button icon={RotateCw} onClick={() => ask('restart')}>
          {t.actions.restart}
        </Button>
        <Button icon={CircleArrowDown} onClick={() => ask('drain')}>
          {t.actions.drain}
        </Button>
        <Button icon={Trash2} look="danger" onClick={() => ask('delete')}>
          {t.actions.manyEngines.delete}
        </Button>
      </SelectionBar>
    </div>
  )
}

const Shown = memo(function Shown({ engines, view }: { engines: readonly Engine[]; view: View }) {
  if (engines.length === 0) return <NoMatch />
  if (view === 'table') return <Table engines={engines} />
  return engines.length > VIRTUAL_FROM ? (
    <VirtualEngineGrid engines={engines} />
  ) : (
    <EngineGrid engines={engines} />
  )
})

function EngineList() {
  const engines = useEngines()
  const { t } = useI18n()
  const { fault } = useConnection()
  const { params } = useRoute()
  const filter = useMemo(() => readFilter(params), [params])
  // What was typed or pressed shows first; hundreds of engines follow.
  const later = useLater(params)
  const shown = useMemo(() => listEngines(engines ?? [], readFilter(later)), [engines, later])
  if (engines === null) {
    return fault ? (
      <div className="card">
        <ErrorState title={t.engine.failedLoad} fault={fault} onRetry={refreshNow} />
      </div>
    ) : (
      <EngineGridLoading />
    )
  }
  if (engines.length === 0) {
    return (
      <div className="card">
        <NoEngines />
      </div>
    )
  }
  return (
    <>
      <Filters filter={filter} view={viewOf(params)} shown={shown} />
      <h2 className="sr-only">{t.engine.view[viewOf(later)]}</h2>
      <Shown engines={shown} view={viewOf(later)} />
    </>
  )
}

function Count() {
  const { t } = useI18n()
  const engines = useEngines()
  const { params } = useRoute()
  if (engines === null) return null
  return t.engine.shown(listEngines(engines, readFilter(params)).length, engines.length)
}

export default function EnginesPage() {
  const { t } = useI18n()
  const { id, part: shownPart } = useRoute()
  const target = useStatus()?.capacity.wanted
  return (
    <>
      <PageHead title={t.engine.title} count={<Count />}>
        <GcButton />
        <Button icon={SlidersHorizontal} onClick={() => openDialog({ kind: 'scale' })}>
          {target === undefined ? t.actions.scale.open : t.actions.scale.current(target)}
        </Button>
        <ProvisionButton />
      </PageHead>
      <ActionNoteLine target={FLEET_TARGET} className="mb-4" />
      <EngineList />
      <Suspense fallback={null}>{id !== null && <EngineDrawer id={id} part={shownPart} />}</Suspense>
    </>
  )
}
