/** What the emulated answers are made of. An `undefined` member is left out, as with `JSON.stringify`. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

/**
 * Serialises as Python's `json.dumps` does by default: a space after each comma and colon, ASCII only. Image health
 * checks grep engine answers for `"error": null`, with that space.
 */
export function pythonJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null) return `{${members(value).join(', ')}}`
  return ascii(JSON.stringify(value))
}

function members(object: object): string[] {
  return Object.entries(object)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${ascii(JSON.stringify(key))}: ${pythonJson(value)}`)
}

function ascii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
