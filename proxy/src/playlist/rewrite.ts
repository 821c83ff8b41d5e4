// playlist/: playlists whose AceStream lines lead to the proxy.
import { readSelector } from '../front/selector.ts'

export interface PlaylistTarget {
  /** `http://host:port` of the proxy, without a slash at the end. */
  readonly origin: string
  /** `PLAYBACK_KEY`, if playing needs it. */
  readonly key: string | null
}

/** A UTF-8 byte order mark, one character per byte. */
const LINE_START = /^(?:\xef\xbb\xbf)?[ \t]*/
/** Ends at what no player takes for a part of an address: quotes, a backslash, Kodi's `|`. */
const ADDRESS = /(?:acestream:|https?:\/\/)[^\s"'|<>\\]+/i
const ADDRESSES = new RegExp(ADDRESS.source, 'gi')
const ADDRESS_FIRST = new RegExp(`^${ADDRESS.source}`, 'i')

/**
 * AceStream addresses in a playlist become the proxy's; every other byte stays as it is. Each line is looked at alone, so
 * that a playlist may be given in parts that end where lines end.
 */
export function rewritePlaylist(playlist: Buffer, target: PlaylistTarget): Buffer {
  // One character per byte: whatever the encoding is, nothing is lost.
  const text = playlist.toString('latin1')
  return Buffer.from(
    text.replace(/[^\r\n]+/g, (line) => rewriteLine(line, target)),
    'latin1',
  )
}

function rewriteLine(line: string, target: PlaylistTarget): string {
  const start = LINE_START.exec(line)?.[0] ?? ''
  const rest = line.slice(start.length)
  const rewrite = (address: string) => rewriteAddress(address, target)
  // A command for TVHeadend: the address stands anywhere in it. Elsewhere a line is an address, and Kodi's suffix is none.
  if (/^pipe:\/\//i.test(rest)) return start + rest.replace(ADDRESSES, rewrite)
  return start + rest.replace(ADDRESS_FIRST, rewrite)
}

function rewriteAddress(address: string, { origin, key }: PlaylistTarget): string {
  const query = queryIn(address)
  if (query === null || 'code' in readSelector(new URLSearchParams(query))) return address
  const kept = query.split('&').filter((pair) => !pair.startsWith('key='))
  if (key !== null) kept.push(`key=${encodeURIComponent(key)}`)
  return `${origin}/ace/getstream?${kept.join('&')}`
}

/** `acestream://<id>`, and `acestream:?content_id=<id>` as web pages have it. */
const SCHEME = /^acestream:(?:\/\/)?(?:([0-9a-f]{40})\/?(?:$|[?#])|\/?\?([^#]*))/i
/** An engine's, and that of most proxies in front of one. */
const ENGINE = /^https?:\/\/[^/?#]+\/(?:[^?#]*\/)?ace\/(?:getstream|manifest\.m3u8)\/?\?([^#]*)/i
/** HTTPAceProxy: `/content_id/<id>/name.ts`; `pid` is its older name of an id. */
const IN_PATH = /^https?:\/\/[^/?#]+\/(content_id|pid|infohash)\/([0-9a-f]{40})(?:[/?#]|$)/i

/** The query of `/ace/getstream` that plays the same; null: no AceStream address. */
function queryIn(address: string): string | null {
  const [, id, schemeQuery] = SCHEME.exec(address) ?? []
  if (id !== undefined) return `id=${id}`
  const query = schemeQuery ?? ENGINE.exec(address)?.[1]
  if (query !== undefined) return query
  const [, kind, hash] = IN_PATH.exec(address) ?? []
  if (kind === undefined) return null
  return `${kind.toLowerCase() === 'infohash' ? 'infohash' : 'id'}=${hash}`
}
