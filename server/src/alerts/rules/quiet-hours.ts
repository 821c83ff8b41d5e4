const MINUTES_A_DAY = 1440

/** A stretch of each day. `from` after `to` goes over midnight; equal: the whole day. */
export interface QuietHours {
  /** Minutes from midnight. */
  readonly from: number
  readonly to: number
  /** An IANA name such as `Europe/Madrid`: containers mostly run in UTC, people don't. */
  readonly timeZone: string
  /** Critical incidents are told all the same. */
  readonly exceptCritical: boolean
}

export function isQuiet({ from, to, timeZone }: QuietHours, nowMs: number): boolean {
  const minute = minuteOfDay(nowMs, timeZone)
  const length = (to - from + MINUTES_A_DAY - 1) % MINUTES_A_DAY
  return (minute - from + MINUTES_A_DAY) % MINUTES_A_DAY <= length
}

/** Minutes from midnight where people live, daylight saving time included. */
function minuteOfDay(atMs: number, timeZone: string): number {
  const [hours, minutes] = formatOf(timeZone).format(atMs).split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

/** Making one takes milliseconds. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  formats.set(timeZone, made)
  return made
}

export function isTimeZone(name: string): boolean {
  try {
    return formatOf(name) !== undefined
  } catch {
    return false
  }
}

/** `22:30` as minutes from midnight; undefined: it is no time of day. */
export function readTimeOfDay(text: string): number | undefined {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

export function timeOfDay(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
