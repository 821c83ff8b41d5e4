import type { SettingView } from '@acestream-orchestrator/contract/settings'
import type { GeneralWords } from './words/words.ts'

/** What is wrong with a text before it is sent; null: nothing that can be seen here. */
export function faultIn(text: string, { shape }: SettingView, words: GeneralWords): string | null {
  if (shape?.kind === 'memory')
    return /^\d+(\.\d+)?[bkmg]?b?$/i.test(text.trim()) || text.trim() === '' ? null : words.size
  if (shape === null || !('least' in shape)) return null
  const isWhole = shape.kind === 'integer'
  const value = Number(text)
  const fits = (isWhole ? /^\d+$/ : /^\d+(\.\d+)?$/).test(text.trim())
  if (fits && value >= shape.least && value <= shape.most) return null
  return isWhole ? words.whole(shape.least, shape.most) : words.number(shape.least, shape.most)
}

/** As the server compares it: whether the field says something else than what holds. */
export function isChanged(text: string | null, setting: SettingView): boolean {
  return text === null ? setting.saved !== null : text.trim() !== setting.value
}

/** A reason that stands alone begins as a sentence does; what begins with a name of something stays. */
export function asSentence(reason: string): string {
  return /^\p{Ll}+(?=[\s,:])/u.test(reason) ? reason.charAt(0).toUpperCase() + reason.slice(1) : reason
}

/** What being unset means is the server's English; the value that it comes to is shown where there is one. */
export function valueShown(
  { value, unset }: Pick<SettingView, 'value' | 'unset'>,
  words: GeneralWords,
): string {
  return value === unset?.replaceAll('`', '') ? words.unset : value
}
