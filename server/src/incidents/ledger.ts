import type { CodedIncident } from '@acestream-orchestrator/contract/reasons/incident'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { withStreams } from './affected.ts'
import { type Finding, NOTHING_DONE } from './detect/finding.ts'
import type { Sight } from './detect/sight.ts'
import { type Incident, RECENT_MS } from './incident.ts'
import { isNews } from './news.ts'
import { laterOutcome, outcomeOf } from './outcome.ts'

/** What is remembered from one look to the next, by key. Replaced as a whole. */
export interface Ledger {
  readonly open: ReadonlyMap<string, Incident>
  /** Resolved within the last quarter of an hour. */
  readonly recent: ReadonlyMap<string, Incident>
  /** Findings that have not lasted long enough yet: Unix ms since when each is there. */
  readonly pending: ReadonlyMap<string, number>
}

export interface Change {
  readonly kind: 'opened' | 'updated' | 'resolved'
  readonly incident: Incident
}

/** One look at what is. */
export interface Look {
  readonly sight: Sight
  /** The causes first. */
  readonly findings: readonly Finding[]
  readonly newId: () => string
  /** The English sentence of what is wrong. */
  readonly word: (incident: CodedIncident) => string
}

/** What the last run left open goes on, and what it resolved a moment ago may come again. */
export function ledgerOf(stored: readonly Incident[]): Ledger {
  const inOrder = stored.toSorted((a, b) => a.updatedAtMs - b.updatedAtMs)
  const byKey = (isOpen: boolean) =>
    new Map(
      inOrder
        .filter(({ resolvedAtMs }) => (resolvedAtMs === null) === isOpen)
        .map((each) => [each.key, each]),
    )
  return { open: byKey(true), recent: byKey(false), pending: new Map() }
}

export interface Advance {
  readonly ledger: Ledger
  readonly changes: readonly Change[]
}

/**
 * Findings open, update or keep incidents; one without a finding is resolved as soon as it is known how it ended. What comes back
 * within a quarter of an hour is the same incident, with a higher count.
 */
export function advance(before: Ledger, look: Look): Advance {
  const { nowMs } = look.sight.snapshot
  const found = new Map(look.findings.map((each) => [each.key, each] as const))
  const kept = [...before.open.values()].map((each) => keepOrResolve(each, found.get(each.key), look))
  const fresh = [...found.values()].filter(({ key }) => !before.open.has(key))
  const due = fresh.filter(
    ({ key, opensAfterMs }) => nowMs - (before.pending.get(key) ?? nowMs) >= opensAfterMs,
  )
  const opened = due.map((finding) => open(finding, before.recent.get(finding.key), look))
  const taken = new Set(opened.map(({ incident }) => incident.key))
  const followed = [...before.recent.values()]
    .filter(({ key, resolvedAtMs }) => !taken.has(key) && nowMs - (resolvedAtMs ?? 0) < RECENT_MS)
    .map((each) => follow(each, look.sight))
  const all = [...kept, ...opened]
  return {
    ledger: {
      open: byKey(all.filter(({ incident }) => incident.resolvedAtMs === null)),
      recent: byKey([...followed, ...kept.filter(({ incident }) => incident.resolvedAtMs !== null)]),
      pending: new Map(
        fresh.filter((each) => !due.includes(each)).map(({ key }) => [key, before.pending.get(key) ?? nowMs]),
      ),
    },
    changes: [...all, ...followed].flatMap(({ kind, incident }) =>
      kind === null ? [] : [{ kind, incident }],
    ),
  }
}

/** An incident after the look; `kind` null: nothing about it is news. */
interface Kept {
  readonly kind: Change['kind'] | null
  readonly incident: Incident
}

function byKey(all: readonly Kept[]): ReadonlyMap<string, Incident> {
  return new Map(all.map(({ incident }) => [incident.key, incident]))
}

