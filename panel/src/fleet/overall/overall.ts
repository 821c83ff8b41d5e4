// fleet/overall/: is the whole fleet fine, and if not, what is the first reason.

import { timeOf } from '../../i18n/format.ts'
import { openIncidents } from '../incidents/incidents.ts'
import type { Engine, Incident, World } from '../model.ts'

export type Tone = 'good' | 'warn' | 'bad' | 'none'

/** Why, in the server's words and as data where it sends that. */
interface Said {
  readonly reason: string | null
  readonly reason_data?: unknown
}

/** One thing that is not as it should be. Words are the catalogue's; `sinceMs` and the reason are the server's. */
export type Issue = Said &
  (
    | { readonly kind: 'runtime' | 'leak'; readonly sinceMs: number | null }
    | { readonly kind: 'store' | 'log'; readonly sinceMs: null }
    | {
        readonly kind: 'vpn'
        readonly sinceMs: number | null
        readonly waiting: number
        /** The server starts no engine and hands none out because of it. */
        readonly refused: boolean
      }
    | {
        readonly kind: 'blocked'
        readonly sinceMs: null
        /** When it is tried again. */
        readonly dueMs: number | null
        readonly code: string | null
      }
    | { readonly kind: 'unhealthy'; readonly sinceMs: number | null; readonly engines: readonly Engine[] }
    | { readonly kind: 'no_free'; readonly sinceMs: null; readonly healthy: number }
    | { readonly kind: 'stalled'; readonly sinceMs: number | null; readonly streams: readonly string[] }
  )

export type IssueKind = Issue['kind']

export interface Overall {
  readonly tone: Tone
  /** What the server says is wrong, the worst first. */
  readonly incidents: readonly Incident[]
  /** What the page finds wrong by itself where an older server reports no incidents. Most important first. */
  readonly issues: readonly Issue[]
  readonly engines: { readonly total: number; readonly healthy: number; readonly starting: number }
  readonly vpn: 'connected' | 'connecting' | 'disabled' | 'unknown'
  /** Nothing is known yet: neither fine nor wrong. */
  readonly known: boolean
}

const TONE_OF: Record<IssueKind, Tone> = {
  runtime: 'bad',
  leak: 'bad',
  vpn: 'bad',
  unhealthy: 'bad',
  blocked: 'bad',
  store: 'warn',
  log: 'warn',
  no_free: 'warn',
  stalled: 'warn',
}

/** An engine that ought to serve and does not. `unknown` while starting or leaving is no fault. */
export const isFaulty = (engine: Engine): boolean =>
  engine.state === 'failed' || (engine.health_status === 'unhealthy' && engine.state !== 'removing')

const said = (reason: string | null, data?: unknown): Said =>
  data ? { reason, reason_data: data } : { reason }

/** The reason that a part of the status gives. */
const saidBy = ({ reason, reason_data }: Said): Said => said(reason, reason_data)

