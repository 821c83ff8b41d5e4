import type { Credentials } from './ports.ts'

/** Shorter ones are no secret worth the name, and replacing them would garble every sentence. */
const SHORTEST_SECRET = 4

/**
 * Takes these credentials out of text that others wrote (a health check's output, a server's words), so that
 * one that echoes them does not put them into a reason, the journal or a log.
 */
export function redactor(credentials: Iterable<Credentials>): (text: string) => string {
  const secrets = [...credentials].flatMap(secretsOf).filter((secret) => secret.length >= SHORTEST_SECRET)
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
}

function secretsOf(credentials: Credentials): string[] {
  switch (credentials.kind) {
    case 'none':
      return []
    case 'api_key':
      return [credentials.key]
    case 'basic':
      return [basicToken(credentials.user, credentials.password), credentials.password]
  }
}

/** What follows `Basic ` in an `Authorization` header (RFC 7617, UTF-8). */
export function basicToken(user: string, password: string): string {
  const bytes = new TextEncoder().encode(`${user}:${password}`)
  return btoa(String.fromCharCode(...bytes))
}
