import { browserAsksFor } from './fault.ts'

/** Whether requests to this server stay on the page's own origin, where the browser adds cookies and passwords. */
export const isOwnOrigin = (server: string): boolean =>
  server === location.origin || server.startsWith(`${location.origin}/`)

/** Asked without what the browser has for it, so that no dialog comes up: a proxy with a password refuses that. */
async function askForPassword(): Promise<boolean> {
  const answer = await fetch('./boot.js', { credentials: 'omit', cache: 'no-store' })
  return answer.status === 401 && browserAsksFor(answer.headers.get('www-authenticate')) !== null
}

let wantsPassword: Promise<boolean> | undefined

/**
 * The header that the key travels in: `Authorization`, unless the browser has to send a proxy's password there, which a
 * key in its place would lock out.
 */
export async function keyHeader(server: string, key: string): Promise<[name: string, value: string]> {
  if (isOwnOrigin(server)) {
    wantsPassword ??= askForPassword().catch(() => {
      wantsPassword = undefined
      return false
    })
    if (await wantsPassword) return ['x-api-key', key]
  }
  return ['authorization', `Bearer ${key}`]
}