function keepOrResolve(incident: Incident, finding: Finding | undefined, look: Look): Kept {
  const { sight, findings } = look
  const seen = withStreams(incident, finding?.streams ?? [], sight)
  if (finding !== undefined)
    return newer(incident, { ...seen, ...factsOf(finding, look), engines: finding.engines }, sight)
  const outcome = outcomeOf(seen, sight, causeOf(incident, findings))
  return outcome === null
    ? newer(incident, { ...seen, doing: whileWaiting(seen, sight) }, sight)
    : { kind: 'resolved', incident: resolved(seen, outcome, sight.snapshot.nowMs) }
}

function newer(before: Incident, after: Incident, { snapshot }: Sight): Kept {
  return isNews(before, after)
    ? { kind: 'updated', incident: { ...after, updatedAtMs: snapshot.nowMs } }
    : { kind: null, incident: before }
}

/** Its finding is gone and it is not over: an engine that is being restarted, or that we ask again after our own start. */
function whileWaiting({ subject, doing }: Incident, sight: Sight): Incident['doing'] {
  const restart = sight.engine(subject.id)?.restart
  if (restart) return { reason: { code: 'restarting', why: restart.why }, atMs: null }
  const isPast = doing !== null && doing.atMs !== null && doing.atMs < sight.snapshot.nowMs
  return isPast ? NOTHING_DONE : doing
}

function resolved(incident: Incident, outcome: Reason, nowMs: number): Incident {
  return { ...incident, outcome, resolvedAtMs: nowMs, updatedAtMs: nowMs, doing: null, can: [] }
}

function open(finding: Finding, before: Incident | undefined, look: Look): Kept {
  const { nowMs } = look.sight.snapshot
  const openedAtMs = Math.max(before?.resolvedAtMs ?? 0, Math.min(finding.sinceMs ?? nowMs, nowMs))
  const incident: Incident = {
    id: before?.id ?? look.newId(),
    key: finding.key,
    ...factsOf(finding, look),
    openedAtMs,
    firstOpenedAtMs: before?.firstOpenedAtMs ?? openedAtMs,
    updatedAtMs: nowMs,
    resolvedAtMs: null,
    count: (before?.count ?? 0) + 1,
    engines: finding.engines,
    streams: finding.streams,
    outcome: null,
  }
  return { kind: 'opened', incident: withStreams(incident, [], look.sight) }
}

type Facts = Pick<
  Incident,
  'code' | 'params' | 'message' | 'severity' | 'subject' | 'reason' | 'doing' | 'can'
>

function factsOf(finding: Finding, { word }: Look): Facts {
  const { code, ...params } = finding.incident
  const { severity, subject, reason, doing, can } = finding
  return { code, params, message: word(finding.incident), severity, subject, reason, doing, can }
}

/** Follows what is resolved for a while: who took the engine's place, and since when cut streams play again. */
function follow(incident: Incident, sight: Sight): Kept {
  const seen = withStreams(incident, [], sight)
  return newer(incident, { ...seen, outcome: laterOutcome(seen, sight) }, sight)
}

/** Why the incident is that now has this one among its consequences. */
function causeOf(incident: Incident, findings: readonly Finding[]): Reason | null {
  const cause = findings.find((each) => each.key !== incident.key && isCause(each, incident))
  return cause === undefined ? null : (cause.reason ?? { code: 'unspecified' })
}

function isCause({ subject, engines, streams }: Finding, { subject: of, engines: on }: Incident): boolean {
  if (subject.kind === 'runtime') return of.kind === 'engine' || of.kind === 'fleet'
  if (subject.kind === 'vpn' && of.kind === 'fleet') return true
  if (subject.kind === 'vpn' && of.kind === 'vpn') return subject.id === of.id
  if (subject.kind !== 'vpn' && subject.kind !== 'engine') return false
  const isOnIt = of.kind === 'stream' && on.some(({ id }) => id === subject.id)
  return isOnIt || engines.some(({ id }) => id === of.id) || streams.some(({ id }) => id === of.id)
}
