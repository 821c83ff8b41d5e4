import { randomUUID } from 'node:crypto'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Orchestrator } from './orchestrator.ts'

/** What an engine answers to a start with `format=json`. */
interface StartAnswer {
  readonly response: {
    readonly playback_url: string
    readonly stat_url: string
    readonly command_url: string
    readonly playback_session_id: string
    readonly is_live: number
  } | null
  readonly error: string | null
}

/** One person who watches one channel on one engine. */
export interface Viewing {
  readonly streamId: string
  readonly engine: EngineState
  readonly contentId: string
  /** Resolves when the playback ended, by us or by itself. */
  readonly ended: Promise<void>
  /** Stops the session on the engine and tells the orchestrator. */
  leave(reason: string): Promise<void>
}

const START_TIMEOUT_MS = 30_000

/**
 * Starts playback as a proxy would: asks the engine, tells the orchestrator, and reads. Rejects when the engine
 * does not start it.
 */
export async function watch(
  orchestrator: Orchestrator,
  engine: EngineState,
  contentId: string,
): Promise<Viewing> {
  const session = await start(engine, contentId)
  const { id } = await orchestrator.streamStarted({
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: 'content_id', key: contentId },
    session,
  })
  const reading = new AbortController()
  const ended = read(session.playback_url, reading.signal)
  return {
    streamId: id,
    engine,
    contentId,
    ended,
    leave: async (reason) => {
      reading.abort()
      await ask(`${session.command_url}?method=stop`).catch(() => {}) // an engine that hangs or is gone
      await orchestrator.streamEnded({ stream_id: id, reason })
    },
  }
}

async function start({ host, port }: EngineState, contentId: string) {
  const url = `http://${host}:${port}/ace/getstream?format=json&id=${contentId}&pid=${randomUUID()}`
  const { response, error } = (await (await ask(url)).json()) as StartAnswer
  if (response === null) throw new Error(`starting ${contentId}: ${error}`)
  return response
}

function ask(url: string): Promise<Response> {
  return fetch(url, { signal: AbortSignal.timeout(START_TIMEOUT_MS) })
}

/** Takes the bytes and drops them; an engine that is cut off or replaced ends it like the viewer's own leaving. */
async function read(url: string, signal: AbortSignal): Promise<void> {
  try {
    const { body } = await fetch(url, { signal })
    for await (const _ of body ?? []);
  } catch {
    // the end of a live stream is always an interruption
  }
}
