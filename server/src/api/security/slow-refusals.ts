/** How long the answer to a guess waits, and how many answers wait for one address. */
const WAIT_MS = 1000
const MOST_WAITING = 16

/** Makes guessing slow and cheap for us: of one address so many refusals wait, and who asks faster is cut off. */
export interface SlowRefusals {
  /** Calls `refuse` after a while, or `hangUp` at once when too many wait for this address already. */
  later(address: string, refuse: () => void, hangUp: () => void): void
}

export function createSlowRefusals(): SlowRefusals {
  const waiting = new Map<string, number>()
  return {
    later: (address, refuse, hangUp) => {
      const count = waiting.get(address) ?? 0
      if (count >= MOST_WAITING) return hangUp()
      waiting.set(address, count + 1)
      setTimeout(() => {
        const left = (waiting.get(address) ?? 1) - 1
        if (left > 0) waiting.set(address, left)
        else waiting.delete(address)
        refuse()
      }, WAIT_MS)
    },
  }
}
