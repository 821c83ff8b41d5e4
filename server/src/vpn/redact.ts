import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isObject } from '../lib/json.ts'
import type { Credentials } from './ports.ts'

/** Shorter ones are no secret worth the name, and replacing them would garble every sentence. */
const SHORTEST_SECRET = 4

/**
 * Takes these credentials out of text that others wrote (a health check's output, a server's words), so that
 * one that echoes them does not put them into a reason, the journal or a log.
 */
export function redactor(credentials: Iterable<Credentials>): Redact {
  const secrets = [...credentials].flatMap(secretsOf).filter((secret) => secret.length >= SHORTEST_SECRET)
  return (text) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
}

export type Redact = (text: string) => string

/** The same for every text in a reason. */
export function redactReason(reason: Reason, redact: Redact): Reason {
  return redactAll(reason, redact) as Reason
}

function redactAll(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((each) => redactAll(each, redact))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, redactAll(each, redact)]))
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
