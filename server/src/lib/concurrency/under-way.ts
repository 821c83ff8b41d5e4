/** Work that somebody began and nobody waits for, until the end. */
export interface UnderWay {
  /** The work handles its own errors. */
  add(work: Promise<void>): void
  /** Resolves when everything that is under way now has ended. */
  settled(): Promise<void>
}

export function createUnderWay(): UnderWay {
  const all = new Set<Promise<void>>()
  return {
    add: (work) => {
      all.add(work)
      void work.finally(() => all.delete(work))
    },
    settled: async () => {
      await Promise.all(all)
    },
  }
}
