// connection/: how the panel reaches one server: the live connection, polling where that fails, and what arrives.

import {
  forgetWorld,
  readConnection,
  readTrend,
  readWorld,
  writeConnection,
  writeTrend,
  writeWorld,
} from '../fleet/live-store.ts'
import type { World } from '../fleet/model.ts'
import { extendTrend } from '../fleet/trend.ts'
import { currentServer, leaveOwnServer, settings } from '../platform/app-settings.ts'
import { forgetServerTime, serverNow } from '../platform/clock.ts'
import { safeStorage } from '../platform/storage.ts'
import { INITIAL_CONNECTION, type OutOfReach, wouldPrompt } from './connection-state.ts'
import { withReadKey } from './http/api.ts'
import { type Fault, faultOf } from './http/fault.ts'
import { createInbox } from './inbox.ts'
import { createLiveAccess, type LiveAccess } from './live-access.ts'
import { Dropped } from './live-end.ts'
import { readLive } from './live-reader.ts'
import { type MissingRoutes, missingRoutesOf } from './missing-routes.ts'
import { pollWorld } from './poll.ts'
import { createStanding, type Standing, setConnection } from './standing.ts'
import { shown, sleep } from './wait.ts'

const FALLBACK_SECONDS = 5
const BACKGROUND_SECONDS = 30
/** Reconnecting is quick; only what takes longer is shown. */
const PATIENCE_MS = 1_000
const SIGN_STEP_MS = 1_000

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

/** What the attempts of one connection share. */
interface Attempts extends ConnectionOptions {
  readonly inbox: ReturnType<typeof createInbox>
  readonly access: LiveAccess
  readonly standing: Standing
  /** What the server of now, an older one, doesn't have. */
  readonly missing: () => MissingRoutes
  readonly restart: () => void
}

let current: Connection | null = null

/** Reads everything now: what "try again" means wherever the fleet could not be read. */
export function refreshNow(): void {
  void current?.refresh()
}

/** For as long as the tab lives: an older server is asked once for what it lacks. */
const session = safeStorage(() => window.sessionStorage)

/** Something came over the live connection: told at most once a second. */
function noteSign({ standing }: Attempts): void {
  const { phase, updatedMs } = readConnection()
  const isTold = phase === 'live' && updatedMs !== null && serverNow() - updatedMs < SIGN_STEP_MS
  if (isTold && !standing.isAway()) return
  standing.succeeded({ phase: 'live', everySeconds: null, fallback: null, older: false })
}

/** The server may come back as another version: an older one is asked again what it has. */
function failed({ standing, missing }: Attempts, fault: Fault | null): void {
  missing().forget()
  standing.failed(fault)
}

/** Follows `/live` until it ends, and waits as long as the next attempt should. */
async function followLive(attempts: Attempts, signal: AbortSignal): Promise<void> {
  const { access, inbox, missing, standing } = attempts
  const openedAt = Date.now()
  const handlers = { onMessages: inbox.add, onSign: () => noteSign(attempts) }
  const server = currentServer()
  try {
    await withReadKey(server, (key) => readLive(server, key, signal, handlers))
  } catch (error) {
    if (signal.aborted) return
    if (access.ended(error, Date.now() - openedAt, missing(), Date.now()) !== null) return
    if (error instanceof Dropped) setConnection({ dropped: { ...error.farewell, atMs: serverNow() } })
    const fault = error instanceof Dropped ? null : faultOf(error)
    failed(attempts, fault)
    await standing.backOff(fault, signal)
  }
}

/** What answers at this address for the first time is no server of ours. */
const isForeign = ({ kind }: Fault): boolean =>
  ['html', 'not_json', 'not_found'].includes(kind) && readConnection().updatedMs === null

/** Reads everything once by the plain routes, and waits for the next turn. */
async function poll(attempts: Attempts, everySeconds: number, signal: AbortSignal): Promise<void> {
  const { access, missing, standing, restart } = attempts
  try {
    const before = readWorld()
    const { world, older } = await pollWorld(before, missing(), signal)
    if (signal.aborted) return
    writeWorld(before, world)
    writeTrend(extendTrend(readTrend(), world, serverNow()))
    standing.succeeded({ phase: 'polling', everySeconds, older })
    await sleep(everySeconds * 1000, signal)
  } catch (error) {
    if (signal.aborted) return
    // Not the stream alone: nothing comes through.
    access.retry()
    const fault = faultOf(error)
    if (isForeign(fault) && leaveOwnServer()) return restart()
    failed(attempts, fault)
    await standing.backOff(fault, signal)
  }
}

async function lookWhileHidden(attempts: Attempts, signal: AbortSignal): Promise<void> {
  const { missing, onBackground, standing, watchesHidden } = attempts
  const { fault } = readConnection()
  if (!watchesHidden() || (fault !== null && wouldPrompt(fault))) return shown(signal)
  await sleep(BACKGROUND_SECONDS * 1000, signal)
  if (signal.aborted) return
  try {
    const { world } = await pollWorld(readWorld(), missing(), signal)
    standing.quietly(null)
    if (document.hidden) onBackground(world, 'polling')
  } catch (error) {
    const phase = standing.quietly(faultOf(error))
    if (document.hidden && phase !== null && phase !== 'reconnecting') onBackground(readWorld(), phase)
  }
}

async function run(attempts: Attempts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { refresh } = settings.get()
    const fallback = refresh === 'live' ? attempts.access.obstacle(attempts.missing(), Date.now()) : null
    if (document.hidden) await lookWhileHidden(attempts, signal)
    else if (refresh === 'live' && fallback === null) await followLive(attempts, signal)
    else {
      if (readConnection().fallback !== fallback) setConnection({ fallback })
      await poll(attempts, refresh === 'live' ? FALLBACK_SECONDS : Number(refresh), signal)
    }
  }
}

/** Says that nothing answers yet, unless an answer comes right away. */
async function sayWhenSlow({ standing }: Attempts, signal: AbortSignal): Promise<void> {
  await sleep(PATIENCE_MS, signal)
  if (!standing.isAway() || signal.aborted || document.hidden) return
  const { phase } = readConnection()
  if (phase === 'live' || phase === 'polling') setConnection({ phase: 'reconnecting' })
}

/** Another server than before: nothing read so far holds for it. */
function forgetServer(server: string): void {
  forgetWorld()
  forgetServerTime()
  writeConnection({ ...INITIAL_CONNECTION, server })
}

/** Keeps the cache true to the server until restarted: live where possible, by polling where not. */
export function startConnection(options: ConnectionOptions): Connection {
  const standing = createStanding()
  const access = createLiveAccess()
  const inbox = createInbox()
  let life = new AbortController()
  let missing = missingRoutesOf(currentServer(), session)
  const attempts: Attempts = { ...options, inbox, access, standing, missing: () => missing, restart }

  function restart(): void {
    life.abort()
    inbox.discard()
    life = new AbortController()
    const server = currentServer()
    missing = missingRoutesOf(server, session)
    if (readConnection().server !== server) {
      access.retry()
      forgetServer(server)
    }
    standing.begin()
    void run(attempts, life.signal)
    void sayWhenSlow(attempts, life.signal)
  }

  document.addEventListener('visibilitychange', () => {
    access.retry()
    restart()
  })
  restart()
  current = {
    refresh: () => {
      missing.forget()
      restart()
      return standing.settled()
    },
    restart,
  }
  return current
}
