import { isIP } from 'node:net'
import { DomainError } from '../lib/errors.ts'

/** What a browser says of the page that sent a request. */
export interface Provenance {
  readonly origin: string | undefined
  /** `Sec-Fetch-Site`; pages can't forge it. */
  readonly fetchSite: string | undefined
  /** The host and port the request was sent to, as far as proxies tell. */
  readonly host: string
}

export interface OriginRules {
  readonly publicUrl: string | null
  readonly corsOrigins: readonly string[]
  readonly authOff: boolean
}

/**
 * Refuses writes that another site's page sends through its visitor's browser. Programs send no `Origin` and pass.
 * Only hosts are compared: behind a proxy that ends TLS we see another scheme than the browser.
 */
export function createOriginCheck(rules: OriginRules): (from: Provenance) => void {
  const publicHost = rules.publicUrl === null ? null : hostOf(rules.publicUrl)

  function isOurs({ origin, fetchSite, host }: Provenance): boolean {
    const from = hostOf(origin ?? '')
    if (from === null) return false
    if (from === publicHost) return true
    if (!rules.authOff) return from === host.toLowerCase() || fetchSite === 'same-origin'
    return from === host.toLowerCase() && isLocalName(host)
  }

  return (from) => {
    if (from.origin === undefined || rules.corsOrigins.includes(from.origin) || isOurs(from)) return
    throw new DomainError(
      'forbidden',
      `a page of ${from.origin.slice(0, 200)} may not change anything here: add it to CORS_ORIGINS, ` +
        'or set PUBLIC_URL if it is our own address behind a proxy',
    )
  }
}

function hostOf(url: string): string | null {
  return URL.parse(url)?.host || null
}

/**
 * Names that no stranger can point at us. Without a key, a public name that resolves to this machine is all an
 * attacker's page needs (DNS rebinding), so that such names count only as PUBLIC_URL.
 */
function isLocalName(host: string): boolean {
  const name = host.toLowerCase().replace(/:\d+$/, '')
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || !name.includes('.')) return true
  return /\.(local|localhost|lan|home|internal|home\.arpa)$/.test(name)
}
