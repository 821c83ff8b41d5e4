import { isIP } from 'node:net'
import type { SettingShape } from '@acestream-orchestrator/contract/reasons/settings'
import { splitWords } from './words.ts'

/** How one setting is written, and what it becomes. */
export interface Kind<T> {
  /** What an operator may write: ends the sentence "allowed: …". */
  readonly allowed: string
  /** Undefined: not one of the allowed. */
  readonly parse: (text: string) => T | undefined
  /** The same as data, for whoever offers a field for it; none: only `parse` knows. */
  readonly shape?: SettingShape
}

/** First and last port, both included. */
export interface PortRange {
  readonly first: number
  readonly last: number
}

export const flag: Kind<boolean> = {
  shape: { kind: 'flag' },
  allowed: 'true or false (also 1/0, yes/no, on/off)',
  parse: (text) => {
    const word = text.toLowerCase()
    if (['true', '1', 'yes', 'on'].includes(word)) return true
    return ['false', '0', 'no', 'off'].includes(word) ? false : undefined
  },
}

/** As Docker's own clients read DOCKER_TLS_VERIFY: on whenever it is not empty, even as `0`. */
export const presence: Kind<boolean> = { allowed: 'anything switches it on', parse: () => true }

export function choice<const T extends string>(...words: readonly T[]): Kind<T> {
  return {
    shape: { kind: 'choice', words },
    allowed: words.join(', '),
    parse: (text) => words.find((word) => word === text.toLowerCase()),
  }
}

export function integer(least: number, most: number): Kind<number> {
  return {
    shape: { kind: 'integer', least, most },
    allowed: `a whole number from ${least} to ${most}`,
    parse: (text) => (/^\d+$/.test(text) ? within(Number(text), least, most) : undefined),
  }
}

export function decimal(least: number, most: number): Kind<number> {
  return {
    shape: { kind: 'decimal', least, most },
    allowed: `a number from ${least} to ${most}`,
    parse: (text) => (/^\d+(\.\d+)?$/.test(text) ? within(Number(text), least, most) : undefined),
  }
}

/** Written in seconds, kept in milliseconds. */
export function seconds(least: number, most: number): Kind<number> {
  const number = decimal(least, most)
  return {
    shape: { kind: 'seconds', least, most },
    allowed: `seconds from ${least} to ${most}, decimals allowed`,
    parse: (text) => {
      const value = number.parse(text)
      return value === undefined ? undefined : Math.round(value * 1000)
    },
  }
}

export const port = integer(1, 65_535)

/** Unprivileged ports only: engines run without root, and lower ones belong to the machine. */
export const portRange: Kind<PortRange> = {
  allowed: 'FIRST-LAST, two ports from 1024 to 65535, the smaller first',
  parse: (text) => {
    const [, first, last] = /^(\d{1,5})\s*-\s*(\d{1,5})$/.exec(text) ?? []
    const range = { first: Number(first), last: Number(last) }
    return range.first >= 1024 && range.first <= range.last && range.last <= 65_535 ? range : undefined
  },
}

/** Docker's way of writing memory; never less than Docker itself accepts. */
export const memory: Kind<number> = {
  shape: { kind: 'memory' },
  allowed: 'bytes with a unit as Docker takes them, e.g. 512m or 1.5g, at least 6m',
  parse: (text) => {
    const [, amount, unit = 'b'] = /^(\d+(?:\.\d+)?)([bkmg])?b?$/i.exec(text) ?? []
    const bytes = Math.floor(Number(amount) * 1024 ** 'bkmg'.indexOf(unit.toLowerCase()))
    return bytes >= 6 * 1024 ** 2 ? bytes : undefined
  },
}

export const path: Kind<string> = {
  allowed: 'a path without control characters',
  parse: (value) => (/\p{Cc}/u.test(value) ? undefined : value),
}

export function matching(pattern: RegExp, allowed: string): Kind<string> {
  return { allowed, parse: (value) => (pattern.test(value) ? value : undefined) }
}

export const ip: Kind<string> = {
  allowed: 'an IPv4 or IPv6 address',
  parse: (value) => (isIP(value) === 0 ? undefined : value),
}

const HOST_NAME = /^(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_-]+)*\.?$/

export const host: Kind<string> = {
  allowed: 'a host name or an IP address, without scheme or port',
  parse: (value) => (isIP(value) !== 0 || HOST_NAME.test(value) ? value : undefined),
}

export function url(...schemes: readonly string[]): Kind<string> {
  return {
    allowed: `a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
    parse: (value) => {
      const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : undefined
      return scheme !== undefined && schemes.includes(scheme) ? value : undefined
    },
  }
}

/** What a browser sends as `Origin`; a wildcard would let any page in the house write, so there is none. */
export const origin: Kind<string> = {
  allowed: 'an origin such as https://tv.example:8443, without a path; no wildcard',
  parse: (value) => {
    const parsed = /^https?:\/\//i.test(value) && URL.canParse(value) ? new URL(value) : undefined
    return parsed && parsed.pathname === '/' && parsed.search === '' ? parsed.origin : undefined
  },
}

/** Who may show our pages in a frame, as `frame-ancestors` of a Content-Security-Policy writes it. */
export const framer: Kind<string> = {
  allowed: 'self for our own host, or an origin such as https://home.example:8123; no wildcard',
  parse: (value) => (value.toLowerCase() === 'self' ? "'self'" : origin.parse(value)),
}

export function listOf<T>(item: Kind<T>): Kind<readonly T[]> {
  return {
    allowed: `one or several, comma-separated, each ${item.allowed}`,
    parse: (value) => {
      const parsed = value
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '')
        .map((part) => item.parse(part))
      return parsed.every((part) => part !== undefined) && parsed.length > 0 ? parsed : undefined
    },
  }
}

export const words: Kind<readonly string[]> = {
  allowed: 'words as a shell splits them, quotes closed',
  parse: splitWords,
}

export const variables: Kind<Readonly<Record<string, string>>> = {
  allowed: 'NAME=value pairs separated by spaces, quoted where a value contains spaces',
  parse: (value) => {
    const pairs = splitWords(value)?.map((word) => /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(word))
    if (!pairs?.every((pair) => pair !== null)) return undefined
    return Object.fromEntries(pairs.map(([, name = '', content = '']) => [name, content]))
  },
}

export const label: Kind<{ readonly key: string; readonly value: string }> = {
  allowed: 'key=value (the first = parts them), neither empty',
  parse: (text) => {
    const [, key, value] = /^([^=\s]+)=(.+)$/.exec(text) ?? []
    return key === undefined || value === undefined ? undefined : { key, value }
  },
}

/** Fastify's `trustProxy`: whose X-Forwarded-* headers count. */
export const trustedProxies: Kind<boolean | number | readonly string[]> = {
  allowed: 'true, false, the number of proxies in front, or their addresses (CIDR too), comma-separated',
  parse: (value) => {
    if (/^\d{1,2}$/.test(value)) return Number(value)
    return value === 'true' || value === 'false' ? value === 'true' : addresses.parse(value)
  },
}

const addresses = listOf<string>({
  allowed: 'an address',
  parse: (value) => {
    const [address = '', bits] = value.split('/')
    const widest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
    const fits = bits === undefined ? widest > 0 : /^\d+$/.test(bits) && Number(bits) <= widest
    return fits || ['loopback', 'linklocal', 'uniquelocal'].includes(value) ? value : undefined
  },
})

function within(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined
}
