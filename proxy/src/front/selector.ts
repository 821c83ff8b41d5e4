import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import type { Content } from '../engine/content.ts'

/** In the order in which engines look at them; `id` is the older name of `content_id`. */
const PARAMETERS: readonly (readonly [name: string, kind: Content['kind']])[] = [
  ['content_id', 'content_id'],
  ['id', 'content_id'],
  ['infohash', 'infohash'],
  ['url', 'url'],
  ['magnet', 'magnet'],
]

const HASH_LENGTH = 40
const LONGEST_VALUE = 4096

/** What a request asks for, or which rule it breaks. Whether a URL's host may be asked is not looked at here. */
export function readSelector(query: URLSearchParams): Content | PlaybackReason {
  for (const [parameter, kind] of PARAMETERS) {
    const given = query.get(parameter)?.trim()
    if (given === undefined || given === '') continue
    const value = kind === 'content_id' || kind === 'infohash' ? given.toLowerCase() : given
    const rule = brokenRule(kind, value)
    return rule === null ? { kind, value } : { code: 'selector_invalid', parameter, rule }
  }
  return { code: 'selector_missing' }
}

function brokenRule(kind: Content['kind'], value: string): string | null {
  if (value.length > LONGEST_VALUE) return `${value.length} characters, ${LONGEST_VALUE} at most`
  if (kind === 'url') return brokenUrlRule(value)
  if (kind === 'magnet') return brokenMagnetRule(value)
  const wrong = value.search(/[^0-9a-f]/)
  if (wrong >= 0) return `character ${wrong + 1} is no hexadecimal digit`
  return value.length === HASH_LENGTH ? null : `${value.length} of ${HASH_LENGTH} characters`
}

function brokenUrlRule(value: string): string | null {
  const url = URL.parse(value)
  if (url === null) return 'not an absolute URL'
  return url.protocol === 'http:' || url.protocol === 'https:' ? null : 'not http or https'
}

/** Base 32 or hexadecimal, as BitTorrent has it. */
const MAGNET = /^magnet:\?(?:.*&)?xt=urn:btih:(?:[0-9a-f]{40}|[a-z2-7]{32})(?:&|$)/i

function brokenMagnetRule(value: string): string | null {
  return MAGNET.test(value) ? null : 'not of the form magnet:?xt=urn:btih:<infohash>'
}
