// fleet/reading/: answers of any server version become the one model that components see.

/** An object as it came off the wire: nothing about it is known yet. */
export type Raw = Readonly<Record<string, unknown>>

export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const asRaw = (value: unknown): Raw => (isRaw(value) ? value : {})

/** Text as it stands, numbers as text, everything else as the fallback. */
export function text(value: unknown, fallback = ''): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : fallback
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function numberOrNull(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const parsed = Number(value)
  return Number.isFinite(parsed) ? parsed : null
}

export const number = (value: unknown, fallback = 0): number => numberOrNull(value) ?? fallback

/** Older servers send 0 and 1 for flags. */
export const flag = (value: unknown, fallback = false): boolean =>
  typeof value === 'boolean' ? value : typeof value === 'number' ? value !== 0 : fallback

export function oneOf<T extends string>(value: unknown, allowed: readonly T[], fallback: T): T {
  return allowed.find((word) => word === value) ?? fallback
}

export function list<T>(value: unknown, read: (item: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return []
  return value.map(read).filter((item) => item !== null)
}
