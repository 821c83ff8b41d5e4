import type { ContainerBody, ContainerRow } from '../../wire.ts'
import { statusAgeS } from './status-age.ts'

interface Inspection {
  readonly body: ContainerBody
  /** What the row said when it was inspected. */
  readonly likeness: string
  readonly ageS: number | undefined
  readonly untilMs: number
}

/**
 * Inspections remembered between two lists, so that a full re-read of hundreds of containers costs one call. A
 * row tells the state but neither start time nor exit code, so an inspection is used again only while the row
 * proves that nothing happened: same state, name and addresses, and an age that has not gone back.
 */
export interface Inspections {
  /** The remembered inspection of this row, if it still holds. */
  recall(row: ContainerRow): ContainerBody | undefined
  remember(row: ContainerRow, body: ContainerBody): void
  /** What stands in for an inspection that failed; the container is inspected again before long. */
  rememberUnread(row: ContainerRow, body: ContainerBody): void
  /** The last inspection of it, whether it still holds or not. */
  lastKnown(id: string): ContainerBody | undefined
  /** Something happened to it. */
  forget(id: string): void
  /** Forgets all that are not in the list. */
  keepOnly(ids: ReadonlySet<string>): void
}

/** In its first minute a container may have been restarted without its age telling. */
const YOUNG_S = 60
/** However quiet it looks, it is inspected again after this time, spread over half as much again. */
const HOLDS_FOR_MS = 300_000
/** One that can't be inspected may take its whole deadline each time, and the others wait for it. */
const UNREAD_FOR_MS = 60_000

export function createInspections(elapsedMs: () => number, random: () => number = Math.random): Inspections {
  const known = new Map<string, Inspection>()

  function holds({ likeness, ageS, untilMs }: Inspection, row: ContainerRow): boolean {
    if (elapsedMs() >= untilMs || likeness !== likenessOf(row)) return false
    const nowS = statusAgeS(row.Status ?? '')
    if (nowS === undefined || ageS === undefined) return nowS === ageS
    return nowS >= YOUNG_S && nowS >= ageS
  }

  return {
    recall: (row) => {
      const inspection = known.get(row.Id)
      return inspection && holds(inspection, row) ? inspection.body : undefined
    },
    remember: (row, body) => {
      const untilMs = elapsedMs() + HOLDS_FOR_MS * (1 + random() / 2)
      known.set(row.Id, { body, likeness: likenessOf(row), ageS: statusAgeS(row.Status ?? ''), untilMs })
    },
    rememberUnread: (row, body) => {
      const untilMs = elapsedMs() + UNREAD_FOR_MS
      known.set(row.Id, { body, likeness: likenessOf(row), ageS: statusAgeS(row.Status ?? ''), untilMs })
    },
    lastKnown: (id) => known.get(id)?.body,
    forget: (id) => {
      const inspection = known.get(id)
      if (inspection) known.set(id, { ...inspection, untilMs: Number.NEGATIVE_INFINITY })
    },
    keepOnly: (ids) => {
      for (const id of known.keys()) if (!ids.has(id)) known.delete(id)
    },
  }
}

function likenessOf({ State, Status = '', Names, Image, NetworkSettings }: ContainerRow): string {
  const addresses = Object.entries(NetworkSettings?.Networks ?? {}).map(([name, network]) => [
    name,
    network?.IPAddress,
  ])
  const exit = /\((-?\d+)\)/.exec(Status)?.[1]
  return JSON.stringify([State, exit, Names, Image, addresses])
}
