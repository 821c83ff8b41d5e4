import { isIP } from 'node:net'
import { DomainError } from '../../lib/errors.ts'

/** What a request says of where it comes from and where it was sent. */
export interface Provenance {
  readonly origin: string | undefined
  /** `Sec-Fetch-Site`; pages can't forge it. */
  readonly fetchSite: string | undefined
  /** It bears an `Origin` or a `Sec-Fetch-*` header, as only browsers send them. */
  readonly isFromBrowser: boolean
  /** The host and port the request was sent to, as far as proxies tell. */
  readonly host: string
}

export interface OriginRules {
  readonly publicUrl: string | null
  readonly corsOrigins: readonly string[]
  readonly authOff: boolean
}

export interface OriginCheck {
  /**
   * Refuses writes that another site's page sends through its visitor's browser. Only hosts are compared: behind a
   * proxy that ends TLS we see another scheme than the browser.
   */
  refuseForeignPage(from: Provenance): void
  /**
   * True for a browser that was led here by a public name that is not configured here: with DNS rebinding another site's
   * page points its own name at us, and is of our origin then. Programs send no such headers and always pass.
   */
  isUnderForeignName(from: Provenance): boolean
}

export function createOriginCheck({ publicUrl, corsOrigins, authOff }: OriginRules): OriginCheck {
  const publicHost = publicUrl === null ? null : hostOf(publicUrl)
  const ownNames = new Set([...corsOrigins, ...(publicUrl === null ? [] : [publicUrl])].map(nameOf))

  function isOurs({ origin, fetchSite, host }: Provenance): boolean {
    const from = hostOf(origin ?? '')
    if (from === null) return false
    if (from === publicHost || from === host.toLowerCase()) return true
    return !authOff && fetchSite === 'same-origin'
  }

  return {
    refuseForeignPage: (from) => {
      if (from.origin === undefined) {
        // Without a key nothing else would stop the few writes that a browser sends without an `Origin`.
        if (authOff && from.fetchSite === 'cross-site') throw foreignPage(null)
      } else if (!corsOrigins.includes(from.origin) && !isOurs(from)) throw foreignPage(from.origin)
    },
    isUnderForeignName: ({ isFromBrowser, host }) => {
      if (!isFromBrowser) return false
      const name = nameOf(`http://${host}`)
      return name === null || !(ownNames.has(name) || isLocalName(name))
    },
  }
}

/** Of a header a caller may make as long as it likes. */
const LONGEST_SHOWN = 200

export function foreignName(host: string): DomainError {
  return new DomainError('forbidden', { code: 'host_name_unknown', host: host.slice(0, LONGEST_SHOWN) })
}

function foreignPage(origin: string | null): DomainError {
  return new DomainError('forbidden', {
    code: 'foreign_page',
    origin: origin === null ? null : origin.slice(0, LONGEST_SHOWN),
  })
}

function hostOf(url: string): string | null {
  return URL.parse(url)?.host || null
}

/** The host's name alone, in lower case, IPv6 without brackets, without a final dot. */
function nameOf(url: string): string | null {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.username !== '') return null
  return parsed.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '') || null
}

/** Names that no outsider can point at us: addresses, and names that public DNS does not serve. */
function isLocalName(name: string): boolean {
  if (isIP(name) !== 0 || !name.includes('.')) return true
  return /\.(local|localhost|lan|internal|home\.arpa)$/.test(name)
}
