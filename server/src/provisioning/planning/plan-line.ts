import type { Plan, Step } from './step.ts'

/** A plan in one line, for the log: `create 2, remove 1 (idle), wait: image_pulling`. Null where there is nothing to do or wait for. */
export function planLine({ steps, blocked }: Plan, isShort: boolean): string | null {
  const counts = Map.groupBy(steps, labelOf)
  const parts = [...counts].map(([label, of]) => withCount(label, of.length))
  if (blocked !== null && isShort) parts.push(`wait: ${blocked.code}`)
  return parts.length === 0 ? null : parts.join(', ')
}

function labelOf(step: Step): string {
  return step.kind === 'create' ? 'create' : `${step.kind} (${step.cause})`
}

/** `remove (idle)` becomes `remove 1 (idle)`. */
function withCount(label: string, count: number): string {
  const [kind, ...cause] = label.split(' ')
  return [kind, count, ...cause].join(' ')
}
