import { Moon, X } from 'lucide-react'
import { Button, IconButton } from '../../components/button.tsx'
import { toField, yesterdayEvening } from '../../components/charts/range.ts'
import { FilterField, Select } from '../../components/fields.tsx'
import { useI18n } from '../../i18n/use-i18n.ts'
import { serverNow } from '../../platform/clock.ts'
import { replaceParams } from '../../routing/use-route.ts'
import { type JournalFilter, SEVERITIES } from './journal-filter.ts'

const jumpTo = (ms: number | null) => replaceParams({ at: ms === null ? null : new Date(ms).toISOString() })

/** Search, severity, and the moment from which the journal is read backwards. */
export function JournalFilters({ filter }: { filter: JournalFilter }) {
  const { t } = useI18n()
  const words = t.activity
  const evening = yesterdayEvening(serverNow()).toMs
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <FilterField
        label={words.search}
        value={filter.text}
        onChange={(text) => replaceParams({ q: text || null })}
        className="min-w-48 flex-1 max-sm:basis-full"
      />
      <Select
        label={words.severity}
        value={filter.severity}
        choices={SEVERITIES.map((value) => ({ value, label: words.atLeast[value] }))}
        onChange={(next) => replaceParams({ severity: next === 'all' ? null : next })}
        className="max-sm:flex-1"
      />
      <Button
        icon={Moon}
        aria-pressed={filter.atMs === evening}
        onClick={() => jumpTo(filter.atMs === evening ? null : evening)}
        className="max-sm:flex-1"
      >
        {t.charts.range.evening}
      </Button>
      <span className="inline-flex items-center gap-1 max-sm:basis-full">
        <input
          type="datetime-local"
          aria-label={words.jump}
          title={words.jump}
          value={filter.atMs === null ? '' : toField(filter.atMs)}
          onChange={({ currentTarget: { value } }) => jumpTo(Date.parse(value) || null)}
          className="h-9 min-w-0 flex-1 rounded-lg border border-line bg-raised px-2 text-[0.8125rem] text-ink hover:border-line-strong pointer-coarse:h-11 pointer-coarse:text-base"
        />
        {filter.atMs !== null && <IconButton icon={X} label={words.backToNow} onClick={() => jumpTo(null)} />}
      </span>
    </div>
  )
}
