import { apiSocketServer } from './engine/api-socket.ts'
import { catalogue } from './engine/catalogue.ts'
import { CONTROL_PREFIX, control } from './engine/control.ts'
import { exchangeOf } from './engine/exchange.ts'
import { type EngineFaults, faultBook } from './engine/faults.ts'
import { startMemoryLeak } from './engine/memory-leak.ts'
import { openPorts, type PortNumbers } from './engine/ports.ts'
import { countersOf, type EngineCounters, type EngineState, stateOf } from './engine/report.ts'
import { serve } from './engine/router.ts'
import { sessionBook } from './engine/session-book.ts'
import { type SwarmAddress, startSwarm } from './engine/swarm.ts'
import type { EngineWorld } from './engine/world.ts'
import { loadClip } from './media/clip.ts'

export interface EngineOptions {
  /** HTTP port; 0, the default, takes any free one. */
  readonly port?: number
  readonly httpsPort?: number
  readonly apiPort?: number
  /** P2P port, opened for TCP and UDP. This and the two above are not opened unless given. */
  readonly p2pPort?: number
  /** Address to listen on; 127.0.0.1. */
  readonly host?: string
  /** False: callers from outside this machine's own subnets are cut off. True unless given. */
  readonly bindAll?: boolean
  /** `3.2.11`; a `3.1.x` answers in the older shape. */
  readonly version?: string
  readonly platform?: string
  /** Divides every wait that the real engine has. Media always runs in real time. */
  readonly timeScale?: number
  /** Pads the media with null packets; the clip's own rate is about 200 kbit/s. */
  readonly bitrateKbps?: number
  /** Real milliseconds, 60 000: a session that nobody reads or asks about ends after it. */
  readonly sessionIdleMs?: number
  /** Whether the control routes are served on the engine's own port. */
  readonly control?: boolean
  readonly faults?: Partial<EngineFaults>
  /** A peer (`startPeer`) with which it really exchanges what its statistics say; none unless given. */
  readonly swarm?: SwarmAddress
}

/** An emulated engine in this process. */
export interface Engine {
  readonly port: number
  readonly ports: PortNumbers
  /** `http://<host>:<port>`, without a slash at the end. */
  readonly url: string
  /** Adds to the faults of the engine, or of one content (by content id or infohash). */
  fault(patch: Partial<EngineFaults>, content?: string): void
  clearFaults(content?: string): void
  /** Ends every running playback in the middle of the data, once. */
  cut(): void
  counters(): EngineCounters
  state(): EngineState
  /** Dies: every socket is destroyed, the ports are free. */
  crash(how?: { readonly exitCode?: number }): void
  /** The exit code of `crash()`; 0 after `close()`. */
  readonly exited: Promise<number>
  close(): Promise<void>
}

/** A process has one clip in memory for each bitrate, however many engines play it. */
const clips = new Map<number | undefined, ReturnType<typeof loadClip>>()

function clipFor(bitrateKbps: number | undefined): ReturnType<typeof loadClip> {
  const clip = clips.get(bitrateKbps) ?? loadClip(bitrateKbps)
  clips.set(bitrateKbps, clip)
  return clip
}

/**
 * Starts an engine that behaves as real ones were seen to: sessions, identities, statistics, errors and playback.
 * Rejects with Node's `EADDRINUSE` error where a port is taken; nothing stays open then.
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const life = new AbortController()
  const world = worldOf(options, life.signal)
  const host = options.host ?? '127.0.0.1'
  const exit = Promise.withResolvers<number>()
  const started: Engine[] = [] // empty while the ports open: requests may come before the last of them is open

  const open = await openPorts(
    { http: options.port ?? 0, https: options.httpsPort, api: options.apiPort, p2p: options.p2pPort },
    host,
    (request, response) => {
      const isControl = options.control === true && request.url?.startsWith(CONTROL_PREFIX)
      if (isControl) control(started, request, response)
      else serve(world, exchangeOf(request, response))
    },
    (httpPort) => apiSocketServer(world, httpPort),
  )
  const leak = startMemoryLeak(world.faults)
  const swarm = options.swarm && startSwarm(world, options.swarm)
  const idleMs = options.sessionIdleMs ?? SESSION_IDLE_MS
  const idleSweep = setInterval(() => world.sessions.stopIdle(idleMs), Math.min(idleMs / 4, 1_000))
  idleSweep.unref()

  async function end(exitCode: number): Promise<void> {
    leak.stop()
    swarm?.stop()
    clearInterval(idleSweep)
    life.abort()
    await open.close()
    for (const session of world.sessions.all()) world.sessions.stop(session)
    exit.resolve(exitCode)
  }

  const engine: Engine = {
    port: open.numbers.http,
    ports: open.numbers,
    url: `http://${host}:${open.numbers.http}`,
    ...faultSwitches(world),
    cut: () => {
      for (const session of world.sessions.all()) for (const reader of session.readers) reader.cut()
    },
    counters: () => countersOf(world),
    state: () => stateOf(world, open.numbers),
    crash: ({ exitCode = 1 } = {}) => void end(exitCode),
    exited: exit.promise,
    close: () => end(0),
  }
  started.push(engine)
  return engine
}

/** Not documented; long enough to survive a player's pause, as in the one other emulator known. */
const SESSION_IDLE_MS = 60_000
const DEFAULT_VERSION = '3.2.11'
/** The websocket port that 3.2.x reports is a random one that nothing uses. */
const WEBSOCKET_PORT = 37_293

function worldOf(options: EngineOptions, closing: AbortSignal): EngineWorld {
  const clip = clipFor(options.bitrateKbps)
  const faults = faultBook(options.faults)
  const timeScale = options.timeScale ?? 1
  return {
    version: options.version ?? DEFAULT_VERSION,
    platform: options.platform ?? 'linux',
    timeScale,
    websocketPort: WEBSOCKET_PORT,
    bindAll: options.bindAll ?? true,
    clip,
    faults,
    catalogue: catalogue(),
    sessions: sessionBook(clip, faults, timeScale),
    tally: { bytesServed: 0, requests: 0, starts: 0, stops: 0 },
    closing,
  }
}

/** Every change of faults settles the sessions first, so that what happened until now stays true. */
function faultSwitches({ faults, sessions, catalogue: contents }: EngineWorld) {
  function change(apply: () => void): void {
    const nowMs = Date.now()
    const before = sessions.all().map((session) => ({ session, faults: faults.of(session.infohash) }))
    apply()
    for (const { session, faults: old } of before)
      session.changeFaults(nowMs, old, faults.of(session.infohash))
  }
  const targets = (content?: string) => (content === undefined ? [undefined] : contents.infohashesOf(content))
  return {
    fault: (patch: Partial<EngineFaults>, content?: string) =>
      change(() => {
        for (const infohash of targets(content)) faults.merge(patch, infohash)
      }),
    clearFaults: (content?: string) =>
      change(() => {
        for (const infohash of targets(content)) faults.clear(infohash)
      }),
  }
}
