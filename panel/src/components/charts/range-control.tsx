import { useSyncExternalStore } from 'react'
import { useI18n } from '../../i18n/use-i18n.ts'
import { serverNow } from '../../platform/clock.ts'
import { replaceParams, useRoute } from '../../routing/use-route.ts'
import { Segmented, Select } from '../fields.tsx'
import {
  boundsOf,
  paramsOf,
  type Range,
  type RangeName,
  readRange,
  toField,
  WINDOWS,
  type WindowName,
} from './range.ts'

/** The range that the address holds. */
export const useRange = (fallback: WindowName): Range => {
  const { params } = useRoute()
  return readRange(params, fallback, serverNow())
}

const wide = globalThis.matchMedia?.('(min-width: 64rem)')
const subscribe = (listener: () => void) => {
  wide?.addEventListener('change', listener)
  return () => wide?.removeEventListener('change', listener)
}

function Moment({ label, at, onChoose }: { label: string; at: number; onChoose: (ms: number) => void }) {
  return (
    <label className="flex min-w-0 flex-1 flex-col gap-1 text-xs text-muted">
      {label}
      <input
        type="datetime-local"
        value={toField(at)}
        max={toField(serverNow())}
        onChange={({ currentTarget: { value } }) => {
          const ms = Date.parse(value)
          if (!Number.isNaN(ms)) onChoose(ms)
        }}
        className="h-9 min-w-0 rounded-lg border border-line bg-raised px-2 text-[0.8125rem] text-ink pointer-coarse:h-11 pointer-coarse:text-base"
      />
    </label>
  )
}

/** The one control of what time charts show: windows up to now, yesterday evening, or a stretch of one's own. */
export function RangeControl({ range, narrow = false }: { range: Range; narrow?: boolean }) {
  const { t } = useI18n()
  const isWide = useSyncExternalStore(subscribe, () => wide?.matches ?? true)
  const words = t.charts.range
  const shown = boundsOf(range, serverNow())
  const names: readonly RangeName[] = [...WINDOWS, 'evening', 'own']
  const control = {
    label: words.label,
    value: range.name,
    choices: names.map((value) => ({ value, label: words[value] })),
    onChange: (name: RangeName) => replaceParams(paramsOf(name, shown)),
  }
  const move = (change: Partial<typeof shown>) => replaceParams(paramsOf('own', { ...shown, ...change }))
  return (
    <div className="flex flex-col gap-2 max-sm:w-full sm:items-end">
      {isWide && !narrow ? <Segmented {...control} /> : <Select {...control} className="max-sm:w-full" />}
      {range.name === 'own' && (
        <div className="flex gap-2 max-sm:w-full">
          <Moment label={words.from} at={shown.fromMs} onChoose={(fromMs) => move({ fromMs })} />
          <Moment label={words.to} at={shown.toMs} onChoose={(toMs) => move({ toMs })} />
        </div>
      )}
    </div>
  )
}
