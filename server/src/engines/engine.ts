import type { EngineLifecycle } from '@acestream-orchestrator/contract/engine'
import type { HealthStatus } from '@acestream-orchestrator/contract/scalars'
import { LABELS } from './labels.ts'
import type { Address, ContainerFacts } from './ports.ts'

/** How an engine answers its probes. `failures` counts misses since the last answer. */
export interface Health {
  readonly status: HealthStatus
  readonly failures: number
  /** Unix ms since when `status` holds. */
  readonly sinceMs: number
  /** Why it is not healthy; null when it is. */
  readonly reason: string | null
  /** Answers in a row, the last one included, that something else than the engine gave while it was starting. */
  readonly foreignAnswers?: number
}

/** One probe as the check bar shows it. `reason` is null for an answer. */
export interface Check {
  readonly atMs: number
  readonly latencyMs: number | null
  readonly reason: string | null
}

/** Checks over a time: how many were answered, of how many. */
export interface Uptime {
  readonly ok: number
  readonly total: number
}

/** The same time with one check more. */
export const withCheck = (uptime: Uptime | null, { reason }: Check): Uptime => ({
  ok: (uptime?.ok ?? 0) + (reason === null ? 1 : 0),
  total: (uptime?.total ?? 0) + 1,
})

/** What its labels say it was made as: survives any restart of ours. */
export interface EngineMake {
  readonly variant: string
  /** Hash of the spec it was made from; another hash than a new engine would get means outdated. */
  readonly specHash: string
  readonly httpPort: number
  readonly httpsPort: number | null
  readonly apiPort: number | null
  readonly p2pPort: number | null
  /** Name of the VPN container it was made in, or null. */
  readonly vpn: string | null
  /** It was made with its VPN's forwarded port as P2P port. */
  readonly forwarded: boolean
}

export interface Resources {
  /** Percent of one core. */
  readonly cpuPercent: number | null
  readonly memoryBytes: number | null
  /** Monotonic ms when its container's network counters last grew as playback makes them grow; null: never seen. */
  readonly trafficAtMs: number | null
  readonly playback: PlaybackEvidence
}

/**
 * Whether a viewer is served whom nobody reported, by what the container shows: `unread` until it has been read twice,
 * `unknown` where nothing tells.
 */
export type PlaybackEvidence = 'unread' | 'none' | 'seen' | 'unknown'

/** Who or what wants it gone: decides how its streams end and what the journal tells. */
export type RemovalCause =
  | 'operator'
  | 'unhealthy'
  | 'vpn'
  | 'idle'
  | 'outdated'
  | 'failed'
  | 'drained'
  | 'exit'

export interface Removal {
  readonly atMs: number
  readonly why: string
  readonly cause: RemovalCause
}

export interface Restart {
  readonly atMs: number
  readonly why: string
  readonly cause: 'operator' | 'vpn'
}

/** One AceStream engine, everything known of it at one moment. Replaced as a whole at each change. */
export interface Engine {
  readonly id: string
  readonly name: string | null
  readonly runtime: string
  /** Null for an external engine: a client registered it, we only probe and show it. */
  readonly container: ContainerFacts | null
  readonly make: EngineMake
  /** The address that answered last, or is tried now. */
  readonly dial: Address
  readonly advertised: Address
  readonly firstSeenMs: number
  readonly lastSeenMs: number
  readonly health: Health
  /** The last 40, oldest first. */
  readonly checks: readonly Check[]
  /** Unix ms of the first answer since its container started; null until then. */
  readonly readyAtMs: number | null
  /** Over the last day; null before its first check, so `total` is at least 1. */
  readonly uptime: Uptime | null
  readonly version: string | null
  readonly resources: Resources
  readonly removal: Removal | null
  readonly drainSinceMs: number | null
  /** A restart of ours is wanted or under way: its death is no failure. */
  readonly restart: Restart | null
  readonly restarts: number
  readonly lastStreamUsageMs: number | null
  /** Handed to a caller of `POST /provision/acestream` and not used since; null otherwise. */
  readonly handedOutAtMs: number | null
  /** The runtime does not answer: `container` is the last known state. */
  readonly stale: boolean
  /** A new engine would be made otherwise; says how. Null: it is up to date. */
  readonly outdated: string | null
  /** What the planner has to say about it, e.g. why a broken one is not replaced. */
  readonly note: string | null
  /** Its VPN is not up: misses are the VPN's, not the engine's. Says what is wrong with the VPN. */
  readonly vpnDown: string | null
}

export const RECENT_CHECKS = 40

export function isExternal(engine: Engine): boolean {
  return engine.container === null
}

/** Made as a caller wished: what becomes of it says nothing about the pool's engines, and none takes its place. */
export function isCallersOwn({ container }: Engine): boolean {
  return Boolean(container?.labels[LABELS.request])
}

/** True while its container exists and holds ports, memory and a place under the maximum. */
export function isAlive(engine: Engine): boolean {
  const status = engine.container?.status
  return status === 'running' || status === 'paused' || status === 'restarting'
}

/** Counters are read every 10 s: one reading may be missed. */
const DELIVERING_WITHIN_MS = 30_000

