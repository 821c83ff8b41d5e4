import { withReadKey } from './api.ts'
import { currentServer, leaveOwnServer, settings } from './app-settings.ts'
import {
  forgetWorld,
  readConnection,
  readTrend,
  readWorld,
  writeConnection,
  writeTrend,
  writeWorld,
} from './cache.ts'
import { forgetServerTime, serverNow, setServerTime } from './clock.ts'
import { type ConnectionState, type Fallback, INITIAL_CONNECTION } from './connection-state.ts'
import { type Fault, faultOf } from './fault.ts'
import { timeOf } from './format.ts'
import { Dropped, HeldBack, NoLive, readLive } from './live-reader.ts'
import { type MissingRoutes, missingRoutesOf } from './missing-routes.ts'
import type { World } from './model.ts'
import { applyMessages, type LiveMessage } from './patch.ts'
import { pollWorld } from './poll.ts'
import { asRaw, textOrNull } from './read.ts'
import { safeStorage } from './storage.ts'
import { extendTrend } from './trend.ts'

const FALLBACK_SECONDS = 5
const BACKGROUND_SECONDS = 30
const RETRY_LIVE_MS = 60_000
const LIVE = '/live'
const BACKOFF_SECONDS = [1, 2, 4, 8, 15]
/** A stream that breaks this soon, this often, is being broken by something. */
const SHORT_LIFE_MS = 10_000
const SHORT_LIVES = 3
const SIGN_STEP_MS = 1_000

export interface ConnectionOptions {
  /** Whether a hidden tab should go on looking (for notifications). */
  readonly watchesHidden: () => boolean
  /** What a hidden tab saw. It is not written to the cache: nothing is rendered. */
  readonly onBackground: (world: World) => void
}

export interface Connection {
  /** Reads everything now, whatever the mode. */
  readonly refresh: () => Promise<void>
  /** Starts anew: other server, other mode, tab shown again. */
  readonly restart: () => void
}

let current: Connection | null = null

/** Reads everything now: what "try again" means wherever the fleet could not be read. */
export function refreshNow(): void {
  void current?.refresh()
}

/** For as long as the tab lives: an older server is asked once for what it lacks. */
const session = safeStorage(() => window.sessionStorage)

const set = (change: Partial<ConnectionState>): void => writeConnection({ ...readConnection(), ...change })

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

const shown = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    document.addEventListener('visibilitychange', () => resolve(), { once: true, signal })
  })

function noteServerTime(messages: readonly LiveMessage[]): void {
  for (const { data } of messages) {
    const told = timeOf(textOrNull(asRaw(data)['server_time']))
    if (told !== null) setServerTime(told)
  }
}

/** Gathers live messages and writes them once per frame: a burst costs one rendering. */
function createInbox() {
  let pending: LiveMessage[] = []
  let frame = 0
  const flush = () => {
    frame = 0
    const messages = pending
    pending = []
    noteServerTime(messages)
    const before = readWorld()
    const after = applyMessages(before, messages)
    writeWorld(before, after)
    writeTrend(extendTrend(readTrend(), after, serverNow()))
  }
  return {
    add: (messages: readonly LiveMessage[]) => {
      pending.push(...messages)
      // Nothing is drawn yet that a frame could be kept for.
      if (readWorld().engines === null) flush()
      else if (frame === 0) frame = requestAnimationFrame(flush)
    },
    discard: () => {
      pending = []
      if (frame !== 0) cancelAnimationFrame(frame)
      frame = 0
    },
  }
}

