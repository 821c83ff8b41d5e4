import { cx } from '../../../components/cx.ts'
import type { Engine } from '../../../fleet/model.ts'
import { useI18n } from '../../../i18n/use-i18n.ts'

const PLACES = [0, 1, 2, 3, 4, 5, 6, 7]

/** Streams n of max, as a figure and as filled places. */
export function StreamPlaces({ engine }: { engine: Engine }) {
  const { t, f } = useI18n()
  const { stream_count: count, max_streams: max } = engine
  const pips = max !== null && max <= PLACES.length ? max : 0
  return (
    <span className="flex items-center gap-2">
      <span>{max === null ? f.number(count) : t.words.of(f.number(count), f.number(max))}</span>
      {pips > 0 && (
        <span aria-hidden className="flex gap-0.5">
          {PLACES.slice(0, pips).map((place) => (
            <i
              key={place}
              className={cx('h-2.5 w-1.5 rounded-xs', place < count ? 'bg-accent' : 'bg-line')}
            />
          ))}
        </span>
      )}
    </span>
  )
}
