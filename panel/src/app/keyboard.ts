import {
  closeDialog,
  type DialogRequest,
  openDialog,
  openDialogNow,
} from '../components/dialogs/open-dialog.ts'
import type { Section } from '../routing/route.ts'
import { navigate } from '../routing/use-route.ts'
import { connection } from './live.ts'

const PLACES: Record<string, Section> = {
  o: 'overview',
  e: 'engines',
  s: 'streams',
  v: 'vpn',
  a: 'activity',
}
const SEQUENCE_MS = 1500
let goUntil = 0

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]')

/** The dialog or drawer that was opened last. */
const inFront = (): Element | undefined =>
  [...document.querySelectorAll('[role="dialog"], [role="alertdialog"], [role="menu"]')].at(-1)

function focusFilter(within: ParentNode): boolean {
  const field = within.querySelector<HTMLInputElement>('[data-filter]')
  field?.focus()
  field?.select()
  return field !== null
}

function single(key: string): boolean {
  if (Date.now() < goUntil) {
    goUntil = 0
    const section = PLACES[key]
    if (section) navigate({ section })
    return section !== undefined
  }
  if (key === 'g') {
    goUntil = Date.now() + SEQUENCE_MS
    return true
  }
  if (key === '/') return focusFilter(document)
  if (key === '?') openDialog({ kind: 'shortcuts' })
  else if (key === 'r') void connection.refresh()
  else return false
  return true
}

let ahead = ''
let entered = false

/** What was typed for the palette before it was there. */
export const typedAhead = (): string => ahead
/** Whether Enter followed: the first match is run as soon as the palette is there. */
export const enteredAhead = (): boolean => entered
export const forgetTypedAhead = (): void => {
  ahead = ''
  entered = false
}

/** Keys typed while a requested dialog is still loading: they do nothing on the page, and the palette's are kept. */
function beforeDialog(dialog: DialogRequest, key: string): boolean {
  if (key === 'Escape') {
    forgetTypedAhead()
    closeDialog(dialog)
  } else if (dialog.kind !== 'palette') return false
  else if (key === 'Enter') entered = true
  else if (key === 'Backspace') ahead = ahead.slice(0, -1)
  else if (key.length === 1) ahead += key
  else return false
  return true
}

function inDialog(front: Element, key: string): boolean {
  // Drawn, but its field is not focused yet: what is typed belongs there.
  const field = front.querySelector<HTMLElement>('[role="combobox"]')
  if (key.length === 1) field?.focus()
  if (key === 'Enter' && field && document.activeElement === document.body) {
    field.focus()
    return !field.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
  }
  return key === '/' && focusFilter(front)
}

/** The page's shortcuts. Single letters only outside of text fields; with a dialog open, only that of its own filter. */
export function listenForShortcuts(): void {
  window.addEventListener('keydown', (event) => {
    const palette = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)
    if (palette) {
      event.preventDefault()
      openDialog({ kind: 'palette' })
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return
    const { key } = event
    const front = inFront()
    const coming = openDialogNow()
    const done = front ? inDialog(front, key) : coming ? beforeDialog(coming, key) : single(key)
    if (done) event.preventDefault()
  })
}