/** Media left it a moment ago. False also where its counters can't be read or are shared. */
export function isDelivering({ resources: { trafficAtMs } }: Engine, elapsedMs: number): boolean {
  return trafficAtMs !== null && elapsedMs - trafficAtMs < DELIVERING_WITHIN_MS
}

/** Where it stands between creation and removal. Health is separate. */
export function lifecycleOf(engine: Engine): EngineLifecycle {
  if (engine.removal) return 'removing'
  if (engine.restart) return 'starting'
  if (engine.container && !isAlive(engine))
    return engine.container.status === 'created' ? 'starting' : 'failed'
  if (engine.drainSinceMs !== null) return 'draining'
  return engine.readyAtMs === null ? 'starting' : 'ready'
}

/** True when a new stream may be put on it now: nothing speaks against it, not even one missed check. */
export function takesStreams(engine: Engine): boolean {
  return (
    lifecycleOf(engine) === 'ready' &&
    engine.health.status === 'healthy' &&
    engine.health.failures === 0 &&
    engine.vpnDown === null
  )
}

/** Health as clients may act on it: `healthy` only when it takes streams, with the reason when it does not. */
export function publicHealth(engine: Engine): {
  readonly status: HealthStatus
  readonly reason: string | null
} {
  switch (lifecycleOf(engine)) {
    case 'failed':
      return { status: 'unhealthy', reason: withCure(failureReason(engine), engine.container) }
    case 'removing':
      return { status: 'unknown', reason: `being removed: ${engine.removal?.why}` }
    case 'draining':
      return { status: 'unknown', reason: 'draining: takes no new streams' }
    case 'starting':
      return startingHealth(engine)
    case 'ready':
      return readyHealth(engine)
  }
}

function startingHealth(engine: Engine): { readonly status: HealthStatus; readonly reason: string | null } {
  if (engine.restart) return { status: 'unknown', reason: `restarting: ${engine.restart.why}` }
  if (engine.vpnDown) return { status: 'unknown', reason: engine.vpnDown }
  if (engine.health.status === 'unhealthy') return { status: 'unhealthy', reason: engine.health.reason }
  return { status: 'unknown', reason: 'starting: has not answered a check yet' }
}

function readyHealth(engine: Engine): { readonly status: HealthStatus; readonly reason: string | null } {
  if (engine.vpnDown) return { status: 'unknown', reason: engine.vpnDown }
  const { status, failures, reason } = engine.health
  if (status === 'healthy' && failures > 0) return { status: 'unknown', reason: `missed a check: ${reason}` }
  return { status, reason: status === 'healthy' ? null : reason }
}

/** It serves a player although none of its `streams` is reported. Null: not known yet, or can't be known. */
export function isUsedUnreported({ resources }: Engine, streams: number): boolean | null {
  if (streams > 0) return false
  return resources.playback === 'seen' || (resources.playback === 'none' ? false : null)
}

/** It never answered, and what answers in its place holds its HTTP port in the network they share. */
export function isPortOccupied({ readyAtMs, health }: Engine): boolean {
  return readyAtMs === null && (health.foreignAnswers ?? 0) > 0
}

export function portOccupied(port: number): string {
  return `something else answers on ${port}`
}

/** Why an engine has stopped. */
export function failureReason(engine: Engine): string {
  const death = deathReason(engine.container)
  return isPortOccupied(engine) ? `${death}; ${portOccupied(engine.make.httpPort)}` : death
}

/**
 * Where a state is shown, its reason says what helps as well; each death that is told does not, since all that die of the
 * same would repeat it.
 */
export function withCure(reason: string, facts: ContainerFacts | null): string {
  return facts?.cure ? `${reason}; ${facts.cure}` : reason
}

/** Why a container is dead, from what the runtime kept of it. */
export function deathReason(facts: ContainerFacts | null): string {
  if (!facts) return 'gone'
  if (facts.oomKilled) return 'killed: out of memory'
  if (facts.error) return facts.exitCode ? `exit code ${facts.exitCode}: ${facts.error}` : facts.error
  if (facts.exitCode === null) return 'exited, exit code unknown'
  const meaning = exitMeaning(facts.exitCode)
  return facts.lastWords ? `${meaning}: ${facts.lastWords}` : meaning
}

/** What a shell and Docker mean by these, see `docker run`'s exit status; above 128 it is a signal's number. */
const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  126: 'its command cannot be run',
  127: 'its command was not found',
  139: 'crashed: SIGSEGV',
  255: 'could not be started',
}

const HIGHEST_SIGNAL = 64

function exitMeaning(code: number): string {
  const meaning = EXIT_MEANINGS[code]
  if (meaning) return `${meaning} (exit code ${code})`
  const signal = code - 128
  if (signal > 0 && signal <= HIGHEST_SIGNAL) return `killed by signal ${signal} (exit code ${code})`
  return `exited with code ${code}`
}

/** Its container was stopped and started, or only started, by somebody else, since `before` was seen. */
export function wasRestartedOutside(engine: Engine, before: Engine): boolean {
  const was = before.container?.startedAtMs ?? null
  const is = engine.container?.startedAtMs ?? null
  return was !== null && is !== null && is > was && before.restart === null
}

export function describe(engine: Engine): string {
  return engine.name ?? engine.id.slice(0, 12)
}
