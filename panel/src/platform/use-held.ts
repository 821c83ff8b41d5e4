import { useEffect, useRef, useState } from 'react'

/** So long after the last touch, key or movement of the mouse nobody is about to press anything. */
const QUIET_MS = 2_000

let lastActiveMs = Number.NEGATIVE_INFINITY
const noteActivity = () => {
  lastActiveMs = performance.now()
}
for (const kind of ['pointerdown', 'pointermove', 'touchmove', 'wheel', 'keydown'])
  window.addEventListener(kind, noteActivity, { passive: true, capture: true })

/**
 * `value`, but while somebody uses the page the one of the shape that is shown: what would push the page under the
 * reader's finger waits until they rest. A change that keeps the shape shows immediately.
 */
export function useHeld<T>(value: T, shape: string): T {
  const [shownShape, setShownShape] = useState(shape)
  const last = useRef(value)
  const held = shape !== shownShape
  if (!held) last.current = value
  useEffect(() => {
    if (!held) return
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      const leftMs = lastActiveMs + QUIET_MS - performance.now()
      if (leftMs <= 0) setShownShape(shape)
      else timer = setTimeout(look, leftMs)
    }
    look()
    return () => clearTimeout(timer)
  }, [held, shape])
  return last.current
}
