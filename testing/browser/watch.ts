import type { BrowserContext } from '@playwright/test'

/** What a page did that none of the panel's may do. */
export interface Watch {
  /** Errors in the console, uncaught ones and violations of the Content-Security-Policy, but for the allowed. */
  readonly errors: readonly string[]
  /** Requests to hosts other than the allowed. */
  readonly foreign: readonly string[]
  /** Every request so far, as `METHOD url`. */
  readonly requests: readonly SeenRequest[]
  /** A test that provokes an error says which. */
  allow(error: RegExp): void
  allowOrigin(url: string): void
}

export interface SeenRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
}

/** Where the browser notes a refused request: a test that provokes refusals allows these. */
export const REFUSED = /Failed to load resource: the server responded with a status of [45]\d\d/
export const UNREACHABLE = /Failed to load resource: net::ERR_|net::ERR_CONNECTION_REFUSED/

/** Watches all pages of a context from its beginning. */
export function watchContext(context: BrowserContext): Watch {
  const errors: string[] = []
  const requests: SeenRequest[] = []
  const allowed: RegExp[] = []
  const origins = new Set<string>()
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
  })
  context.on('weberror', (error) => errors.push(`uncaught: ${error.error().stack ?? error.error().message}`))
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol === 'http:' || url.protocol === 'https:')
      requests.push({ method: request.method(), url, headers: request.headers() })
  })
  return {
    get errors() {
      return errors.filter((error) => !allowed.some((pattern) => pattern.test(error)))
    },
    get foreign() {
      return requests.map(({ url }) => url.href).filter((href) => !origins.has(new URL(href).origin))
    },
    requests,
    allow: (error) => allowed.push(error),
    allowOrigin: (url) => origins.add(new URL(url).origin),
  }
}
