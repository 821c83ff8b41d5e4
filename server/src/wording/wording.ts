import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

export type Say = (reason: Reason) => string

/** One sentence for each code, in English. A code without one does not compile. */
export type Wording<Params> = { readonly [Code in keyof Params]: (params: Params[Code], say: Say) => string }

/** `0.08 s`, `30 s`. */
export function seconds(ms: number): string {
  return `${ms / 1000} s`
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `1 ${one}` : `${count} ${many}`
}

/**
 * A stream's title or key in quotation marks. Rows of earlier versions hold a title with its marks already; marks
 * inside become single ones.
 */
export function streamName(stream: string): string {
  return quoted(stream.replace(/^"(.*)"$/s, '$1').replaceAll('"', "'"))
}

/** What somebody else said. */
export function quoted(text: string): string {
  return `"${text}"`
}
