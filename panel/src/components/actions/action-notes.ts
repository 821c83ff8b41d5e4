import { useSyncExternalStore } from 'react'
import { type Fault, faultOf } from '../../connection/http/fault.ts'
import { KeyRefused } from '../../connection/http/key-request.ts'
import { createStore } from '../../platform/store.ts'

/** How an action on one engine, stream or section is going; shown where the action was started. */
export type ActionNote =
  | { readonly state: 'working' }
  | { readonly state: 'failed'; readonly what: string; readonly fault: Fault }
  | { readonly state: 'done'; readonly text: string }

const notes = createStore<ReadonlyMap<string, ActionNote>>(new Map())
const DONE_SHOWN_MS = 8_000

/** A success note disappears after a while; a later note of the same target stays. */
export function setNote(target: string, note: ActionNote | null): void {
  const others = [...notes.get()].filter(([known]) => known !== target)
  notes.set(new Map(note === null ? others : [...others, [target, note]]))
  if (note?.state !== 'done') return
  setTimeout(() => {
    if (noteOf(target) === note) setNote(target, null)
  }, DONE_SHOWN_MS)
}

/** Runs an action and keeps its note; cancelling the key dialog is no failure. */
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

export const noteOf = (target: string): ActionNote | null => notes.get().get(target) ?? null

export const useActionNote = (target: string): ActionNote | null =>
  useSyncExternalStore(notes.subscribe, () => noteOf(target))
