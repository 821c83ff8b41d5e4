import { createHash } from 'node:crypto'

const HEX_40 = /^[0-9a-f]{40}$/
/** Ids that begin so belong to no content at all. */
const UNKNOWN_PREFIX = 'dead'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex')
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const checkOf = (hex36: string) => sha1(`check ${hex36}`).slice(0, 4)

export const isHex40 = (text: string): boolean => HEX_40.test(text)
export const isUnknown = (id: string): boolean => id.startsWith(UNKNOWN_PREFIX)

/**
 * A content id and an infohash look the same and differ for most channels. Ours differ always; the last four digits
 * of an infohash are a check of the others, so that an infohash given as a content id can be told and refused, as
 * engines do with contents they have not loaded.
 */
export function infohashOf(contentId: string): string {
  const head = sha1(`infohash of ${contentId.toLowerCase()}`).slice(0, 36)
  return head + checkOf(head)
}

export function isEmulatedInfohash(id: string): boolean {
  return checkOf(id.slice(0, 36)) === id.slice(36)
}

/**
 * The 32 hex digits in playback, stat and command URLs: they name the player, not the session. Without a `pid` the
 * player is the caller's address: md5("127.0.0.1") is f528764d624db129b32c21fbca0cb8d6 in the vendor's own example.
 * How an explicit `pid` is hashed is not known; any stable function will do.
 */
export function tokenOf(pid: string | null, callerIp: string): string {
  return pid === null ? md5(callerIp) : md5(`pid ${pid}`)
}

/** A number in 0..1 that is always the same for the same text. */
export function fractionOf(text: string): number {
  return Number.parseInt(sha1(text).slice(0, 8), 16) / 2 ** 32
}

export function randomHex40(): string {
  return sha1(`${Math.random()} ${Date.now()}`)
}

/** The infohash of what a transport file's URL leads to. */
export const infohashOfUrl = (url: string): string => infohashOf(sha1(url))
