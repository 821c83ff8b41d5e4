/** One line of a result: what was measured, beside its floor where there is one, and what was promised. */
export interface Row {
  readonly measure: string
  readonly ours: string
  /** The same without us, in the same run. */
  readonly bare?: string
  readonly ratio?: number
  readonly target: string
  /** Null: told for orientation, nothing was promised. */
  readonly met: boolean | null
}

export interface BenchTable {
  readonly title: string
  readonly rows: readonly Row[]
}

/** Markdown, so that `docs/benchmarks.md` holds it as it was printed. */
export function markdown({ title, rows }: BenchTable): string {
  const lines = rows.map(({ measure, ours, bare = '', ratio, target, met }) => [
    measure,
    ours,
    bare,
    ratio === undefined ? '' : ratio.toFixed(2),
    target,
    met === null ? '' : met ? 'yes' : '**no**',
  ])
  const head = ['measure', 'ours', 'bare', 'ratio', 'target', 'met']
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [`### ${title}`, '', line(head), line(head.map(() => '---')), ...lines.map(line), ''].join('\n')
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this share of them lies (0 to 1). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
