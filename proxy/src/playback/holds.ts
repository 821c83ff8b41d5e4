/** Who waits for a channel or watches it. The channel is kept for a while after the last of them has left. */
export interface Holds {
  /** The answer lets go; a second call of it does nothing. */
  hold(): () => void
  isEmpty(): boolean
  stop(): void
}

/** `onAbandoned`: nobody has held it for `graceMs`, also when nobody ever did. */
export function createHolds(graceMs: number, onAbandoned: () => void): Holds {
  let holders = 0
  let isStopped = false
  let timer: NodeJS.Timeout | null = setTimeout(onAbandoned, graceMs)

  function clear(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  function letGo(): void {
    holders--
    if (holders === 0 && !isStopped) timer = setTimeout(onAbandoned, graceMs)
  }

  return {
    isEmpty: () => holders === 0,
    hold: () => {
      holders++
      clear()
      let isHeld = true
      return () => {
        if (isHeld) letGo()
        isHeld = false
      }
    },
    stop: () => {
      isStopped = true
      clear()
    },
  }
}
