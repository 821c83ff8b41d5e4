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

export interface Drain {
  readonly atMs: number
  /** For maintenance: it stays when its last stream has ended. */
  readonly isKept: boolean
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
  readonly drain: Drain | null
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
  return status === 'running' || status === 'paused' || status === 'restarting' || status === 'pending'
}

/** Where it stands between creation and removal. Health is separate. */
export function lifecycleOf(engine: Engine): EngineLifecycle {
  if (engine.removal) return 'removing'
  if (engine.restart) return 'starting'
  if (engine.container && !isAlive(engine))
    return engine.container.status === 'created' ? 'starting' : 'failed'
  if (engine.drain) return 'draining'
  return engine.readyAtMs === null && !isGivenUp(engine) ? 'starting' : 'ready'
}

/** Nobody here starts an external engine, so one that does not answer is not starting. */
function isGivenUp(engine: Engine): boolean {
  return isExternal(engine) && engine.health.status === 'unhealthy'
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

export function describe(engine: Engine): string {
  return engine.name ?? engine.id.slice(0, 12)
}
