// connection/: how the panel reaches one server: the live connection, polling where that fails, and what arrives.

import {
  forgetWorld,
  readConnection,
  readTrend,
  readWorld,
  refreshBeside,
  writeConnection,
  writeTrend,
  writeWorld,
} from '../fleet/live-store.ts'
import type { World } from '../fleet/model.ts'
import { extendTrend } from '../fleet/trend.ts'
import { currentServer, leaveOwnServer, settings } from '../platform/app-settings.ts'
import { forgetServerTime, serverNow } from '../platform/clock.ts'
import { safeStorage } from '../platform/storage.ts'
import {
  type ConnectionState,
  type Fallback,
  INITIAL_CONNECTION,
  type OutOfReach,
  phaseAfter,
  wouldPrompt,
} from './connection-state.ts'
import { withReadKey } from './http/api.ts'
import { type Fault, faultOf } from './http/fault.ts'
import { createInbox } from './inbox.ts'
import { Dropped, HeldBack, NoLive, readLive } from './live-reader.ts'
import { type MissingRoutes, missingRoutesOf } from './missing-routes.ts'
import { pollWorld } from './poll.ts'
import { shown, sleep } from './wait.ts'

const FALLBACK_SECONDS = 5
const BACKGROUND_SECONDS = 30
const RETRY_LIVE_MS = 60_000
/** A single missing answer may be chance. */
const FAILURES_TO_BELIEVE = 2
/** Reconnecting is quick; only what takes longer is shown. */
const PATIENCE_MS = 1_000
const LIVE = '/live'
const BACKOFF_SECONDS = [1, 2, 4, 8, 15]
/** A stream that breaks this soon, this often, is being broken by something. */
const SHORT_LIFE_MS = 10_000
const SHORT_LIVES = 3
const SIGN_STEP_MS = 1_000

/** What a drop adds to the suspicion. Silence counts double: it takes long, and a closed lid alone makes one of it. */
const brokenBy = ({ silent }: Dropped, livedMs: number, suspicion: number): number =>
  silent ? suspicion + 2 : livedMs < SHORT_LIFE_MS ? suspicion + 1 : 0

export interface ConnectionOptions {
  /** Whether a hidden tab should go on looking (for notifications). */
  readonly watchesHidden: () => boolean
  /** What a hidden tab saw, or saw last. It is not written to the cache: nothing is rendered. */
  readonly onBackground: (world: World, phase: 'polling' | OutOfReach) => void
}

export interface Connection {
  /** Reads everything now, whatever the mode, and waits for the answer; an older server is asked again what it has. */
  readonly refresh: () => Promise<void>
  /** Reconnects: other server, other mode, tab shown again. */
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

/** Keeps the cache true to the server until restarted: live where possible, by polling where not. */
export function startConnection(options: ConnectionOptions): Connection {
  let life = new AbortController()
  let missing: MissingRoutes = missingRoutesOf(currentServer(), session)
  let failures = 0
  let shortLives = 0
  let retryLiveAt = 0
  /** Nothing has been heard since we were away: what was read before then is old. */
  let away = false
  let waiting: (() => void)[] = []
  const inbox = createInbox()

  const settle = () => {
    for (const resolve of waiting) resolve()
    waiting = []
  }

  const succeeded = (change: Partial<ConnectionState>) => {
    failures = 0
    set({ ...change, updatedMs: serverNow(), offlineSinceMs: null, fault: null })
    if (away) refreshBeside()
    away = false
    settle()
  }

  const failed = (fault: Fault | null) => {
    failures += 1
    away = true
    // What comes back may be another version.
    missing.forget()
    const state = readConnection()
    set({
      phase: phaseAfter(fault, failures >= FAILURES_TO_BELIEVE || state.updatedMs === null),
      offlineSinceMs: state.offlineSinceMs ?? state.updatedMs ?? serverNow(),
      fault: fault ?? state.fault,
    })
    settle()
  }

  const backOff = (fault: Fault | null, signal: AbortSignal) =>
    fault !== null && wouldPrompt(fault)
      ? shown(signal)
      : sleep((BACKOFF_SECONDS[Math.min(failures, BACKOFF_SECONDS.length) - 1] ?? 1) * 1000, signal)

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
    const isTold = phase === 'live' && updatedMs !== null && serverNow() - updatedMs < SIGN_STEP_MS
    if (isTold && !away) return
    succeeded({ phase: 'live', everySeconds: null, fallback: null, older: false })
  }

  async function live(signal: AbortSignal): Promise<void> {
    const openedAt = Date.now()
    const server = currentServer()
    try {
      await withReadKey(server, (key) => readLive(server, key, signal, { onMessages: inbox.add, onSign }))
    } catch (error) {
      if (signal.aborted) return
      shortLives = error instanceof Dropped ? brokenBy(error, Date.now() - openedAt, shortLives) : 0
      if (error instanceof NoLive) return fallBack('no_live')
      if (error instanceof HeldBack || shortLives >= SHORT_LIVES) return fallBack('held_back')
      if (error instanceof Dropped) set({ dropped: { ...error.farewell, atMs: serverNow() } })
      const fault = error instanceof Dropped ? null : faultOf(error)
      failed(fault)
      await backOff(fault, signal)
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
      // Not the stream alone: nothing comes through.
      retryLiveAt = 0
      const fault = faultOf(error)
      const foreign = ['html', 'not_json', 'not_found'].includes(fault.kind)
      if (foreign && readConnection().updatedMs === null && leaveOwnServer()) return restart()
      failed(fault)
      await backOff(fault, signal)
    }
  }

  async function lookWhileHidden(signal: AbortSignal): Promise<void> {
    const { fault } = readConnection()
    if (!options.watchesHidden() || (fault !== null && wouldPrompt(fault))) return shown(signal)
    await sleep(BACKGROUND_SECONDS * 1000, signal)
    if (signal.aborted) return
    try {
      const { world } = await pollWorld(readWorld(), missing, signal)
      failures = 0
      if (document.hidden) options.onBackground(world, 'polling')
    } catch (error) {
      failures += 1
      const phase = phaseAfter(faultOf(error), failures >= FAILURES_TO_BELIEVE)
      if (document.hidden && phase !== 'reconnecting') options.onBackground(readWorld(), phase)
    }
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

  /** Says that nothing answers yet, unless an answer comes right away. */
  async function sayWhenSlow(signal: AbortSignal): Promise<void> {
    await sleep(PATIENCE_MS, signal)
    if (!away || signal.aborted || document.hidden) return
    const { phase } = readConnection()
    if (phase === 'live' || phase === 'polling') set({ phase: 'reconnecting' })
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
    away = readConnection().updatedMs !== null
    void run(life.signal)
    void sayWhenSlow(life.signal)
  }

  function refresh(): Promise<void> {
    missing.forget()
    restart()
    return new Promise((resolve) => waiting.push(resolve))
  }

  document.addEventListener('visibilitychange', () => {
    retryLiveAt = Math.min(retryLiveAt, Date.now())
    restart()
  })
  restart()
  current = { refresh, restart }
  return current
}
