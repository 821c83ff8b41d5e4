import type { RemovalCause } from '@acestream-orchestrator/contract/events/engine'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Address } from '../lib/address.ts'
import { LABELS } from './labels.ts'
import type { ContainerFacts } from './ports.ts'

/** Where an engine stands between creation and removal. */
export type EngineLifecycle = 'starting' | 'ready' | 'draining' | 'removing' | 'failed'
export type HealthStatus = 'healthy' | 'unhealthy' | 'unknown'

/** How an engine answers its probes. `failures` counts misses since the last answer. */
export interface Health {
  readonly status: HealthStatus
  readonly failures: number
  /** Unix ms since when `status` holds. */
  readonly sinceMs: number
  /** Why it is not healthy; null when it is. */
  readonly reason: Reason | null
  /** Answers in a row, the last one included, that something else than the engine gave while it was starting. */
  readonly foreignAnswers?: number
}

/** One probe as the check bar shows it. `reason` is null for an answer. */
export interface Check {
  readonly atMs: number
  readonly latencyMs: number | null
  readonly reason: Reason | null
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

/** What the container's labels record of the spec it was created from, so that it survives a restart of the orchestrator. */
export interface RecordedSpec {
  readonly variant: string
  /** Hash of the settings behind the spec; outdated once a new engine would get another one. */
  readonly specHash: string
  readonly httpPort: number
  readonly httpsPort: number | null
  readonly apiPort: number | null
  readonly p2pPort: number | null
  /** Name of the VPN container whose network it joined, or null. */
  readonly vpn: string | null
  /** Its P2P port is the one its VPN forwards. */
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

export interface Removal {
  readonly atMs: number
  readonly why: Reason
  readonly cause: RemovalCause
}

export interface Restart {
  readonly atMs: number
  readonly why: Reason
  readonly cause: 'operator' | 'vpn'
}

/** One AceStream engine, everything known of it at one moment. Replaced as a whole at each change. */
export interface Engine {
  readonly id: string
  readonly name: string | null
  readonly runtime: string
  /** Null for an external engine: a client registered it, we only probe and show it. */
  readonly container: ContainerFacts | null
  readonly engineSpec: RecordedSpec
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
  readonly outdated: Reason | null
  /** What the planner has to say about it, e.g. why a broken one is not replaced. */
  readonly note: Reason | null
  /** Its VPN is not up: misses are the VPN's, not the engine's. Says what is wrong with the VPN. */
  readonly vpnDown: Reason | null
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

export interface PublicHealth {
  readonly status: HealthStatus
  readonly reason: Reason | null
}

/** Health as clients may act on it: `healthy` only when it takes streams, with the reason when it does not. */
export function publicHealth(engine: Engine): PublicHealth {
  switch (lifecycleOf(engine)) {
    case 'failed':
      return { status: 'unhealthy', reason: withCure(failureReason(engine), engine.container) }
    case 'removing':
      return { status: 'unknown', reason: { code: 'being_removed', why: engine.removal?.why ?? UNSPECIFIED } }
    case 'draining':
      return { status: 'unknown', reason: { code: 'draining' } }
    case 'starting':
      return startingHealth(engine)
    case 'ready':
      return readyHealth(engine)
  }
}

const UNSPECIFIED: Reason = { code: 'unspecified' }

function startingHealth(engine: Engine): PublicHealth {
  if (engine.restart) return { status: 'unknown', reason: { code: 'restarting', why: engine.restart.why } }
  if (engine.vpnDown) return { status: 'unknown', reason: engine.vpnDown }
  if (engine.health.status === 'unhealthy') return { status: 'unhealthy', reason: engine.health.reason }
  return { status: 'unknown', reason: { code: 'starting' } }
}

function readyHealth(engine: Engine): PublicHealth {
  if (engine.vpnDown) return { status: 'unknown', reason: engine.vpnDown }
  const { status, failures, reason } = engine.health
  if (status === 'healthy' && failures > 0)
    return { status: 'unknown', reason: { code: 'missed_check', reason: reason ?? UNSPECIFIED } }
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

/** Why an engine has stopped. */
export function failureReason(engine: Engine): Reason {
  const death = deathReason(engine.container)
  if (!isPortOccupied(engine)) return death
  return { code: 'all', reasons: [death, { code: 'port_occupied', port: engine.engineSpec.httpPort }] }
}

/**
 * Where a state is shown, its reason says what helps as well; each death that is recorded does not, since all that die of
 * the same would repeat it.
 */
export function withCure(reason: Reason, facts: ContainerFacts | null): Reason {
  return facts?.cure ? { code: 'with_cure', reason, cure: facts.cure } : reason
}

/** Why a container is dead, from what the runtime kept of it. */
export function deathReason(facts: ContainerFacts | null): Reason {
  if (!facts) return { code: 'container_gone' }
  const { exitCode, oomKilled, error, lastWords = null } = facts
  return { code: 'exited', exitCode, oomKilled, error, lastWords }
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
