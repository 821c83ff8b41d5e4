import type { Severity } from '@acestream-orchestrator/contract/events/event'
import type { IncidentCode } from '@acestream-orchestrator/contract/reasons/incident'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'

export type SubjectKind =
  | 'runtime'
  | 'store'
  | 'settings'
  | 'log'
  | 'vpn'
  | 'engine'
  | 'stream'
  | 'fleet'
  | 'notifier'

/** What a person can do about it, on the incident's subject. */
export type Action =
  | 'restart'
  | 'logs'
  | 'delete'
  | 'drain'
  | 'open_vpn'
  | 'restart_tunnel'
  | 'open_stream'
  | 'stop_stream'
  | 'scale'
  | 'settings'

export interface Subject {
  readonly kind: SubjectKind
  /** An engine's or a stream's own id, a VPN's name; null where there is only one of its kind. */
  readonly id: string | null
  readonly name: string | null
}

export interface AffectedEngine {
  readonly id: string
  readonly name: string
}

export interface AffectedStream {
  readonly id: string
  readonly reportedId: string
  readonly title: string | null
  /** What it plays, so that it is known again when it is started elsewhere. */
  readonly content: string
  /** It ended because of this. */
  readonly cut: boolean
  /** Unix ms since when its content plays again; null while it does not. */
  readonly backAtMs: number | null
}

export interface Doing {
  readonly reason: Reason
  /** Unix ms; null where it has no moment of its own. */
  readonly atMs: number | null
}

/** What is wrong as it is at one moment, and what stays of it afterwards. */
export interface Incident {
  readonly id: string
  /** What the same incident is known by when it comes again. */
  readonly key: string
  /** One of the contract's, or a newer version's. */
  readonly code: string
  readonly params: Readonly<Record<string, unknown>>
  /** The English sentence, made when it was last changed. */
  readonly message: string
  readonly severity: Severity
  readonly subject: Subject
  readonly reason: Reason | null
  /** Unix ms when it came last; `firstOpenedAtMs`: for the first time. */
  readonly openedAtMs: number
  readonly firstOpenedAtMs: number
  readonly updatedAtMs: number
  readonly resolvedAtMs: number | null
  readonly count: number
  readonly engines: readonly AffectedEngine[]
  readonly streams: readonly AffectedStream[]
  /** Null once it is resolved. */
  readonly doing: Doing | null
  readonly can: readonly Action[]
  /** Null while it is open. */
  readonly outcome: Reason | null
}

/** Those resolved within so long are shown beside the open ones, and come again as the same. */
export const RECENT_MS = 900_000

/** Each of the contract's codes, so that a counter of each starts at 0. */
export const INCIDENT_CODES = Object.keys({
  runtime_unreachable: true,
  store_failing: true,
  settings_unused: true,
  log_dropping: true,
  vpn_down: true,
  vpn_impaired: true,
  vpn_leaking: true,
  engine_unhealthy: true,
  engine_failed: true,
  engines_blocked: true,
  no_engine_serves: true,
  capacity_full: true,
  stream_stalled: true,
  stream_cut: true,
  notifier_failing: true,
} satisfies Record<IncidentCode, true>) as readonly IncidentCode[]

/** False: another version found it. */
export function isKnownCode(code: string): code is IncidentCode {
  return (INCIDENT_CODES as readonly string[]).includes(code)
}
