import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import { DomainError } from '../../lib/errors.ts'

/** Wrong keys that one address may try within the window and be answered at once: somebody who types. */
const WRONG_KEYS_PER_WINDOW = 20
const WINDOW_MS = 60_000
/** Addresses remembered at most; beyond, the oldest window is forgotten. */
const MOST_ADDRESSES = 10_000

/** Where a request may carry the key. A proxy with a login of its own takes `authorization` for itself. */
export interface GivenKeys {
  readonly authorization: string | undefined
  /** `X-API-Key`. */
  readonly apiKey: string | undefined
}

export type KeyVerdict =
  | { readonly ok: true }
  /** `isGuessing`: one wrong key too many from this address; the answer should wait. */
  | { readonly ok: false; readonly error: DomainError; readonly isGuessing: boolean }

/** Says whether a request holds the key: with `unauthorized`, `forbidden` or `too_many_attempts` if not. */
export type KeyCheck = (given: GivenKeys, address: string) => KeyVerdict

/** A right key is never refused and never waits, however many wrong ones came from the same address before. */
export function createKeyCheck(key: string, clock: Pick<Clock, 'elapsedMs'>): KeyCheck {
  const expected = digest(key)
  const windows = new Map<string, { readonly openedAtMs: number; readonly wrongKeys: number }>()

  function countWrongKey(address: string): KeyVerdict {
    const now = clock.elapsedMs()
    const known = windows.get(address)
    const isOpen = known !== undefined && now - known.openedAtMs < WINDOW_MS
    const { openedAtMs, wrongKeys } = isOpen ? known : { openedAtMs: now, wrongKeys: 0 }
    if (wrongKeys >= WRONG_KEYS_PER_WINDOW)
      return { ok: false, error: tooMany(openedAtMs + WINDOW_MS - now), isGuessing: true }
    windows.delete(address) // put back as the youngest
    windows.set(address, { openedAtMs, wrongKeys: wrongKeys + 1 })
    const [oldest] = windows.keys()
    if (windows.size > MOST_ADDRESSES && oldest !== undefined) windows.delete(oldest)
    return { ok: false, error: new DomainError('forbidden', { code: 'invalid_token' }), isGuessing: false }
  }

  return ({ authorization, apiKey }, address) => {
    const given = [bearerOf(authorization), apiKey?.trim()].filter(
      (each) => each !== undefined && each !== '',
    )
    if (given.length === 0) return { ok: false, error: noToken(), isGuessing: false }
    const isRight = given.some((each) => timingSafeEqual(digest(each ?? ''), expected))
    return isRight ? { ok: true } : countWrongKey(address)
  }
}

function noToken(): DomainError {
  return new DomainError('unauthorized', { code: 'missing_token' })
}

function tooMany(leftMs: number): DomainError {
  return new DomainError('too_many_attempts', { code: 'too_many_wrong_keys' }, { retryAfterS: leftMs / 1000 })
}

/** Equal lengths whatever was sent, so that the comparison takes the same time for each. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
}
