/**
 * How long a container has been up or down, from the words of a list row, in seconds rounded down to their unit:
 * `Up 5 minutes`, `Up About an hour`, `Exited (137) 3 weeks ago`. Undefined where the words tell no time.
 */
export function statusAgeS(status: string): number | undefined {
  const match =
    /(?:^Up|^Exited \(-?\d+\)|^Restarting \(-?\d+\))\s+(Less than|About)?\s*(an?|\d+)\s+(\w+?)s?\b/.exec(
      status,
    )
  const unit = UNITS_S[match?.[3] ?? '']
  if (!match || unit === undefined) return undefined
  if (match[1] === 'Less than') return 0
  return (Number(match[2]) || 1) * unit
}

const UNITS_S: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
}
