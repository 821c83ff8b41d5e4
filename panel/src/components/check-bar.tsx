import type { RecentCheck } from '@acestream-orchestrator/contract/engine'
import { type KeyboardEvent, type MouseEvent, memo, useDeferredValue, useState } from 'react'
import { cx } from '../lib/cx.ts'
import { timeOf } from '../lib/format.ts'
import { useI18n } from '../lib/i18n/use-i18n.ts'

const SLOTS = 40

/** Taller means slower; a miss has the full height and, besides its colour, a notch. */
function Slot({ check, chosen }: { check: RecentCheck | undefined; chosen: boolean }) {
  if (check === undefined) return <i className="h-1 flex-1 rounded-full bg-line" />
  const missed = check.reason !== null
  const share = Math.min(1, Math.max(0.3, ((check.ms ?? 400) / 400) ** 0.4))
  return (
    <i
      className={cx(
        'min-w-px flex-1 rounded-[2px]',
        missed ? 'h-full border-y-2 border-bad bg-bad/35' : 'bg-good',
        !missed && !chosen && 'opacity-70',
        chosen && 'outline-2 outline-offset-1 outline-ink',
      )}
      style={missed ? undefined : { height: `${Math.round(share * 100)}%` }}
    />
  )
}

/** The last forty checks, oldest left. Pointing at one, or focus and the arrow keys, tells its time, latency or reason. */
export const CheckBar = memo(function CheckBar({ checks }: { checks: readonly RecentCheck[] }) {
  const { t, f } = useI18n()
  const [chosen, setChosen] = useState<number | null>(null)
  // Many bars of forty are most of what a page of cards draws: the cards come first.
  const slots = useDeferredValue(SLOTS, 0)
  const shown = checks.slice(-SLOTS)
  const empty = SLOTS - shown.length
  const good = shown.filter((check) => check.reason === null).length
  const summary = shown.length === 0 ? t.engine.noChecks : t.engine.checksSummary(good, shown.length)
  const at = chosen === null ? undefined : shown[chosen - empty]

  const point = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    const slot = Math.floor(((event.clientX - box.left) / box.width) * SLOTS)
    setChosen(slot >= empty && slot < SLOTS ? slot : null)
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (step === undefined || shown.length === 0) return
    event.preventDefault()
    event.stopPropagation()
    setChosen((now) => Math.min(SLOTS - 1, Math.max(empty, (now ?? SLOTS) + step)))
  }
  const words = at && t.engine.checkAt(f.clock(timeOf(at.ts) ?? 0), at.reason ?? checkText(at, t, f))
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t.engine.checks}
      aria-valuemin={0}
      aria-valuemax={SLOTS}
      aria-valuenow={chosen ?? SLOTS}
      aria-valuetext={words ?? summary}
      className="relative flex h-5 items-end gap-px"
      onMouseMove={point}
      onMouseLeave={() => setChosen(null)}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && setChosen(SLOTS - 1)}
      onBlur={() => setChosen(null)}
      onKeyDown={press}
    >
      {Array.from({ length: slots }, (_, slot) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: forty fixed places
        <Slot key={slot} check={shown[slot - empty]} chosen={slot === chosen} />
      ))}
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

function checkText(
  check: RecentCheck,
  t: ReturnType<typeof useI18n>['t'],
  f: ReturnType<typeof useI18n>['f'],
) {
  return check.ms === null ? t.engine.checkGood : `${f.number(check.ms)} ms`
}
