/** Something that was left out, and why: never silent. */
export interface Skip {
  readonly name: string
  readonly reason: string
}

/** What one part of the test command came to, counted in tests (a check such as the linter is one). */
export interface Outcome {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly Skip[]
}

export const PASSED: Outcome = { passed: 1, failed: 0, skipped: [] }
export const FAILED: Outcome = { passed: 0, failed: 1, skipped: [] }

/** On a machine that only tests, what can't run counts as failed. */
export function leftOut(name: string, reason: string): Outcome {
  return { passed: 0, failed: process.env['CI'] === 'true' ? 1 : 0, skipped: [{ name, reason }] }
}

export interface Part {
  readonly name: string
  readonly run: () => Promise<Outcome>
}

export interface Result extends Outcome {
  readonly name: string
  readonly seconds: number
}

/** A table of all parts, what was left out, and the sum as the last line. */
export function summary(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ name }) => name.length))
  const line = ({ name, passed, failed, skipped, seconds }: Result) =>
    `${name.padEnd(width)}  ${count(passed, 'passed')}  ${count(failed, 'failed')}  ` +
    `${count(skipped.length, 'skipped')}  ${seconds.toFixed(1).padStart(6)} s`
  const skips = results.flatMap(({ name, skipped }) =>
    skipped.map((skip) => `skipped in ${name}: ${skip.name} (${skip.reason})`),
  )
  const sum = (pick: (result: Result) => number) => results.reduce((total, one) => total + pick(one), 0)
  const total = `${sum(({ passed }) => passed)} passed, ${sum(({ failed }) => failed)} failed, ${skips.length} skipped`
  return ['', ...results.map(line), ...skips, total].join('\n')
}

function count(number: number, word: string): string {
  return `${String(number).padStart(5)} ${word}`
}
