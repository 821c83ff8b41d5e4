import { type Engine, type EngineOptions, startEngine } from '@acestream-orchestrator/emulator/engine'
import { engineApi } from '../src/engine/engine-api.ts'
import type { ChannelLimits } from '../src/playback/channel.ts'
import { type Channels, createChannels } from '../src/playback/channels.ts'
import type { Engines } from '../src/playback/engines.ts'
import type { Sink } from '../src/relay/viewer.ts'

/** Engines that are given out in order, as long as nothing else is opened on them than `most` sessions. */
export interface Pool extends AsyncDisposable {
  readonly engines: readonly Engine[]
  readonly source: Engines
  /** Ids of engines that no longer exist, to be filled by the test. */
  readonly gone: Set<string>
  /** Sessions on all engines. */
  sessions(): number
}

export async function startPool(count: number, options: EngineOptions = {}, most = 1): Promise<Pool> {
  const engines = await Promise.all(
    Array.from({ length: count }, () => startEngine({ timeScale: 40, bitrateKbps: 2000, ...options })),
  )
  const gone = new Set<string>()
  const alive = new Set(engines)
  for (const engine of engines) void engine.exited.then(() => alive.delete(engine))
  const isFree = (engine: Engine) => alive.has(engine) && engine.state().sessions.length < most
  return {
    engines,
    source: {
      lease: async (_content, exclude, signal) => {
        signal.throwIfAborted()
        const engine = engines.find((each) => isFree(each) && !exclude.has(`${each.port}`))
        if (engine === undefined) return { code: 'no_engine', text: 'all engines are in use' }
        return { engineId: `${engine.port}`, address: { host: '127.0.0.1', port: engine.port } }
      },
      isGone: (engineId) => gone.has(engineId),
    },
    gone,
    sessions: () => engines.reduce((sum, engine) => sum + engine.state().sessions.length, 0),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(engines.map((engine) => engine.close()))
    },
  }
}

export const LIMITS: ChannelLimits = {
  startTimeoutMs: 10_000,
  noPeersTimeoutMs: 600,
  noDataTimeoutMs: 1500,
  stallTimeoutMs: 400,
  emptyGraceMs: 300,
  viewerStallMs: 500,
}

export interface TestChannels extends Channels {
  /** What happened, as `kind:code`. */
  readonly happened: string[]
}

export function channelsOver({ source, engines }: Pool, limits: Partial<ChannelLimits> = {}): TestChannels {
  const happened: string[] = []
  const channels = createChannels({
    engines: source,
    limits: { ...LIMITS, ...limits },
    events: {
      received: () => {},
      failover: (_, reason) => happened.push(`failover:${reason.code}`),
      viewerDropped: () => happened.push('dropped'),
      ended: (_, reason) => happened.push(`ended:${reason?.code ?? 'quiet'}`),
    },
    infohashOf: (content) =>
      engineApi({ host: '127.0.0.1', port: engines[0]?.port ?? 0 }).infohashOf(
        content,
        new AbortController().signal,
      ),
  })
  return { ...channels, happened }
}

/** A viewer that keeps what it is sent, and takes nothing while it is paused. */
export interface Recorder extends Sink {
  readonly received: Buffer[]
  pause(): void
  resume(): void
  readonly hasEnded: () => boolean
}

export function recorder(): Recorder {
  const received: Buffer[] = []
  let drain = () => {}
  let isPaused = false
  let hasEnded = false
  return {
    received,
    write: (parts) => {
      received.push(...parts.map((part) => Buffer.from(part)))
      return !isPaused
    },
    onDrain: (listener) => {
      drain = listener
    },
    end: () => {
      hasEnded = true
    },
    hasEnded: () => hasEnded,
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      drain()
    },
  }
}

export async function until(what: () => boolean, limitMs = 5000): Promise<void> {
  const deadline = performance.now() + limitMs
  while (!what()) {
    if (performance.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}`)
    await new Promise((done) => setTimeout(done, 10))
  }
}
