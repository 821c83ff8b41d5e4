import type { Stream } from '../stream.ts'

const MOST_REMEMBERED = 5_000

/** What contents are called, as the streams that played them taught us: the next stream of one has its title at once. */
export interface TitleBook {
  learn(stream: Stream): void
  /** Null where it is not known yet. */
  titleOf(stream: Pick<Stream, 'keyType' | 'key'>): string | null
}

export function createTitleBook(): TitleBook {
  const titles = new Map<string, string>()
  return {
    learn: (stream) => {
      if (stream.title === null) return
      titles.set(contentOf(stream), stream.title)
      const oldest = titles.keys().next()
      if (titles.size > MOST_REMEMBERED && !oldest.done) titles.delete(oldest.value)
    },
    titleOf: (stream) => titles.get(contentOf(stream)) ?? null,
  }
}

function contentOf({ keyType, key }: Pick<Stream, 'keyType' | 'key'>): string {
  return `${keyType} ${key}`
}
