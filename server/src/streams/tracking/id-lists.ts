/** Ids by what they belong to, in the order in which they were added. */
export interface IdLists {
  /** The same array until it changes. */
  of(subject: string): readonly string[]
  add(subject: string, id: string): void
  remove(subject: string, id: string): void
}

const NONE: readonly string[] = []

export function createIdLists(): IdLists {
  const lists = new Map<string, readonly string[]>()
  const of = (subject: string) => lists.get(subject) ?? NONE
  return {
    of,
    add: (subject, id) => {
      if (!of(subject).includes(id)) lists.set(subject, [...of(subject), id])
    },
    remove: (subject, id) => {
      const others = of(subject).filter((each) => each !== id)
      if (others.length === 0) lists.delete(subject)
      else lists.set(subject, others)
    },
  }
}
