import { memo } from 'react'
import { cx } from '../cx.ts'

interface SparklineProps {
  /** Oldest first; `null` is a gap and is drawn as one. */
  readonly values: readonly (number | null)[]
  readonly label?: string
  readonly className?: string
  /** The least value that reaches the top: keeps a flat line flat. */
  readonly least?: number
  /** How many values fill the width: fewer leave the left dashed instead of being stretched. */
  readonly slots?: number
}

const WIDTH = 100
const HEIGHT = 24
/** The highest value stays below the edge: a flat line must not read as a border. */
const HEADROOM = 1.25

function paths(
  values: readonly (number | null)[],
  least: number,
  slots: number,
): { line: string; area: string; base: string | null } {
  const known = values.filter((value) => value !== null)
  const top = Math.max(least, ...known) * HEADROOM
  const places = Math.max(2, slots, values.length)
  const step = WIDTH / (places - 1)
  const left = (places - values.length) * step
  let line = ''
  let area = ''
  let start: string | null = null
  values.forEach((value, index) => {
    if (value === null) {
      if (start !== null) area += `L${(left + (index - 1) * step).toFixed(1)} ${HEIGHT}Z`
      start = null
      return
    }
    const x = (left + index * step).toFixed(1)
    const y = (HEIGHT - 1 - (Math.max(0, value) / top) * (HEIGHT - 3)).toFixed(1)
    line += `${start === null ? 'M' : 'L'}${x} ${y}`
    area += start === null ? `M${x} ${HEIGHT}L${x} ${y}` : `L${x} ${y}`
    start = x
  })
  if (start !== null) area += `L${start} ${HEIGHT}Z`
  // Nothing but zeros is as good as no line: drawn, it would underline the figure above it.
  if (known.every((value) => value === 0)) return { line: '', area: '', base: `M0 ${HEIGHT / 2}H${WIDTH}` }
  // Half way up where there is no line at all: at the bottom it would read as a border.
  const base =
    known.length < 2 ? `M0 ${HEIGHT / 2}H${WIDTH}` : left > 0 ? `M0 ${HEIGHT - 1}H${left.toFixed(1)}` : null
  return { line, area, base }
}

/** A small history line without axes, dashed where nothing is known yet. Decoration unless labelled: the figure beside it carries the meaning. */
export const Sparkline = memo(function Sparkline({
  values,
  label,
  className,
  least = 1,
  slots = 0,
}: SparklineProps) {
  const { line, area, base } = paths(values, least, slots)
  const named = label === undefined ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': label }
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: hidden, or named by `aria-label`, in `named`
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={cx('block w-full overflow-visible', className)}
      {...named}
    >
      {base && (
        <path
          d={base}
          stroke="currentColor"
          strokeDasharray="2 4"
          opacity="0.5"
          vectorEffect="non-scaling-stroke"
        />
      )}
      <path d={area} fill="currentColor" opacity="0.13" />
      <path
        d={line}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinejoin="round"
        strokeLinecap="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
})
