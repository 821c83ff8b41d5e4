import type { Reason } from '../../reasons/reason.ts'

export type Say = (reason: Reason) => string

/** One sentence for each code, in Spanish. A code without one does not compile. */
export type Wording<Params> = { readonly [Code in keyof Params]: (params: Params[Code], say: Say) => string }

/** `0,08 s`, `30 s`. */
export const seconds = (ms: number): string => `${(ms / 1000).toLocaleString('es')} s`

export const whole = (ms: number): string => `${Math.round(ms / 1000)} s`

export const counted = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `1 ${one}` : `${count} ${many}`

/**
 * A stream's title or key in guillemets. Rows of earlier versions hold a title with straight marks around it;
 * guillemets inside become “ ”.
 */
export const streamName = (stream: string): string =>
  quoted(
    stream
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('«', '“')
      .replaceAll('»', '”'),
  )

/** What somebody else said, as it is. */
export const quoted = (text: string): string => `«${text}»`
