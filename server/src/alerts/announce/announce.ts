import type { Incident } from '../../incidents/incident.ts'
import { type AlertItem, type AlertMessage, itemOf, messageOf } from '../message.ts'
import { type AlertRule, isAbout, isHeld } from '../rules/rule.ts'
import { type TellingState, type Told, tellingStateOf, toldKey } from './told.ts'

/** Everything that is looked at to decide what people are told. */
export interface Situation {
  readonly nowMs: number
  readonly rules: readonly AlertRule[]
  /** Ids of those that are switched on. */
  readonly notifiers: readonly string[]
  /** The open ones and those resolved a while ago. */
  readonly incidents: readonly Incident[]
}

export interface Announcement {
  readonly state: TellingState
  /** One at most for each notifier. */
  readonly messages: readonly AlertMessage[]
  /** Unix ms when there may be something to tell if nothing changes before; null: never. */
  readonly nextMs: number | null
}

/** Longer than this nobody waits to hear that it is over. */
const LONGEST_CALM_MS = 300_000
/** Quiet hours begin and end with a minute. */
const MINUTE_MS = 60_000

/**
 * What people are told now. Told once for each notifier, however many rules say so: the first that is due counts. All that is due
 * goes into one message. What comes again before people heard that it was over is no news.
 */
export function announce(before: TellingState, situation: Situation): Announcement {
  const each = situation.notifiers.map((notifier) => announceThrough(notifier, before, situation))
  const next = each.flatMap(({ nextMs }) => (nextMs === null ? [] : [nextMs]))
  return {
    state: tellingStateOf(each.flatMap(({ told }) => told)),
    messages: each.flatMap(({ message }) => (message === null ? [] : [message])),
    nextMs: next.length === 0 ? null : Math.max(situation.nowMs, Math.min(...next)),
  }
}

type Kind = 'opened' | 'still' | 'resolved'

/** One piece of news, and from when on it is to be told. `atMs` null: quiet hours hold it. */
interface Pending {
  readonly kind: Kind
  readonly item: AlertItem
  readonly atMs: number | null
  readonly gatherMs: number
}

interface ThroughOne {
  readonly told: readonly Told[]
  readonly message: AlertMessage | null
  readonly nextMs: number | null
}

function announceThrough(notifier: string, before: TellingState, situation: Situation): ThroughOne {
  const { nowMs, incidents } = situation
  const open = incidents.filter(({ resolvedAtMs }) => resolvedAtMs === null)
  const known = toldThrough(notifier, before, incidents)
  const isOpen = new Set(open.map(({ id }) => id))
  const over = known.filter(({ item }) => !isOpen.has(item.id))
  const pending = [
    ...open.flatMap((each) =>
      whenOpen(itemOf(each), before.get(toldKey(notifier, each.id)), notifier, situation),
    ),
    ...over.flatMap((each) => whenOver(each, open, notifier, situation)),
  ]
  const times = pending.flatMap(({ atMs, gatherMs }) => (atMs === null ? [] : [atMs + gatherMs]))
  const sendMs = times.length === 0 ? null : Math.min(...times)
  const due =
    sendMs !== null && sendMs <= nowMs ? pending.filter(({ atMs }) => atMs !== null && atMs <= nowMs) : []
  const left = pending.filter((each) => !due.includes(each))
  return {
    told: toldAfter(notifier, known, { due, left }, isOpen, nowMs),
    message: due.length === 0 ? null : messageOf(notifier, nowMs, newsOf(due)),
    nextMs: due.length > 0 ? nowMs : nextOf(left, nowMs), // what is told now may be told again some time
  }
}

/** What was told before, with the incidents as they are now. */
function toldThrough(
  notifier: string,
  before: TellingState,
  incidents: readonly Incident[],
): readonly Told[] {
  const byId = new Map(incidents.map((each) => [each.id, each]))
  return [...before.values()]
    .filter((each) => each.notifier === notifier)
    .map((each) => {
      const now = byId.get(each.item.id)
      return now === undefined ? each : { ...each, item: itemOf(now) }
    })
}

