import { isIP } from 'node:net'
import { parseObject } from '../lib/json.ts'
import type { TunnelStatus } from '../vpn/ports.ts'

const STATUSES: ReadonlySet<string> = new Set<TunnelStatus>([
  'starting',
  'running',
  'stopping',
  'stopped',
  'crashed',
  'completed',
])

/**
 * Undefined: no such answer of Gluetun's, which never sets a JSON content type (docs/reference/gluetun.md 1): only the body
 * decides. A word we don't know is `unknown`.
 */
export function parseStatus(text: string): TunnelStatus | undefined {
  const status = parseObject(text)?.['status']
  if (typeof status !== 'string') return undefined
  return isStatus(status) ? status : 'unknown'
}

function isStatus(word: string): word is TunnelStatus {
  return STATUSES.has(word)
}

export interface PublicIp {
  readonly publicIp: string | null
  readonly country: string | null
  readonly region: string | null
  readonly city: string | null
}

/** `{"public_ip":""}` means "not known yet", with 200 (docs/reference/gluetun.md 2.3). */
export function parsePublicIp(text: string): PublicIp | undefined {
  const object = parseObject(text)
  if (!object || typeof object['public_ip'] !== 'string') return undefined
  const ip = object['public_ip']
  return {
    publicIp: isIP(ip) === 0 ? null : ip,
    country: shortText(object['country']),
    region: shortText(object['region']),
    city: shortText(object['city']),
  }
}

/** The three shapes of v3.38, v3.39 and v3.41.2 (docs/reference/gluetun.md 2.4) as one list; 0 is "none". */
export function parsePorts(text: string): readonly number[] | undefined {
  const object = parseObject(text)
  if (!object || !('port' in object || 'ports' in object)) return undefined
  const listed = Array.isArray(object['ports']) ? object['ports'] : []
  return (listed.length > 0 ? listed : [object['port']]).filter(isPort)
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535
}

/** The tag, or `latest` for images built from the tip of the main branch. */
export function parseVersion(text: string): string | undefined {
  return shortText(parseObject(text)?.['version']) ?? undefined
}

/** The `outcome` of a PUT; the words are listed in docs/reference/gluetun.md 2.1. */
export function parseOutcome(text: string): string | undefined {
  return shortText(parseObject(text)?.['outcome']) ?? undefined
}

const LONGEST_TEXT = 100

/** One line of at most 100 characters, else null: never a part, which could be half a secret. */
function shortText(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST_TEXT || /\p{Cc}/u.test(value)) return null
  return value.trim() === '' ? null : value.trim()
}

/** The beginning of what a server said, on one line. */
export function excerpt(text: string): string {
  return text
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TEXT)
}

/**
 * Fields in which address services answer: ipify and ipinfo (`ip`), ip-api (`query`), httpbin (`origin`), Gluetun
 * (`public_ip`), Microsoft's and others (`clientIp`, `ipAddress`). Compared without case, `_` and `-`.
 */
const IP_FIELDS = [
  'ip',
  'query',
  'origin',
  'publicip',
  'ipaddr',
  'clientip',
  'ipaddress',
  'yourip',
  'address',
]

/** The address in an address service's answer: plain, a JSON string or object, or lines of `ip=…` (Cloudflare's trace). */
export function parseAnyIp(text: string): string | undefined {
  const object = parseObject(text)
  const candidates = object ? fieldsOf(object) : [unquoted(text.trim()), ...linesOf(text)]
  return candidates.find((each): each is string => typeof each === 'string' && isIP(each) !== 0)
}

function fieldsOf(object: Readonly<Record<string, unknown>>): unknown[] {
  const byName = new Map(
    Object.entries(object).map(([name, value]) => [name.toLowerCase().replace(/[_-]/g, ''), value]),
  )
  return IP_FIELDS.map((field) => byName.get(field))
}

function unquoted(text: string): string {
  return /^".*"$/.test(text) ? text.slice(1, -1).trim() : text
}

function linesOf(text: string): (string | undefined)[] {
  return text.split('\n').map((line) => /^\s*ip\s*=\s*(\S+)\s*$/i.exec(line)?.[1])
}
