import { write } from '../../connection/http/api.ts'
import { patchWorld } from '../../fleet/live-store.ts'
import { noteRemoval } from '../../fleet/removals.ts'

/** Where it is told how an action on all engines went. */
export const FLEET_TARGET = 'engines'

const path = (id: string) => encodeURIComponent(id)

const mark = (id: string, state: 'removing' | 'draining' | 'ready'): void =>
  patchWorld(({ engines }) => ({
    engines: engines?.map((engine) => (engine.container_id === id ? { ...engine, state } : engine)) ?? null,
  }))

/** Asks for the removal; the card reads `removing` until the server says the engine is gone. */
export async function deleteEngine(id: string): Promise<void> {
  await write('DELETE', `/containers/${path(id)}`)
  noteRemoval(id)
  mark(id, 'removing')
}

/** External engines are not containers of ours: they are only forgotten. */
export async function forgetEngine(id: string): Promise<void> {
  await write('DELETE', `/engines/${path(id)}`)
  noteRemoval(id)
  mark(id, 'removing')
}

export const restartEngine = (id: string) => write('POST', `/engines/${path(id)}/restart`)

export async function drainEngine(id: string): Promise<void> {
  await write('POST', `/engines/${path(id)}/drain`)
  mark(id, 'draining')
}

export async function undrainEngine(id: string): Promise<void> {
  await write('DELETE', `/engines/${path(id)}/drain`)
  mark(id, 'ready')
}
