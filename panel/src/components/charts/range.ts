import type { Route } from '../../routing/route.ts'
import { WINDOW_MS } from './chart-ticks.ts'

export type WindowName = keyof typeof WINDOW_MS
/** `evening`: yesterday's; `own`: from one chosen moment to another. */
export type RangeName = WindowName | 'evening' | 'own'

/** A stretch of time that a chart shows. A window ends now; the others lie where they lie. */
export type Range =
  | { readonly name: WindowName }
  | { readonly name: 'evening' | 'own'; readonly fromMs: number; readonly toMs: number }

export const WINDOWS = Object.keys(WINDOW_MS) as WindowName[]

const EVENING_FROM_H = 18
const DAY_H = 24
const MINUTE_MS = 60_000

/** Local times: an evening is where the reader is. */
export function yesterdayEvening(nowMs: number): { fromMs: number; toMs: number } {
  const day = new Date(nowMs)
  const at = (hours: number) =>
    new Date(day.getFullYear(), day.getMonth(), day.getDate() - 1, hours).getTime()
  return { fromMs: at(EVENING_FROM_H), toMs: at(DAY_H) }
}

/** The range that the address holds; what makes no sense there is the fallback. */
export function readRange({ window, from, to }: Route['params'], fallback: WindowName, nowMs: number): Range {
  if (window === 'evening') return { name: 'evening', ...yesterdayEvening(nowMs) }
  const [fromMs, toMs] = [Date.parse(from ?? ''), Date.parse(to ?? '')]
  if (window === 'own' && fromMs < toMs) return { name: 'own', fromMs, toMs }
  return { name: WINDOWS.find((name) => name === window) ?? fallback }
}

/** Where the range lies, given where its right edge is if it ends now. */
export const boundsOf = (range: Range, edgeMs: number): { fromMs: number; toMs: number } =>
  'fromMs' in range ? range : { fromMs: edgeMs - WINDOW_MS[range.name], toMs: edgeMs }

const inMinutes = (ms: number) => new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString()

/** What the address holds for a choice: choosing one's own begins with what was shown. */
export function paramsOf(
  name: RangeName,
  shown: { fromMs: number; toMs: number },
): Record<'window' | 'from' | 'to', string | null> {
  const isOwn = name === 'own'
  return {
    window: name,
    from: isOwn ? inMinutes(shown.fromMs) : null,
    to: isOwn ? inMinutes(Math.max(shown.toMs, shown.fromMs + MINUTE_MS)) : null,
  }
}

/** As a field for date and time holds it: local, to the minute. */
export function toField(ms: number): string {
  const local = new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE_MS)
  return local.toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)
}
