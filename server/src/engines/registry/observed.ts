import { type Address, isSameAddress } from '../../lib/address.ts'
import { same } from '../../lib/same.ts'
import { wasRestartedOutside } from '../death.ts'
import type { Engine } from '../engine.ts'
import type { ContainerFacts, EngineMemory } from '../ports.ts'
import { newEngine, withFacts } from './engine-birth.ts'

export interface Reading {
  readonly facts: ContainerFacts
  readonly runtime: string
  /** What is remembered from before our start, if anything. */
  readonly memory: EngineMemory | undefined
  readonly nowMs: number
}

export interface Observed {
  readonly engine: Engine
  /** It is new, or its count of restarts has changed, so that what is remembered of it must be written. */
  readonly isToBeRemembered: boolean
}

/** The engine after its container was read; undefined where the reading brought nothing new. */
export function observed(known: Engine | undefined, reading: Reading): Observed | undefined {
  const { facts, runtime, memory, nowMs } = reading
  if (known?.container && !known.stale && sameFacts(known.container, facts)) return undefined
  if (!known)
    return { engine: newEngine(facts, runtime, memory, nowMs), isToBeRemembered: memory === undefined }
  const engine = withFacts(known, facts, nowMs)
  if (!wasRestartedOutside(engine, known)) return { engine, isToBeRemembered: memory === undefined }
  return { engine: { ...engine, restarts: engine.restarts + 1 }, isToBeRemembered: true }
}

/** What a full list says of the containers known so far. */
export interface Compared {
  readonly gone: readonly string[]
  readonly present: readonly ContainerFacts[]
}

/** `isNewer`: it was read by itself after the list was begun, so the list says nothing of it. */
export function comparedWithList(
  known: readonly string[],
  list: readonly ContainerFacts[],
  isNewer: (id: string) => boolean,
): Compared {
  const listed = new Set(list.map(({ id }) => id))
  return {
    gone: known.filter((id) => !listed.has(id) && !isNewer(id)),
    present: list.filter(({ id }) => !isNewer(id)),
  }
}

/** Whether a re-read brought nothing new. Labels, image and creation time never change in a container's life. */
export function sameFacts(a: ContainerFacts, b: ContainerFacts): boolean {
  return (
    a.status === b.status &&
    a.startedAtMs === b.startedAtMs &&
    a.finishedAtMs === b.finishedAtMs &&
    a.exitCode === b.exitCode &&
    a.oomKilled === b.oomKilled &&
    a.error === b.error &&
    same(a.waiting ?? null, b.waiting ?? null) &&
    (a.unread ?? null) === (b.unread ?? null) &&
    a.name === b.name &&
    a.networkOwner === b.networkOwner &&
    sameAddresses([a.advertised, ...a.addresses], [b.advertised, ...b.addresses])
  )
}

function sameAddresses(a: readonly Address[], b: readonly Address[]): boolean {
  return a.length === b.length && a.every((address, i) => isSameAddress(address, b[i]))
}
