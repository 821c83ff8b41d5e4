/**
 * Ages are measured by the server's clock: this page's own may be minutes off. Every response that carries the
 * server's time updates the difference.
 */
let offsetMs = 0
let exact = false

export const setServerTime = (serverMs: number): void => {
  offsetMs = serverMs - Date.now()
  exact = true
}

/** Older servers give their time in the `Date` header alone, in whole seconds: good enough until an exact time comes. */
export function setRoughServerTime(dateHeader: string | null): void {
  const told = dateHeader === null ? Number.NaN : Date.parse(dateHeader)
  if (exact || Number.isNaN(told)) return
  const difference = told - Date.now()
  offsetMs = Math.abs(difference) < 2_000 ? 0 : difference
}

/** Another server has another clock. */
export function forgetServerTime(): void {
  offsetMs = 0
  exact = false
}

export const serverNow = (): number => Date.now() + offsetMs

/** One tick a second for everything that ages on the screen; none while the tab is hidden or nothing listens. */
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

const tick = () => {
  for (const listener of listeners) listener()
}

function sync(): void {
  const wanted = listeners.size > 0 && !document.hidden
  if (wanted && timer === undefined) timer = setInterval(tick, 1000)
  if (!wanted && timer !== undefined) {
    clearInterval(timer)
    timer = undefined
  }
}

let watching = false

export function everySecond(listener: () => void): () => void {
  if (!watching) {
    watching = true
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) tick()
      sync()
    })
  }
  listeners.add(listener)
  sync()
  return () => {
    listeners.delete(listener)
    sync()
  }
}
