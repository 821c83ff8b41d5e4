import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { StreamState } from '@acestream-orchestrator/contract/stream'
import { infohashOf } from '@acestream-orchestrator/emulator/engine/identity'
import { until } from '../machine/wait.ts'
import type { OrchestratorClient } from '../orchestrator/process.ts'
import type { Product } from '../orchestrator/product.ts'

/** What the engine answers to a start with `format=json`. */
interface EngineSession {
  readonly playback_url: string
  readonly stat_url: string
  readonly command_url: string
  readonly playback_session_id: string
  readonly is_live: number
}

/** What the engine itself says, beside its statistics (emulator/README.md, "Control routes"). */
export interface EngineTruth {
  readonly counters: { readonly bytesDownloaded: number; readonly bytesUploaded: number }
}

/** A stream as the proxy that plays it knows it. */
export interface Played {
  readonly id: string
  readonly content: string
  readonly infohash: string
  readonly engine: EngineState
  readonly playbackUrl: string
  readonly started: StreamState
}

/** Nobody's address, reported in place of the engine's: what an event says of it must not be believed. */
export const NOBODY = '192.0.2.1'

/**
 * Starts a content on an engine and reports it, both as existing proxies do: the engine by a host and port of
 * theirs, without its container id, and the stream's id in a label.
 */
export async function play(
  product: OrchestratorClient,
  engine: EngineState,
  content: string,
  host = 'localhost',
): Promise<Played> {
  const query = `id=${content}&format=json&pid=${content.slice(0, 8)}`
  const session = await ask<EngineSession>(engine, `/ace/getstream?${query}`)
  const id = `${content}|${session.playback_session_id}`
  const elsewhere = (url: string) => url.replace(new URL(url).host, `${NOBODY}:6878`)
  const started = await product.call<StreamState>('POST', '/events/stream_started', {
    engine: { host, port: engine.port },
    stream: { key_type: 'content_id', key: content },
    session: {
      playback_session_id: session.playback_session_id,
      stat_url: elsewhere(session.stat_url),
      command_url: elsewhere(session.command_url),
      is_live: session.is_live,
    },
    labels: { stream_id: id },
  })
  return { id, content, infohash: infohashOf(content), engine, playbackUrl: session.playback_url, started }
}

/** The stream once it is as `wanted`; `withinMs` covers a stall, which takes 20 s. */
export function streamWhen(
  product: Product,
  { id }: Pick<Played, 'id'>,
  what: string,
  wanted: (stream: StreamState) => boolean,
  withinMs = 15_000,
): Promise<StreamState> {
  let last: StreamState | undefined
  return until(
    `${id} ${what}`,
    async () => {
      last = await product.get<StreamState>(`/streams/${encodeURIComponent(id)}`)
      return wanted(last) && last
    },
    withinMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; it is ${JSON.stringify(last)}`)
  })
}

export function truthOf(engine: EngineState): Promise<EngineTruth> {
  return ask(engine, '/emulator/state')
}

/** What the engine itself answers about the session: statistics, or its error. */
export async function sessionOf({ engine, started }: Played): Promise<string> {
  const { pathname } = new URL(started.stat_url)
  return JSON.stringify(await ask(engine, `${pathname}?skip_player_activity=1`))
}

/** The engine forgets the session, and nobody reports it. */
export async function stopBehindOurBack({ engine, started }: Played): Promise<void> {
  await ask(engine, `${new URL(started.command_url).pathname}?method=stop`)
}

/** Faults of one content; `order` is for those of the whole engine. */
export async function faultOf({ engine, content }: Played, faults: object): Promise<void> {
  await ask(engine, `/emulator/fault?content=${content}`, faults)
}

async function ask<T>({ host, port }: EngineState, path: string, body?: object): Promise<T> {
  const url = `http://${host}:${port}${path}`
  const signal = AbortSignal.timeout(10_000)
  const answer = await fetch(url, { signal, ...(body && { method: 'POST', body: JSON.stringify(body) }) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${text}`)
  const json = JSON.parse(text)
  // Starts and commands come wrapped; statistics and control routes may, or not (docs/reference/acestream-engine.md 2, 3).
  return json.response ?? json
}
