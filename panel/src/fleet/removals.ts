import type { Engine } from './model.ts'

const SHOWN_MS = 120_000
const asked = new Map<string, number>()

/** Remembers that the removal of an engine was accepted: an older server goes on listing it without a word. */
export const noteRemoval = (id: string): void => {
  asked.set(id, Date.now())
}

/** Engines whose removal was accepted read `removing` until they are gone, whatever the server says of them. */
export function withRemovals(engines: readonly Engine[]): Engine[] {
  const oldest = Date.now() - SHOWN_MS
  return engines.map((engine) =>
    (asked.get(engine.container_id) ?? 0) > oldest ? { ...engine, state: 'removing' } : engine,
  )
}
