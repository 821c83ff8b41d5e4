import type { RecentCheck } from '@acestream-orchestrator/contract/engine'
import { type KeyboardEvent, type MouseEvent, memo, useState } from 'react'
import { timeOf } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { CHECK_BAR_PX, CHECK_SLOTS, checkPaths } from './check-paths.ts'

type I18n = ReturnType<typeof useI18n>

/** As wide as its place, with a pixel between two, whatever the width of the bar. */
const STROKE = { strokeWidth: `calc(100cqw / ${CHECK_SLOTS} - 1px)` }

function Bars({ checks }: { checks: readonly RecentCheck[] }) {
  const { unknown, good, missed, notches } = checkPaths(checks)
  const path = (d: string, color: string) =>
    d !== '' && <path d={d} className={color} style={STROKE} vectorEffect="non-scaling-stroke" />
  return (
    <svg
      viewBox={`0 0 ${CHECK_SLOTS} ${CHECK_BAR_PX}`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className="block size-full"
      aria-hidden
    >
      {path(unknown, 'stroke-line')}
      {path(good, 'stroke-good/70')}
      {path(missed, 'stroke-bad/35')}
      {path(notches, 'stroke-bad')}
    </svg>
  )
}

/** The last forty checks, oldest left. Pointing at one, or focus and the arrow keys, shows its time, latency or reason. */
export const CheckBar = memo(function CheckBar({ checks }: { checks: readonly RecentCheck[] }) {
  const i18n = useI18n()
  const { t, f } = i18n
  const [chosen, setChosen] = useState<number | null>(null)
  const shown = checks.slice(-CHECK_SLOTS)
  const empty = CHECK_SLOTS - shown.length
  const good = shown.filter((check) => check.reason === null).length
  const summary = shown.length === 0 ? t.engine.noChecks : t.engine.checksSummary(good, shown.length)
  const at = chosen === null ? undefined : shown[chosen - empty]

  const point = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const slot = Math.floor(((event.clientX - box.left) / box.width) * CHECK_SLOTS)
    setChosen(slot >= empty && slot < CHECK_SLOTS ? slot : null)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined || shown.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    setChosen((now) => Math.min(CHECK_SLOTS - 1, Math.max(empty, (now ?? CHECK_SLOTS) + step)))
  }
  const words = at && t.engine.checkAt(f.clock(timeOf(at.ts) ?? 0), checkText(at, i18n))
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t.engine.checks}
      aria-valuemin={0}
      aria-valuemax={CHECK_SLOTS}
      aria-valuenow={chosen ?? CHECK_SLOTS}
      aria-valuetext={words ?? summary}
      className="@container relative h-5"
      onMouseMove={point}
      onMouseLeave={() => setChosen(null)}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && setChosen(CHECK_SLOTS - 1)}
      onBlur={() => setChosen(null)}
      onKeyDown={press}
    >
      <Bars checks={shown} />
      {chosen !== null && (
        <i
          className="absolute inset-y-0 rounded-[1px] outline-2 outline-ink"
          style={{ left: `${(chosen / CHECK_SLOTS) * 100}%`, width: `${100 / CHECK_SLOTS}%` }}
        />
      )}
      {words && (
        <span
          className="foreign pointer-events-none absolute bottom-7 left-1/2 z-20 w-max max-w-[min(18rem,100%)] -translate-x-1/2 rounded-lg border border-line bg-raised px-2 py-1 text-xs text-ink shadow-float"
          aria-hidden
        >
          {words}
        </span>
      )}
    </div>
  )
})

/** What came of a check and after how long; of a miss, how long was waited. */
function checkText(check: RecentCheck, { t, f, say }: I18n): string {
  const { ms } = check
  const reason = say(check, 'reason')
  const took = ms === null ? null : `${f.number(ms)} ms`
  if (reason === null) return took ?? t.engine.checkGood
  return took === null ? reason : `${reason} · ${took}`
}
