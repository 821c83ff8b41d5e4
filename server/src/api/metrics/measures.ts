import { Counter, Gauge, type Registry } from 'prom-client'

export type Labels = Readonly<Record<string, string>>
export type Reading = readonly [labels: Labels, value: number]

/** Adds metrics that are somebody else's number, read whenever the metrics are asked for. */
export interface Measures {
  gauge(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void
  totals(name: string, help: string, labelNames: string[], read: () => readonly Reading[]): void
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

  const unlabelled = (read: () => number) => (): readonly Reading[] => [[{}, read()]]
  return {
    gauge,
    totals,
    value: (name, help, read) => gauge(name, help, [], unlabelled(read)),
    total: (name, help, read) => totals(name, help, [], unlabelled(read)),
  }
}
