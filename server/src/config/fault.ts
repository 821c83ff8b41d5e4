/** One thing wrong with the settings. */
export interface Fault {
  readonly variable: string
  /** As given, secrets hidden; null: it is not set. */
  readonly value: string | null
  /** What is wrong or what is allowed, as a clause. */
  readonly problem: string
}

/** Every fault of the settings at once, so that one start is enough to find them all. Nothing was touched yet. */
export class ConfigError extends Error {
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[]) {
    const count = faults.length === 1 ? '1 setting is' : `${faults.length} settings are`
    super([`${count} wrong:`, ...faults.map((fault) => `  ${describe(fault)}`)].join('\n'))
    this.name = 'ConfigError'
    this.faults = faults
  }
}

function describe({ variable, value, problem }: Fault): string {
  return value === null ? `${variable}: ${problem}` : `${variable}=${value}: ${problem}`
}
