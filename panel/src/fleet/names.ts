import type { Engine, Stream } from './model.ts'

const SHORT_ID = 12

export const engineName = (engine: Pick<Engine, 'container_id' | 'container_name'>): string =>
  engine.container_name ?? engine.container_id.slice(0, SHORT_ID)

/** The same where only the id is known; an engine that no longer exists is named by its id. */
export const engineNameIn = (engines: readonly Engine[] | null, id: string): string =>
  engineName(
    engines?.find(({ container_id }) => container_id === id) ?? { container_id: id, container_name: null },
  )

const NUMBERED = /^(.*?)(\d{1,15})?$/s

/**
 * `acestream-10` after `acestream-9`, then by port. Not `Intl.Collator`: loading its tables is felt when the first page
 * is drawn.
 */
export function compareEngines(a: Engine, b: Engine): number {
  const [, nameA = '', numberA = '-1'] = NUMBERED.exec(engineName(a).toLowerCase()) ?? []
  const [, nameB = '', numberB = '-1'] = NUMBERED.exec(engineName(b).toLowerCase()) ?? []
  if (nameA !== nameB) return nameA < nameB ? -1 : 1
  return Number(numberA) - Number(numberB) || a.port - b.port
}

/** What a stream is called: its title, else its key. */
export const streamName = (stream: Pick<Stream, 'title' | 'key' | 'id'>): string =>
  stream.title ?? (stream.key || stream.id)

export const engineHref = (id: string): string => `#/engines/${encodeURIComponent(id)}`
export const streamHref = (id: string): string => `#/streams/${encodeURIComponent(id)}`
