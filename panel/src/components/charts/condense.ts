import type { Point } from './gaps.ts'

/** More points than this are drawn as an average line in a band: a line through all of them is a solid block. */
const MOST_POINTS = 400
/** Of a condensed line. */
const STEPS = 200

function stepOf(points: readonly Point[], x: number): Point {
  const known = points.flatMap(({ y }) => (y === null ? [] : [y]))
  if (known.length === 0) return { x, y: null }
  const ends = points.flatMap(({ y, spread }) => (y === null ? [] : (spread ?? [y])))
  const spread: [number, number] = [Math.min(...ends), Math.max(...ends)]
  return { x, y: known.reduce((sum, y) => sum + y, 0) / known.length, spread }
}

/** Averages in equal steps, each with its least and its most; few points stay as they are. Steps without points stay gaps. */
export function condensed(points: readonly Point[], fromMs: number, toMs: number): readonly Point[] {
  if (points.length <= MOST_POINTS) return points
  const stepMs = (toMs - fromMs) / STEPS
  const byStep = Map.groupBy(points, ({ x }) => Math.floor((x - fromMs) / stepMs))
  return [...byStep]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([step, of], index, all) => {
      const point = stepOf(of, fromMs + (step + 0.5) * stepMs)
      const before = all[index - 1]?.[0] ?? step
      return step - before > 1 ? [{ x: point.x - stepMs, y: null }, point] : [point]
    })
}
