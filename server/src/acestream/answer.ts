import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isObject, type JsonObject, parseJson } from '../lib/json.ts'

/** An engine's JSON answer, opened: what it carries, or its error in words. */
export type Opened =
  | { readonly kind: 'content'; readonly content: unknown }
  /** `foreign`: no engine answers like this, so something else did. */
  | { readonly kind: 'error'; readonly reason: Reason; readonly foreign?: true }

const LONGEST_EXCERPT = 100

/**
 * Opens `{"response": …, "error": …}` (the `/ace` family) or `{"result": …, "error": …}` (the service API).
 * Errors come with HTTP 200 and are a string (an empty one is none) or `{"message", "code"}` (docs/reference/acestream-engine.md 2.5).
 */
export function openAnswer(text: string, field: 'response' | 'result'): Opened {
  const answer = parseJson(text)
  if (!isObject(answer))
    return { kind: 'error', reason: { code: 'not_json', text: excerptOf(text) }, foreign: true }
  const error = answer['error']
  if (error !== undefined && error !== null && error !== '')
    return { kind: 'error', reason: { code: 'engine_error', text: excerptOf(errorText(error)) } }
  const content = answer[field]
  if (content === undefined || content === null)
    return {
      kind: 'error',
      reason: { code: 'field_missing', field, text: excerptOf(text) },
      ...(error === undefined ? { foreign: true } : {}),
    }
  return { kind: 'content', content }
}

function errorText(error: unknown): string {
  return isObject(error) ? String(error['message'] ?? error['code']) : String(error)
}

/** What an engine said, on one line and short enough for a sentence. */
export function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > LONGEST_EXCERPT ? `${line.slice(0, LONGEST_EXCERPT)}…` : line
}

/** A count that the engine may write as a number or as a string; anything else is unknown. */
export function numberIn(object: JsonObject, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = object[name]
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number
  }
  return null
}

export function textIn(object: JsonObject, name: string): string | null {
  const value = object[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}