/** Keeps the cache true to the server until restarted: live where possible, by polling where not. */
export function startConnection(options: ConnectionOptions): Connection {
  let life = new AbortController()
  let missing: MissingRoutes = missingRoutesOf(currentServer(), session)
  let failures = 0
  let shortLives = 0
  let retryLiveAt = 0
  const inbox = createInbox()

  const succeeded = (change: Partial<ConnectionState>) => {
    failures = 0
    set({ ...change, updatedMs: serverNow(), offlineSinceMs: null, fault: null })
  }

  const failed = (fault: Fault | null) => {
    failures += 1
    // What comes back may be another version.
    missing.forget()
    const state = readConnection()
    const offline = failures >= 2 || state.updatedMs === null
    set({
      phase: offline ? 'offline' : 'reconnecting',
      offlineSinceMs: state.offlineSinceMs ?? state.updatedMs ?? serverNow(),
      fault: fault ?? state.fault,
    })
  }

  const backOff = (signal: AbortSignal) =>
    sleep((BACKOFF_SECONDS[Math.min(failures, BACKOFF_SECONDS.length) - 1] ?? 1) * 1000, signal)

  const fallBack = (fallback: Fallback) => {
    if (fallback === 'no_live') missing.add(LIVE)
    else retryLiveAt = Date.now() + RETRY_LIVE_MS
  }

  /** Why there can be no live connection at present. */
  const obstacle = (): Fallback | null => {
    if (missing.has(LIVE)) return 'no_live'
    return Date.now() < retryLiveAt ? 'held_back' : null
  }

  const onSign = () => {
    const { phase, updatedMs } = readConnection()
    if (phase === 'live' && updatedMs !== null && serverNow() - updatedMs < SIGN_STEP_MS) return
    succeeded({ phase: 'live', everySeconds: null, fallback: null, older: false })
  }

  async function live(signal: AbortSignal): Promise<void> {
    const openedAt = Date.now()
    const server = currentServer()
    try {
      await withReadKey(server, (key) => readLive(server, key, signal, { onMessages: inbox.add, onSign }))
    } catch (error) {
      if (signal.aborted) return
      shortLives = Date.now() - openedAt < SHORT_LIFE_MS && error instanceof Dropped ? shortLives + 1 : 0
      if (error instanceof NoLive) return fallBack('no_live')
      if (error instanceof HeldBack || shortLives >= SHORT_LIVES) return fallBack('held_back')
      if (error instanceof Dropped && error.reason !== null) {
        set({ dropped: { reason: error.reason, atMs: serverNow() } })
      }
      failed(error instanceof Dropped ? null : faultOf(error))
      await backOff(signal)
    }
  }

  async function poll(everySeconds: number, signal: AbortSignal): Promise<void> {
    try {
      const before = readWorld()
      const { world, older } = await pollWorld(before, missing, signal)
      if (signal.aborted) return
      writeWorld(before, world)
      writeTrend(extendTrend(readTrend(), world, serverNow()))
      succeeded({ phase: 'polling', everySeconds, older })
      await sleep(everySeconds * 1000, signal)
    } catch (error) {
      if (signal.aborted) return
      const fault = faultOf(error)
      const foreign = ['html', 'not_json', 'not_found'].includes(fault.kind)
      if (foreign && readConnection().updatedMs === null && leaveOwnServer()) return restart()
      failed(fault)
      await backOff(signal)
    }
  }

  async function lookWhileHidden(signal: AbortSignal): Promise<void> {
    if (!options.watchesHidden()) return shown(signal)
    await sleep(BACKGROUND_SECONDS * 1000, signal)
    if (signal.aborted) return
    const polled = await pollWorld(readWorld(), missing, signal).catch(() => null)
    if (polled !== null && document.hidden) options.onBackground(polled.world)
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { refresh } = settings.get()
      const fallback = refresh === 'live' ? obstacle() : null
      if (document.hidden) await lookWhileHidden(signal)
      else if (refresh === 'live' && fallback === null) await live(signal)
      else {
        if (readConnection().fallback !== fallback) set({ fallback })
        await poll(refresh === 'live' ? FALLBACK_SECONDS : Number(refresh), signal)
      }
    }
  }

  function restart(): void {
    life.abort()
    inbox.discard()
    life = new AbortController()
    failures = 0
    const server = currentServer()
    missing = missingRoutesOf(server, session)
    if (readConnection().server !== server) {
      retryLiveAt = 0
      forgetWorld()
      forgetServerTime()
      writeConnection({ ...INITIAL_CONNECTION, server })
    }
    void run(life.signal)
  }

  async function refresh(): Promise<void> {
    if (failures > 0) return restart() // what waits for its next try does not wait any longer
    const { signal } = life
    const before = readWorld()
    missing.forget()
    try {
      const { world, older } = await pollWorld(before, missing, signal)
      if (signal.aborted) return
      writeWorld(readWorld(), world)
      succeeded({ older })
    } catch (error) {
      if (!signal.aborted) failed(faultOf(error))
    }
  }

  document.addEventListener('visibilitychange', () => {
    retryLiveAt = Math.min(retryLiveAt, Date.now())
    restart()
  })
  restart()
  current = { refresh, restart }
  return current
}
