import type { Incident } from './incident.ts'

/** A moment may be told as that much later: what is planned in whole seconds is the same plan. */
const SAME_MOMENT_MS = 2_000

/** Something else than the passing of time has changed. */
export function isNews(before: Incident, after: Incident): boolean {
  return before !== after && (gist(before) !== gist(after) || !isSameMoment(before, after))
}

function isSameMoment(before: Incident, after: Incident): boolean {
  const [was, is] = [before.doing?.atMs ?? null, after.doing?.atMs ?? null]
  return was === null || is === null ? was === is : Math.abs(was - is) <= SAME_MOMENT_MS
}

/** Everything but ages, which go on by themselves. An outcome's are of the past. */
function gist({ updatedAtMs: _, outcome, ...incident }: Incident): string {
  const withoutAges = (name: string, value: unknown) => (AGES.has(name) ? undefined : value)
  return JSON.stringify(incident, withoutAges) + JSON.stringify(outcome)
}

const AGES: ReadonlySet<string> = new Set(['atMs', 'forMs', 'inMs', 'sinceMs', 'behindMs'])
