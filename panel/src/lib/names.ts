import type { Engine, Stream } from './model.ts'

const SHORT_ID = 12

export const engineName = (engine: Pick<Engine, 'container_id' | 'container_name'>): string =>
  engine.container_name ?? engine.container_id.slice(0, SHORT_ID)

/** What a stream is called: its title, else its key. */
export const streamName = (stream: Pick<Stream, 'title' | 'key' | 'id'>): string =>
  stream.title ?? (stream.key || stream.id)

export const engineHref = (id: string): string => `#/engines/${encodeURIComponent(id)}`
export const streamHref = (id: string): string => `#/streams/${encodeURIComponent(id)}`
