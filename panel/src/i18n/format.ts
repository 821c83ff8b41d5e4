/** KB/s of 1,024 bytes, as engines count, to MB/s of 1,000,000 bytes, as the panel shows them everywhere. */
export const megabytesPerSecond = (kilobytesPerSecond: number): number =>
  (kilobytesPerSecond * 1024) / 1_000_000

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

/** Number, unit and precision of a size: 1 MB = 1,000,000 bytes. */
export function scaleBytes(bytes: number): { value: number; unit: (typeof UNITS)[number]; digits: number } {
  let value = Math.abs(bytes)
  let step = 0
  while (value >= 999.5 && step < UNITS.length - 1) {
    value /= 1000
    step += 1
  }
  const digits = step === 0 || value >= 99.95 ? 0 : 1
  return { value: bytes < 0 ? -value : value, unit: UNITS[step] ?? 'B', digits }
}

/** Two decimals while small, one from ten up, none from a hundred up: the width hardly changes. */
export const speedDigits = (megabytes: number): number =>
  megabytes >= 99.95 ? 0 : megabytes >= 9.995 ? 1 : 2

export interface DurationParts {
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

function splitDuration(totalSeconds: number): DurationParts {
  const whole = Math.max(0, Math.floor(totalSeconds))
  return {
    days: Math.floor(whole / 86_400),
    hours: Math.floor((whole % 86_400) / 3_600),
    minutes: Math.floor((whole % 3_600) / 60),
    seconds: whole % 60,
  }
}

/** `42s`, `5m 12s`, `2h 05m`, `3d 4h`: two units at most. The units are the same in both languages. */
export function formatDuration(totalSeconds: number): string {
  const { days, hours, minutes, seconds } = splitDuration(totalSeconds)
  const two = (n: number) => String(n).padStart(2, '0')
  if (days > 0) return `${days}d ${hours}h`
  if (hours > 0) return `${hours}h ${two(minutes)}m`
  if (minutes > 0) return `${minutes}m ${two(seconds)}s`
  return `${seconds}s`
}

/** The one unit an age is given in: `12s`, `5m`, `3h`, `2d`. A time in the future is no age: 0 s. */
export function ageUnit(ageMs: number): { value: number; unit: 's' | 'm' | 'h' | 'd' } {
  const seconds = Math.max(0, Math.floor(ageMs / 1000))
  if (seconds < 60) return { value: seconds, unit: 's' }
  if (seconds < 3_600) return { value: Math.floor(seconds / 60), unit: 'm' }
  if (seconds < 86_400) return { value: Math.floor(seconds / 3_600), unit: 'h' }
  return { value: Math.floor(seconds / 86_400), unit: 'd' }
}

/** Milliseconds of an ISO time, or `null` for what is none. A time without zone is UTC, as everywhere on the wire. */
export function timeOf(iso: string | null): number | null {
  if (iso === null || iso === '') return null
  const zoned = /(?:z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}Z`
  const parsed = Date.parse(zoned)
  return Number.isNaN(parsed) ? null : parsed
}

/** Formats of one language; make one per language and keep it (`Intl` objects are expensive). */
export interface Formats {
  number(value: number, digits?: number): string
  percent(fraction: number): string
  bytes(bytes: number): string
  speed(kilobytesPerSecond: number): string
  clock(ms: number): string
  minute(ms: number): string
  day(ms: number): string
  dateTime(ms: number): string
}

/** `Intl` objects cost milliseconds each: they are made when first asked for, not while the page starts. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * Until the first page is drawn numbers are written without `Intl`, whose tables take longer to load than the page
 * to draw: as most readers of the language write them, and only those that need no grouping.
 */
let isDrawn = false
export const writeExactNumbers = (): void => {
  isDrawn = true
}

/** Halves go up as they are written, not as they are stored: 1.285 is 1.29 for `Intl` too. */
function plainNumber(locale: string, value: number, digits: number): string {
  const rounded = Math.round(Number(`${Math.abs(value)}e${digits}`)) / 10 ** digits
  const text = (Number.isNaN(rounded) ? value : rounded * Math.sign(value)).toFixed(digits)
  return locale.startsWith('es') ? text.replace('.', ',') : text
}

export function createFormats(locale: string): Formats {
  const byDigits = new Map<number, Intl.NumberFormat>()
  const withDigits = (digits: number) => {
    const known = byDigits.get(digits)
    if (known !== undefined) return known
    const made = new Intl.NumberFormat(locale, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    byDigits.set(digits, made)
    return made
  }
  const clock = lazily(() => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }))
  const minute = lazily(() => new Intl.DateTimeFormat(locale, { timeStyle: 'short' }))
  const day = lazily(
    () => new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }),
  )
  const dateTime = lazily(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }))
  const number = (value: number, digits = 0) =>
    isDrawn || Math.abs(value) >= 999.5
      ? withDigits(digits).format(value)
      : plainNumber(locale, value, digits)
  return {
    number,
    percent: (fraction) => percentText(fraction, number),
    bytes: (bytes) => {
      const { value, unit, digits } = scaleBytes(bytes)
      return `${number(value, digits)} ${unit}`
    },
    speed: (kilobytesPerSecond) => {
      const megabytes = megabytesPerSecond(kilobytesPerSecond)
      return `${number(megabytes, speedDigits(megabytes))} MB/s`
    },
    clock: (ms) => clock().format(ms),
    minute: (ms) => minute().format(ms),
    day: (ms) => day().format(ms),
    dateTime: (ms) => dateTime().format(ms),
  }
}

/** 99.98 % must not read as 100 %: a share is rounded down, and whole only when it is. */
function percentText(fraction: number, number: Formats['number']): string {
  const percent = Math.floor(Math.min(1, Math.max(0, fraction)) * 1000) / 10
  return `${number(percent, percent === 100 || percent === 0 ? 0 : 1)} %`
}
