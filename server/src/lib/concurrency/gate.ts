/** Lets so many through at a time; the others wait in order of arrival. */
export interface Gate {
  through<T>(work: () => Promise<T>): Promise<T>
}

export function createGate(limit: number): Gate {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    through: async (work) => {
      if (inside >= limit) await new Promise<void>((enter) => waiting.push(enter))
      else inside++
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else inside--
      }
    },
  }
}
