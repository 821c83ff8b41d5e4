import { Counter, Gauge, type Metric, type Registry } from 'prom-client'
import type { Distribution } from './distribution.ts'

export type Labels = Readonly<Record<string, string>>
export type Reading = readonly [labels: Labels, value: number]

/** Adds metrics that are somebody else's number, read whenever the metrics are asked for. */
export interface Measures {
  gauge(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void
  totals(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void
  /** How often values fell where, as counted elsewhere. */
  distribution(name: string, help: string, of: readonly (readonly [Labels, Distribution])[]): void
  /** A gauge without labels. */
  value(name: string, help: string, read: () => number): void
  /** A counter without labels. */
  total(name: string, help: string, read: () => number): void
}

export function createMeasures(registry: Registry): Measures {
  const registers = [registry]

  function gauge(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.set(labels, value)
      },
    })
  }

  function totals(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void {
    new Counter({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const [labels, value] of read()) this.inc(labels, value)
      },
    })
  }

  /** Written by prom-client's registry from what `get` answers, as it writes its own histograms. */
  function distribution(name: string, help: string, of: readonly (readonly [Labels, Distribution])[]): void {
    const get = async () => ({
      name,
      help,
      type: 'histogram',
      aggregator: 'sum',
      values: of.flatMap(([labels, each]) => histogramRows(name, labels, each)),
    })
    registry.registerMetric({ name, help, get } as unknown as Metric)
  }

  const unlabelled = (read: () => number) => (): readonly Reading[] => [[{}, read()]]
  return {
    gauge,
    totals,
    distribution,
    value: (name, help, read) => gauge(name, help, [], unlabelled(read)),
    total: (name, help, read) => totals(name, help, [], unlabelled(read)),
  }
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#histograms-and-summaries */
function histogramRows(name: string, labels: Labels, { buckets, count, sum }: Distribution) {
  const row = (suffix: string, value: number, more: Labels = {}) => ({
    metricName: `${name}_${suffix}`,
    labels: { ...more, ...labels },
    value,
  })
  return [
    ...buckets.map(({ most, count: atMost }) => row('bucket', atMost, { le: String(most) })),
    row('bucket', count, { le: '+Inf' }),
    row('sum', sum),
    row('count', count),
  ]
}
