import { useSyncExternalStore } from 'react'
import { type Fault, faultOf } from './fault.ts'
import { KeyRefused } from './key-request.ts'

/** How an action on one engine, stream or section is going; shown where the action was started. */
export type ActionNote =
  | { readonly state: 'working' }
  | { readonly state: 'failed'; readonly what: string; readonly fault: Fault }
  | { readonly state: 'done'; readonly text: string }

const notes = new Map<string, ActionNote>()
const listeners = new Set<() => void>()
const DONE_SHOWN_MS = 8_000

/** Good news goes by itself; what is said of the same target meanwhile stays. */
export function setNote(target: string, note: ActionNote | null): void {
  if (note === null) notes.delete(target)
  else notes.set(target, note)
  for (const listener of listeners) listener()
  if (note?.state !== 'done') return
  setTimeout(() => {
    if (notes.get(target) === note) setNote(target, null)
  }, DONE_SHOWN_MS)
}

/** Runs an action and keeps its note; giving no key when asked for one is no failure. */
export async function runNoted(
  target: string,
  what: string,
  act: () => Promise<string | null>,
): Promise<void> {
  setNote(target, { state: 'working' })
  try {
    const text = await act()
    setNote(target, text === null ? null : { state: 'done', text })
  } catch (error) {
    setNote(target, error instanceof KeyRefused ? null : { state: 'failed', what, fault: faultOf(error) })
  }
}

export const noteOf = (target: string): ActionNote | null => notes.get(target) ?? null

export const useActionNote = (target: string): ActionNote | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => noteOf(target),
  )
