import type { ProxyFront } from '@acestream-orchestrator/contract/playback'

/** What was typed as a content id: the id itself, or how many of its 40 hex digits are there; null: nothing yet. */
export type TypedId =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'wrong'; readonly length: number; readonly isHex: boolean }

const LENGTH = 40

/** `acestream://` before it, and spaces around it, are left out. */
export function readContentId(typed: string): TypedId | null {
  const id = typed
    .trim()
    .replace(/^acestream:\/\//i, '')
    .toLowerCase()
  if (id === '') return null
  const isHex = /^[0-9a-f]*$/.test(id)
  return isHex && id.length === LENGTH ? { kind: 'id', id } : { kind: 'wrong', length: id.length, isHex }
}

const LOOPBACK = /^(localhost|127\.[\d.]+|\[?::1\]?)$/

export const isLoopback = (host: string): boolean => LOOPBACK.test(host)

/** The proxy's address for players: its public one, else the host that this page reaches the server by. */
export function addressOf({ host, port, public_url }: ProxyFront, server: string): string {
  if (public_url !== null) return public_url.replace(/\/+$/, '')
  const name = isLoopback(host) ? '127.0.0.1' : (URL.parse(server)?.hostname ?? host)
  return `http://${name}:${port}`
}

/** The link that any player plays. */
export function streamUrl(address: string, id: string, key: string): string {
  return `${address}/ace/getstream?id=${id}${key === '' ? '' : `&key=${encodeURIComponent(key)}`}`
}

/** A playlist with this one channel, for programs that take channels from playlists. */
export const playlistOf = (url: string, name: string): string => `#EXTM3U\n#EXTINF:-1,${name}\n${url}\n`

/** Whom the links are of use to: everybody, this machine alone, or those who replace the host in them. */
export function reachOf(front: ProxyFront, address: string): 'network' | 'loopback' | 'opened-locally' {
  if (front.public_url === null && isLoopback(front.host)) return 'loopback'
  return isLoopback(URL.parse(address)?.hostname ?? '') ? 'opened-locally' : 'network'
}
