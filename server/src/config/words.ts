/**
 * Splits a command line into words as a POSIX shell would: blanks part words, single quotes keep everything,
 * double quotes keep all but `\"` and `\\`, a backslash outside quotes keeps the next character. Nothing is
 * expanded. Undefined: a quote is never closed, or the text ends in a backslash.
 */
export function splitWords(text: string): readonly string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote: '"' | "'" | undefined
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (escapes(char, text.charAt(at + 1), quote)) {
      if (++at >= text.length) return undefined
      word = (word ?? '') + text.charAt(at)
    } else if (char === quote) quote = undefined
    else if (quote === undefined && (char === '"' || char === "'")) {
      quote = char
      word ??= ''
    } else if (quote === undefined && /\s/.test(char)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + char
  }
  if (quote !== undefined) return undefined
  if (word !== undefined) words.push(word)
  return words
}

function escapes(char: string, next: string, quote: '"' | "'" | undefined): boolean {
  if (char !== '\\' || quote === "'") return false
  return quote === undefined || next === '"' || next === '\\'
}
