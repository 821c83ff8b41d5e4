// fleet/reading/: answers of any server version become the one model that components see.

import { flagMeant, numberMeant, textMeant } from '@acestream-orchestrator/contract/lenient'

/** An object as it came off the wire: nothing about it is known yet. */
export type Raw = Readonly<Record<string, unknown>>

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asRaw = (value: unknown): Raw => (isRaw(value) ? value : {})

/** Text, or what is meant as one; everything else as the fallback. */
export const text = (value: unknown, fallback = ''): string => textMeant(value) ?? fallback

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export const numberOrNull = (value: unknown): number | null => numberMeant(value) ?? null

export const number = (value: unknown, fallback = 0): number => numberOrNull(value) ?? fallback

/** Older servers send 0 and 1 for flags. */
export const flag = (value: unknown, fallback = false): boolean => flagMeant(value) ?? fallback

export function oneOf<T extends string>(value: unknown, allowed: readonly T[], fallback: T): T {
  return allowed.find((word) => word === value) ?? fallback
}

export function list<T>(value: unknown, read: (item: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return []
  return value.map(read).filter((item) => item !== null)
}
