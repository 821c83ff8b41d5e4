// engine/: one session on one engine: how it is opened, read, watched and stopped.
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { PlaybackReason } from '@acestream-orchestrator/contract/playback'
import { type Address, type Opened, openBody } from '../lib/http.ts'
import { createAligner } from '../mpegts/aligner.ts'
import type { Session } from './answers.ts'
import type { Content } from './content.ts'
import { type EngineApi, engineApi } from './engine-api.ts'
import { stopSession } from './stop-session.ts'

export interface SourceLimits {
  readonly noPeersTimeoutMs: number
  readonly noDataTimeoutMs: number
  readonly stallTimeoutMs: number
}

export interface SourceEvents {
  /** The engine has opened the session; no data yet. */
  opened(session: Session): void
  /** Whole packets; the memory is the receiver's. */
  packets(packets: Buffer): void
  /** Nothing comes for too long, but the connection is there: it may go on. Said again for each such silence. */
  stalled(reason: PlaybackReason): void
  /** Said once, unless it was closed before: nothing comes from it any more. */
  ended(reason: PlaybackReason | null): void
}

/** One session on one engine, and the one connection that reads it. */
export interface Source {
  /** Holds its connection back, or lets it go on. */
  hold(on: boolean): void
  /** Ends it at once; resolves when the session is known to be over. */
  close(): Promise<void>
}

export interface SourceOptions {
  readonly address: Address
  readonly content: Content
  /** The engine no longer exists: nothing is left to be stopped. */
  readonly isGone: () => boolean
  readonly limits: SourceLimits
  readonly events: SourceEvents
}

/** Without a packet in so many bytes it is no transport stream. */
const GARBAGE_BYTES = 1024 * 1024
const STATISTICS_EVERY_MS = 1000

/** Opens a session and reads it. Never throws; what goes wrong is told by `ended`. */
export function openSource({ address, content, isGone, limits, events }: SourceOptions): Source {
  const api = engineApi(address)
  const life = new AbortController()
  let response: IncomingMessage | null = null
  let session: Session | null = null
  let isHeld = false

  const isOver = () => life.signal.aborted

  function fail(reason: PlaybackReason | null): void {
    if (isOver()) return
    life.abort()
    response?.destroy()
    events.ended(reason)
  }

  async function run(): Promise<void> {
    const started = await startOn(api, content)
    if ('code' in started) return fail(started)
    session = started
    if (isOver()) return
    events.opened(session)
    const watch = watchStart(api, session, limits, fail)
    life.signal.addEventListener('abort', watch.stop, { once: true })
    const opened = await openBody(address, session.playbackPath, life.signal)
    if (opened.kind !== 'open') return fail(whyNotOpen(opened))
    if (isOver()) return void opened.response.destroy()
    read(opened.response, watch.stop)
  }

  function read(body: IncomingMessage, onFirst: () => void): void {
    const aligner = createAligner()
    const stall = watchStall(limits.stallTimeoutMs, () => isHeld, events.stalled)
    life.signal.addEventListener('abort', stall.stop, { once: true })
    response = body
    body.on('data', (chunk: Buffer) => {
      const packets = aligner.push(chunk)
      if (isOver()) return
      if (aligner.skipped() > GARBAGE_BYTES) return fail({ code: 'not_mpegts' })
      if (packets.length === 0) return
      onFirst()
      stall.beat()
      events.packets(packets)
    })
    body.on('close', () => fail(isFinished(body, session) ? null : { code: 'closed_by_engine' }))
    if (isHeld) body.pause()
  }

  const running = run()
  return {
    hold: (on) => {
      isHeld = on
      if (on) response?.pause()
      else response?.resume()
    },
    close: async () => {
      life.abort()
      response?.destroy()
      await running // a start that is still pending opens its session all the same
      if (session !== null) await stopSession(api, session, isGone)
    },
  }
}

/** A film that was sent whole is over; live streams have no end. */
function isFinished(body: IncomingMessage, session: Session | null): boolean {
  return body.complete && session !== null && !session.isLive
}

/** An id that is no content id may be an infohash: some links hold one. */
async function startOn(api: EngineApi, content: Content): Promise<Session | PlaybackReason> {
  const playerId = randomUUID()
  let answer = await api.start(content, playerId)
  if (answer.kind === 'refused' && content.kind === 'content_id')
    answer = await api.start({ kind: 'infohash', value: content.value }, playerId)
  if (answer.kind === 'session') return answer.session
  if (answer.kind === 'refused') return { code: 'content_unknown', text: answer.text }
  if (answer.kind === 'garbage' || answer.why === 'garbage') return { code: 'engine_garbage' }
  return { code: answer.why === 'timeout' ? 'engine_timeout' : 'engine_unreachable' }
}

function whyNotOpen(opened: Exclude<Opened, { readonly kind: 'open' }>): PlaybackReason {
  if (opened.kind === 'failed') return { code: 'closed_by_engine' }
  if (opened.kind === 'status') return { code: 'engine_status', status: opened.status }
  return { code: 'redirect_refused', location: opened.location.slice(0, 200) }
}

/** Engines wait for ever for a channel that is dead; whoever asks them must not. */
function watchStart(
  api: EngineApi,
  session: Session,
  { noPeersTimeoutMs, noDataTimeoutMs }: SourceLimits,
  fail: (reason: PlaybackReason) => void,
): { stop(): void } {
  const beganAt = performance.now()
  let hadPeers = false
  const statistics = setInterval(
    async () => {
      const found = await api.statistics(session)
      hadPeers ||= found !== undefined && found.peers > 0
      if (!hadPeers && performance.now() - beganAt >= noPeersTimeoutMs)
        fail({ code: 'no_peers', afterS: noPeersTimeoutMs / 1000 })
    },
    Math.min(STATISTICS_EVERY_MS, noPeersTimeoutMs / 4),
  )
  const noData = setTimeout(() => fail({ code: 'no_data', afterS: noDataTimeoutMs / 1000 }), noDataTimeoutMs)
  return {
    stop: () => {
      clearInterval(statistics)
      clearTimeout(noData)
    },
  }
}

/** A connection that is held back by us is silent for that reason. */
function watchStall(
  timeoutMs: number,
  isHeld: () => boolean,
  stalled: SourceEvents['stalled'],
): { beat(): void; stop(): void } {
  let lastAt = performance.now()
  const timer = setInterval(() => {
    if (isHeld()) lastAt = performance.now()
    if (performance.now() - lastAt < timeoutMs) return
    lastAt = performance.now()
    stalled({ code: 'stalled', afterS: timeoutMs / 1000 })
  }, timeoutMs / 10)
  return {
    beat: () => {
      lastAt = performance.now()
    },
    stop: () => clearInterval(timer),
  }
}
