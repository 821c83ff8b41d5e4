import type { Entry } from '../../fleet/model.ts'

/** One line of the timeline: an entry, and those that it stands for as well, newest first. */
export interface Row {
  readonly entry: Entry
  readonly folded: readonly Entry[]
}

const RANK: Record<Entry['severity'], number> = { critical: 0, warning: 1, info: 2 }

/** Of an incident the worst entry speaks, of equals the one that came first. */
const speakerOf = (entries: readonly Entry[]): Entry | undefined =>
  entries.toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || a.id - b.id)[0]

/** What an entry belongs together with: its incident, else the removal of the same engine. */
function groupOf({ id, incident_id, event_type, category, container_id }: Entry): string {
  if (incident_id) return `incident ${incident_id}`
  const isRemoval = event_type === 'engine' && (category === 'removing' || category === 'removed')
  return isRemoval && container_id !== null ? `removal ${container_id}` : `entry ${id}`
}

/**
 * Entries (newest first) that belong together are one row, where the newest of them stood: those of one incident, and an
 * engine that is being removed with its having been removed.
 */
export function foldEntries(entries: readonly Entry[]): Row[] {
  return [...Map.groupBy(entries, groupOf)].flatMap(([group, within]) => {
    const [newest] = within
    const entry = group.startsWith('incident') ? speakerOf(within) : newest
    return entry === undefined ? [] : [{ entry, folded: within.filter((one) => one !== entry) }]
  })
}
