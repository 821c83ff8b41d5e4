/** How long it took until everything was whole again after each fault. */
export interface Recovery {
  readonly fault: string
  readonly ms: number
}

/** As a table of Markdown, for docs/benchmarks.md. */
export function recoveryTable(recoveries: readonly Recovery[]): string {
  const rows = [...Map.groupBy(recoveries, ({ fault }) => fault)]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([fault, each]) => {
      const times = each.map(({ ms }) => ms).toSorted((a, b) => a - b)
      return `| ${fault} | ${times.length} | ${seconds(times[Math.floor(times.length / 2)])} | ${seconds(times.at(-1))} |`
    })
  return [
    '| fault | times | whole again after, median | longest |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

function seconds(ms = 0): string {
  return `${(ms / 1000).toFixed(1)} s`
}
