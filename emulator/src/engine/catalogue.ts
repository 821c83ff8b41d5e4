import { infohashOf, infohashOfUrl, isEmulatedInfohash, isHex40, isUnknown } from './identity.ts'

export type SelectorKind = 'content_id' | 'infohash' | 'url' | 'magnet'

/** What a caller wants to play. */
export interface Selector {
  readonly kind: SelectorKind
  readonly value: string
}

/** In the order in which engines look at them; `id` is the older name of `content_id`. */
const PARAMETERS: readonly (readonly [name: string, kind: SelectorKind])[] = [
  ['content_id', 'content_id'],
  ['id', 'content_id'],
  ['infohash', 'infohash'],
  ['url', 'url'],
  ['magnet', 'magnet'],
]

export function selectorIn(parameters: URLSearchParams): Selector | undefined {
  for (const [name, kind] of PARAMETERS) {
    const value = parameters.get(name)
    if (value !== null && value !== '') return { kind, value: kind === 'url' ? value : value.toLowerCase() }
  }
  return undefined
}

/** Which contents an engine knows, and by which ids. */
export interface Catalogue {
  /** The infohash, or `undefined` where the engine finds nothing. */
  resolve(selector: Selector): string | undefined
  remember(selector: Selector, infohash: string): void
  contentIdOf(infohash: string): string
  /** The infohashes that an id given by a test may stand for: it may be either kind of id. */
  infohashesOf(id: string): readonly string[]
}

/** For a content that was never played by content id: any fixed id, but none that looks like an infohash from here. */
const unseenContentIdOf = (infohash: string) => `${infohashOf(`content id of ${infohash}`).slice(0, 36)}0000`

export function catalogue(): Catalogue {
  const loaded = new Set<string>()
  const contentIds = new Map<string, string>()
  const infohashes = new Map<string, string>()

  function pair(contentId: string, infohash: string): void {
    contentIds.set(infohash, contentId)
    infohashes.set(contentId, infohash)
  }

  function ofContentId(id: string): string | undefined {
    if (!isHex40(id) || isUnknown(id)) return undefined
    if (loaded.has(id)) return id
    return isEmulatedInfohash(id) ? undefined : (infohashes.get(id) ?? infohashOf(id))
  }

  const known = (infohash: string | undefined) =>
    infohash !== undefined && isHex40(infohash) && !isUnknown(infohash) ? infohash : undefined

  return {
    resolve: ({ kind, value }) => {
      if (kind === 'content_id') return ofContentId(value)
      if (kind === 'infohash') return known(value)
      if (kind === 'magnet') return known(/xt=urn:btih:([0-9a-f]{40})/.exec(value)?.[1])
      return /^https?:\/\//.test(value) ? infohashOfUrl(value) : undefined
    },
    remember: ({ kind, value }, infohash) => {
      loaded.add(infohash)
      if (kind === 'content_id' && value !== infohash) pair(value, infohash)
    },
    contentIdOf: (infohash) => {
      const contentId = contentIds.get(infohash) ?? unseenContentIdOf(infohash)
      pair(contentId, infohash)
      return contentId
    },
    infohashesOf: (id) => {
      const lower = id.toLowerCase()
      return isEmulatedInfohash(lower) ? [lower] : [lower, infohashes.get(lower) ?? infohashOf(lower)]
    },
  }
}
