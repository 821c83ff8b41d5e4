import { DomainError } from '../../lib/errors.ts'

/** A zone at the end: `Z`, `+02:00`, or `+02:00` whose plus became a space on its way through a query string. */
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i
const SPACED_ZONE = /(T[\d:.]+) (\d{2}:?\d{2})$/i
const NUMBER = /^-?\d+(?:\.\d+)?$/
/** Numbers above it are milliseconds, below it seconds: what existing clients' servers assumed. */
const MOST_SECONDS = 2e10

/**
 * The moment a caller means by `since`, in Unix milliseconds. ISO-8601, where a time without zone is UTC, or a Unix
 * time in seconds or milliseconds. Throws `validation` with the field.
 */
export function parseSince(text: string): number {
  return parseTime('since', text)
}

/** The same of another field. */
export function parseTime(field: 'since' | 'at' | 'from' | 'to', text: string): number {
  const moment = NUMBER.test(text) ? fromNumber(Number(text)) : Date.parse(withZone(text.trim()))
  if (Number.isFinite(moment)) return moment
  throw new DomainError(
    'validation',
    { code: 'not_a_time', field },
    { field: { loc: ['query', field], input: text } },
  )
}

function fromNumber(value: number): number {
  return Math.abs(value) > MOST_SECONDS ? value : value * 1000
}

function withZone(text: string): string {
  const repaired = text.replace(SPACED_ZONE, '$1+$2')
  const time = repaired.replace(' ', 'T')
  return !time.includes('T') || ZONE.test(time) ? time : `${time}Z`
}