const earliest = (times: readonly (number | null)[]): number | null => {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

function runtimeIssues({ status }: World): Issue[] {
  const issues: Issue[] = []
  if (status?.runtime.reachable === false) {
    issues.push({ kind: 'runtime', sinceMs: timeOf(status.runtime.since), ...saidBy(status.runtime) })
  }
  if (status?.store.ok === false) issues.push({ kind: 'store', sinceMs: null, ...saidBy(status.store) })
  return issues
}

/** It harms no viewer, so it comes last. */
function logIssues({ status }: World): Issue[] {
  return status?.log.ok === false ? [{ kind: 'log', sinceMs: null, ...saidBy(status.log) }] : []
}

/** What is not known is not lost. */
const isCutOff = (vpn: World['vpn']): boolean => vpn?.enabled === true && vpn.connected === false

function vpnIssues({ vpn, engines, status }: World): Issue[] {
  if (vpn === null) return []
  const issues: Issue[] = []
  if (vpn.leak?.status === 'leaking') {
    issues.push({ kind: 'leak', sinceMs: timeOf(vpn.leak.checked_at), ...saidBy(vpn.leak) })
  }
  if (isCutOff(vpn)) {
    const waiting = engines?.filter((engine) => engine.vpn_container !== null).length ?? 0
    issues.push({
      kind: 'vpn',
      sinceMs: timeOf(vpn.since),
      ...saidBy(vpn),
      waiting: waiting || (engines?.length ?? 0),
      refused: status?.provisioning.can_provision === false,
    })
  }
  return issues
}

const dueOf = (etaSeconds: number | null, atMs: number | null): number | null =>
  etaSeconds === null || atMs === null ? null : atMs + etaSeconds * 1000

function blockedIssues({ status, vpn }: World): Issue[] {
  const provisioning = status?.provisioning
  if (!provisioning || provisioning.can_provision) return []
  const details = provisioning.blocked_reason_details
  // A lost VPN has an issue of its own, which says this too; a full house is no fault.
  if (details?.code.startsWith('vpn') && vpn?.connected !== true) return []
  if (details?.code === 'max_capacity') return []
  return [
    {
      kind: 'blocked',
      sinceMs: null,
      ...said(details?.message ?? provisioning.blocked_reason, details?.reason_data),
      dueMs: dueOf(details?.recovery_eta_seconds ?? null, timeOf(status?.server_time ?? null)),
      code: details?.code ?? null,
    },
  ]
}

function engineIssues({ engines }: World): Issue[] {
  const faulty = (engines ?? []).filter(isFaulty)
  if (faulty.length === 0) return []
  const reasons = new Set(faulty.map((engine) => engine.health_reason))
  return [
    {
      kind: 'unhealthy',
      sinceMs: earliest(faulty.map((engine) => timeOf(engine.health_since))),
      ...(reasons.size === 1
        ? said(faulty[0]?.health_reason ?? null, faulty[0]?.health_reason_data)
        : said(null)),
      engines: faulty,
    },
  ]
}

function capacityIssues({ status, vpn, engines, streams }: World): Issue[] {
  const issues: Issue[] = []
  const healthy = (engines ?? []).filter((engine) => engine.health_status === 'healthy')
  const open = healthy.some(({ max_streams: max, stream_count: count }) => max === null || count < max)
  const coming = (engines ?? []).some((engine) => engine.state === 'starting')
  // A lost VPN says already that new streams are refused; where none is wanted, an engine starts when it is asked for.
  const isSaid = isCutOff(vpn) && healthy.length === 0
  const wanted = (engines ?? []).length > 0 || status?.provisioning.can_provision === false
  if (status !== null && engines !== null && wanted && !open && !coming && !isSaid) {
    issues.push({ kind: 'no_free', sinceMs: null, reason: null, healthy: healthy.length })
  }
  const stalled = (streams ?? []).filter((stream) => stream.phase === 'stalled')
  if (stalled.length > 0) {
    issues.push({
      kind: 'stalled',
      sinceMs: earliest(stalled.map((stream) => timeOf(stream.phase_since))),
      ...said(stalled[0]?.phase_reason ?? null, stalled[0]?.phase_reason_data),
      streams: stalled.map((stream) => stream.short_id),
    })
  }
  return issues
}

function vpnWord({ vpn }: World): Overall['vpn'] {
  if (vpn === null) return 'unknown'
  if (!vpn.enabled) return 'disabled'
  if (vpn.connected === true) return 'connected'
  return vpn.state === 'connecting' ? 'connecting' : 'unknown'
}

const issuesOf = (world: World): Issue[] => [
  ...runtimeIssues(world),
  ...vpnIssues(world),
  ...blockedIssues(world),
  ...engineIssues(world),
  ...capacityIssues(world),
  ...logIssues(world),
]

const SEVERITY_TONE: Record<Incident['severity'], Tone> = { critical: 'bad', warning: 'warn', info: 'none' }

/** Is it fine, and if not, what is wrong and since when: everything the sentence under the header needs. */
export function overallState(world: World): Overall {
  const incidents = openIncidents(world.incidents ?? [])
  const issues = world.incidents === null ? issuesOf(world) : []
  const tones = [
    ...incidents.map(({ severity }) => SEVERITY_TONE[severity]),
    ...issues.map(({ kind }) => TONE_OF[kind]),
  ]
  const engines = world.engines ?? []
  const fine: Tone = engines.length > 0 ? 'good' : 'none'
  return {
    tone: tones.includes('bad') ? 'bad' : tones.includes('warn') ? 'warn' : fine,
    incidents,
    issues,
    engines: {
      total: engines.length,
      healthy: engines.filter((engine) => engine.health_status === 'healthy').length,
      starting: engines.filter((engine) => engine.state === 'starting').length,
    },
    vpn: vpnWord(world),
    known: world.engines !== null,
  }
}
