/** Where an orchestrator listens when nothing else is known. */
export const FALLBACK_SERVER = 'http://localhost:8000'

/** The orchestrator that served this page, or `null` when it came from somewhere else (its path does not end in `/panel/`). */
export function servedFrom(pageHref: string): string | null {
  const page = new URL(pageHref)
  const match = /^(.*)\/panel\/(?:index\.html)?$/.exec(page.pathname)
  return match === null ? null : `${page.origin}${match[1]}`
}

export type ServerUrlFault = 'empty' | 'not_an_address' | 'not_http' | 'has_password'
export type ServerUrl = { readonly url: string } | { readonly fault: ServerUrlFault }

/** Browsers have `URL.parse` only since 2024. */
function parse(url: string): URL | null {
  try {
    return new URL(url)
  } catch {
    return null
  }
}

/** Reads what a person types: `nas:8000`, a copied panel address, a trailing slash. */
export function readServerUrl(typed: string): ServerUrl {
  const trimmed = typed.trim()
  if (trimmed === '') return { fault: 'empty' }
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  const parsed = parse(hasScheme ? trimmed : `http://${trimmed}`)
  if (parsed === null || parsed.hostname === '') return { fault: 'not_an_address' }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return { fault: 'not_http' }
  if (parsed.username !== '' || parsed.password !== '') return { fault: 'has_password' }
  const path = parsed.pathname.replace(/\/(?:panel\/?(?:index\.html)?)?$/, '').replace(/\/+$/, '')
  return { url: `${parsed.origin}${path}` }
}

/** A link the panel may show as one: `http` or `https`; anything else (`javascript:` above all) stays text. */
export function safeHref(url: string): string | null {
  const parsed = parse(url)
  return parsed !== null && (parsed.protocol === 'http:' || parsed.protocol === 'https:') ? parsed.href : null
}
