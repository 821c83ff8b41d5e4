import { isObject } from '../lib/json.ts'

/** What was saved in the panel: by the setting's name, written as in the environment. */
export type Saved = Readonly<Record<string, string>>

/** Of the form of the file; names and values that this program does not know are kept in it all the same. */
export const SAVED_VERSION = 1

export function readSaved(data: unknown): Saved | undefined {
  if (!isObject(data)) return undefined
  const entries = Object.entries(data)
  return entries.every((each): each is [string, string] => typeof each[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined
}

/** Null: back to what holds without it. */
export type Changes = Readonly<Record<string, string | null>>

export function withChanges(saved: Saved, changes: Changes): Saved {
  const next: Record<string, string> = { ...saved }
  for (const [name, text] of Object.entries(changes))
    if (text === null) delete next[name]
    else next[name] = text.trim()
  return next
}
