/** What stands between this browser and Web Push; `null`: nothing. */
export type PushObstacle = 'insecure' | 'unsupported' | 'blocked' | null

export interface PageFacts {
  /** HTTPS, or this very machine (https://www.w3.org/TR/secure-contexts/). Elsewhere browsers hide the rest. */
  readonly isSecure: boolean
  /** Service workers, notifications and the Push API. */
  readonly hasPush: boolean
  readonly permission: NotificationPermission
}

export function pushObstacle({ isSecure, hasPush, permission }: PageFacts): PushObstacle {
  if (!isSecure) return 'insecure'
  if (!hasPush) return 'unsupported'
  return permission === 'denied' ? 'blocked' : null
}

/** Whether a subscription was made with this server's key; with another one its messages would be refused. */
export function isKeyOf(applicationServerKey: ArrayBuffer | null, key: string): boolean {
  if (applicationServerKey === null) return false
  const text = String.fromCharCode(...new Uint8Array(applicationServerKey))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '') === key
}

/** As the server names a browser: the SHA-256 of its address, in hexadecimal. */
export async function browserId(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
