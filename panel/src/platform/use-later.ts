import { useEffect, useState } from 'react'

/**
 * `value` once what is drawn without it can be seen: what a person presses shows in the next frame, and the long list
 * that follows from it in the one after. The first render gets `initial`.
 */
export function useLater<T>(value: T, initial: T = value): T {
  const [shown, setShown] = useState(initial)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setShown(() => value))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [value])
  return shown
}
