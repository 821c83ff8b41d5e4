// What a value of the wrong type plainly means. The server reads requests by these rules, the panel reads answers.

const NUMBER = /^\s*-?\d+(\.\d+)?\s*$/
const FLAGS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
])

/** Finite numbers, decimal strings, and flags as 0 and 1. `undefined`: no number is meant (`"1e3"`, `"0x10"`, `""`). */
export function numberMeant(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value === 'boolean') return Number(value)
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined
}

/** Flags, 0 and 1, and their words in any case. `undefined`: no flag is meant (`"yes"`, `2`). */
export const flagMeant = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : FLAGS.get(textMeant(value)?.toLowerCase())

/** Strings, and numbers and flags as strings. */
export function textMeant(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}
