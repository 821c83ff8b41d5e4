import { type PointerEvent, useSyncExternalStore } from 'react'
import { ageUnit, formatDuration, timeOf } from '../i18n/format.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { everySecond, serverNow } from '../platform/clock.ts'

/** `12s ago`, by the server's clock, with the exact local time on hover (written then: a page of them costs more
 * than the rest of its text). Renders again only when its words change. */
export function Ago({
  at,
  never,
  className,
}: {
  at: string | number | null
  never?: string
  className?: string
}) {
  const { t, f } = useI18n()
  const ms = typeof at === 'number' ? at : timeOf(at)
  const text = useSyncExternalStore(everySecond, () => {
    if (ms === null) return never ?? t.words.never
    const { value, unit } = ageUnit(serverNow() - ms)
    return t.ago[unit](value)
  })
  if (ms === null) return <span className={className}>{text}</span>
  return (
    <time
      dateTime={new Date(ms).toISOString()}
      onPointerEnter={({ currentTarget }) => {
        currentTarget.title = f.dateTime(ms)
      }}
      className={className}
    >
      {text}
    </time>
  )
}

/** How long something has lasted, counting while `until` is not given. */
export function Lasting({ from, until }: { from: string | null; until?: string | null }) {
  const { t, f } = useI18n()
  const start = timeOf(from)
  const end = timeOf(until ?? null)
  const text = useSyncExternalStore(everySecond, () =>
    start === null ? t.words.noValue : formatDuration(((end ?? serverNow()) - start) / 1000),
  )
  const tell = ({ currentTarget }: PointerEvent<HTMLElement>) => {
    if (start !== null) currentTarget.title = f.dateTime(start)
  }
  return <span onPointerEnter={tell}>{text}</span>
}
