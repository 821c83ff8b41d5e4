import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { DomainError } from '../lib/errors.ts'

/** Wrong keys that one address may try within the window; those after it are refused unseen. */
const WRONG_KEYS_PER_WINDOW = 20
const WINDOW_MS = 60_000
/** Addresses remembered at most; beyond, the oldest window is forgotten. */
const MOST_ADDRESSES = 10_000

interface Window {
  readonly openedAtMs: number
  readonly wrongKeys: number
}

/** Says whether a request holds the key; throws `unauthorized`, `forbidden` or `too_many_attempts` if not. */
export type KeyCheck = (authorization: string | undefined, address: string) => void

/** A right key is never refused, however many wrong ones came from the same address before. */
export function createKeyCheck(key: string, clock: Pick<Clock, 'elapsedMs'>): KeyCheck {
  const expected = digest(key)
  const windows = new Map<string, Window>()

  function currentWindow(address: string): Window {
    const window = windows.get(address)
    const now = clock.elapsedMs()
    return window && now - window.openedAtMs < WINDOW_MS ? window : { openedAtMs: now, wrongKeys: 0 }
  }

  function countWrongKey(address: string): void {
    const { openedAtMs, wrongKeys } = currentWindow(address)
    if (wrongKeys >= WRONG_KEYS_PER_WINDOW) {
      const leftS = (openedAtMs + WINDOW_MS - clock.elapsedMs()) / 1000
      throw new DomainError('too_many_attempts', 'too many wrong keys from this address: wait a minute', {
        retryAfterS: leftS,
      })
    }
    windows.delete(address) // put back as the youngest
    windows.set(address, { openedAtMs, wrongKeys: wrongKeys + 1 })
    const [oldest] = windows.keys()
    if (windows.size > MOST_ADDRESSES && oldest !== undefined) windows.delete(oldest)
  }

  return (authorization, address) => {
    const given = bearerOf(authorization)
    if (given === undefined) throw new DomainError('unauthorized', 'missing bearer token')
    if (timingSafeEqual(digest(given), expected)) return
    countWrongKey(address)
    throw new DomainError('forbidden', 'invalid token')
  }
}

/** Equal lengths whatever was sent, so that the comparison takes the same time for each. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
}
