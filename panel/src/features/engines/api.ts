import type { EngineArchive } from '@acestream-orchestrator/contract/archive'
import type { EngineHealthHistory } from '@acestream-orchestrator/contract/engine'
import type { RemovalPreview, ScalePreview } from '@acestream-orchestrator/contract/provisioning'
import { get, getProtected, write, writeUnasked } from '../../connection/http/api.ts'
import { RequestFault } from '../../connection/http/fault.ts'
import { patchWorld } from '../../fleet/live-store.ts'
import { asRaw, type Raw } from '../../fleet/reading/read.ts'
import { readAs } from '../../fleet/reading/read-as.ts'
import { noteRemoval } from '../../fleet/removals.ts'
import { archiveShape, cleanedShape, healthHistoryShape, previewShape, removalShape } from './shapes.ts'

/** Where the outcome of an action on all engines is shown. */
export const FLEET_TARGET = 'engines'

const path = (id: string) => encodeURIComponent(id)

const mark = (id: string, state: 'removing' | 'draining' | 'ready'): void =>
  patchWorld(({ engines }) => ({
    engines: engines?.map((engine) => (engine.container_id === id ? { ...engine, state } : engine)) ?? null,
  }))

const MOST_CHECKS = 20_000

/** The stored checks of one engine since `since`, oldest first, and its uptime; at most a day of checks every five seconds. */
export async function fetchHealth(
  id: string,
  since: Date,
  signal: AbortSignal,
): Promise<EngineHealthHistory | null> {
  const query = `since=${encodeURIComponent(since.toISOString())}&limit=${MOST_CHECKS}`
  const history = readAs(healthHistoryShape, await get(`/engines/${path(id)}/health?${query}`, signal))
  return history && { ...history, checks: history.checks.toSorted((a, b) => a.ts.localeCompare(b.ts)) }
}

/** What is kept of an engine that is gone; `null` where nothing is, or not any more. */
export async function fetchArchive(id: string, signal: AbortSignal): Promise<EngineArchive | null> {
  try {
    return readAs(archiveShape, await get(`/engines/${path(id)}/archive`, signal))
  } catch (fault) {
    if (fault instanceof RequestFault && fault.fault.kind === 'not_found') return null
    throw fault
  }
}

/** The container as its runtime describes it: a protected read, which opens the key dialog where no key is stored. */
export const fetchContainer = async (id: string): Promise<Raw> =>
  asRaw(await getProtected(`/containers/${path(id)}`))

/** What setting the target would do. Never opens the key dialog. */
export const previewTarget = async (
  target: number | null,
  signal: AbortSignal,
): Promise<ScalePreview | null> =>
  readAs(previewShape, await writeUnasked('POST', `/scale/${target}?dry_run=true`, signal))

export const setTarget = (target: number | null) => write('POST', `/scale/${target}`)

/** Leaves the number of engines to the orchestrator. */
export const resetTarget = () => write('DELETE', '/scale')

/** What would follow from removing this engine. */
export const fetchRemoval = async (id: string, signal: AbortSignal): Promise<RemovalPreview | null> =>
  readAs(removalShape, await get(`/engines/${path(id)}/removal`, signal))

/** Removes leftovers and idle engines over the target; resolves to how many went. */
export const cleanUp = async (): Promise<number> =>
  readAs(cleanedShape, await write('POST', '/gc'))?.removed.length ?? 0

export const addEngine = (engine: { host: string; port: number; name?: string }) =>
  write('POST', '/engines', engine)

/** Requests the removal; the card shows `removing` until the server reports the engine as gone. */
export async function deleteEngine(id: string): Promise<void> {
  await write('DELETE', `/containers/${path(id)}`)
  noteRemoval(id)
  mark(id, 'removing')
}

/** External engines are not managed containers: they are only removed from the list. */
export async function forgetEngine(id: string): Promise<void> {
  await write('DELETE', `/engines/${path(id)}`)
  noteRemoval(id)
  mark(id, 'removing')
}

export const restartEngine = (id: string) => write('POST', `/engines/${path(id)}/restart`)

/** `keep`: it stays when its last stream has ended, until draining is stopped. */
export async function drainEngine(id: string, keep = false): Promise<void> {
  await write('POST', `/engines/${path(id)}/drain${keep ? '?keep=true' : ''}`)
  mark(id, 'draining')
}

export async function undrainEngine(id: string): Promise<void> {
  await write('DELETE', `/engines/${path(id)}/drain`)
  mark(id, 'ready')
}