function whenOpen(
  item: AlertItem,
  told: Told | undefined,
  notifier: string,
  { rules, nowMs }: Situation,
): Pending[] {
  const about = rules.filter((rule) => isAbout(rule, item, notifier))
  if (told === undefined)
    return soonest(about, 'opened', item, nowMs, ({ delayMs }) => after(item.openedAtMs, delayMs, nowMs))
  return soonest(about, 'still', item, nowMs, ({ repeatMs }) =>
    repeatMs === null ? undefined : after(told.toldAtMs, repeatMs, nowMs),
  )
}

/** One that became part of another incident is no good news: people hear of that one. */
function whenOver(
  { item, toldAtMs }: Told,
  open: readonly Incident[],
  notifier: string,
  { rules, nowMs }: Situation,
): Pending[] {
  const isCovered = item.outcome?.code === 'part_of_another'
  if (isCovered && open.some((each) => rules.some((rule) => isAbout(rule, each, notifier)))) return []
  const about = rules.filter((rule) => rule.tellsResolved && isAbout(rule, item, notifier))
  const sinceMs = item.resolvedAtMs ?? toldAtMs
  return soonest(about, 'resolved', item, nowMs, ({ delayMs }) =>
    after(sinceMs, Math.min(delayMs, LONGEST_CALM_MS), nowMs),
  )
}

/** By the rule that has it told first; empty: no rule ever has. */
function soonest(
  rules: readonly AlertRule[],
  kind: Kind,
  item: AlertItem,
  nowMs: number,
  dueAt: (rule: AlertRule) => number | undefined,
): Pending[] {
  const all = rules.flatMap((rule) => {
    const atMs = dueAt(rule)
    if (atMs === undefined) return []
    return [{ kind, item, atMs: isHeld(rule, item.severity, nowMs) ? null : atMs, gatherMs: rule.gatherMs }]
  })
  const first = all.toSorted((a, b) => timeOf(a) - timeOf(b))[0]
  return first === undefined ? [] : [first]
}

function timeOf({ atMs, gatherMs }: Pending): number {
  return atMs === null ? Number.POSITIVE_INFINITY : atMs + gatherMs
}

/** A clock that was set back makes nobody wait for it to get there again. */
function after(sinceMs: number, ms: number, nowMs: number): number {
  return nowMs < sinceMs ? nowMs : sinceMs + ms
}

interface Sorted {
  readonly due: readonly Pending[]
  readonly left: readonly Pending[]
}

/** Told are those in the message, and those told before that are open or whose end is still to be told. */
function toldAfter(
  notifier: string,
  known: readonly Told[],
  { due, left }: Sorted,
  isOpen: ReadonlySet<string>,
  nowMs: number,
): readonly Told[] {
  const now = due
    .filter(({ kind }) => kind !== 'resolved')
    .map(({ item }) => ({ notifier, toldAtMs: nowMs, item }))
  const sent = new Set(due.map(({ item }) => item.id))
  const waiting = new Set(left.map(({ item }) => item.id))
  const kept = known.filter(({ item: { id } }) => !sent.has(id) && (isOpen.has(id) || waiting.has(id)))
  return [...now, ...kept]
}

function newsOf(due: readonly Pending[]): Pick<AlertMessage, Kind> {
  const of = (kind: Kind) =>
    due
      .filter((each) => each.kind === kind)
      .map(({ item }) => item)
      .toSorted((a, b) => RANK[a.severity] - RANK[b.severity] || a.openedAtMs - b.openedAtMs)
  return { opened: of('opened'), still: of('still'), resolved: of('resolved') }
}

const RANK = { critical: 0, warning: 1, info: 2 } as const

function nextOf(left: readonly Pending[], nowMs: number): number | null {
  if (left.length === 0) return null
  return Math.min(...left.map((each) => (each.atMs === null ? nextMinute(nowMs) : timeOf(each))))
}

function nextMinute(nowMs: number): number {
  return nowMs - (nowMs % MINUTE_MS) + MINUTE_MS
}
