import type { Severity } from '@acestream-orchestrator/contract/events/event'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import type { Incident, Subject } from '../incidents/incident.ts'
import { hashText } from '../lib/hash.ts'

/** What a message says of one incident, as it was when the message was made. */
export interface AlertItem {
  readonly id: string
  readonly code: string
  readonly params: Readonly<Record<string, unknown>>
  /** The English sentence, for codes of another version. */
  readonly message: string
  readonly severity: Severity
  readonly subject: Subject
  readonly reason: Reason | null
  readonly doing: Reason | null
  readonly outcome: Reason | null
  readonly openedAtMs: number
  readonly resolvedAtMs: number | null
  readonly count: number
  /** The names of the first few, and how many there are. */
  readonly engines: readonly string[]
  readonly enginesTotal: number
  readonly streams: readonly string[]
  readonly streamsTotal: number
}

/** What is told through one notifier at once. It is data: the words are made when it is sent, in the notifier's language. */
export interface AlertMessage {
  /** The same for the same news: receivers drop what they already have by it. */
  readonly id: string
  readonly notifier: string
  readonly madeAtMs: number
  readonly opened: readonly AlertItem[]
  /** Told before and still open. */
  readonly still: readonly AlertItem[]
  readonly resolved: readonly AlertItem[]
}

/** More of them nobody reads in a message. */
const MOST_NAMES = 5

export function itemOf(incident: Incident): AlertItem {
  const { id, code, params, message, severity, subject, reason, doing, outcome, engines, streams } = incident
  const { openedAtMs, resolvedAtMs, count } = incident
  return {
    ...{ id, code, params, message, severity, subject, reason, outcome, openedAtMs, resolvedAtMs, count },
    doing: doing?.reason ?? null,
    engines: engines.slice(0, MOST_NAMES).map(({ name }) => name),
    enginesTotal: engines.length,
    streams: streams.slice(0, MOST_NAMES).map(({ title, content }) => title ?? content),
    streamsTotal: streams.length,
  }
}

type News = Pick<AlertMessage, 'opened' | 'still' | 'resolved'>

export function messageOf(notifier: string, madeAtMs: number, news: News): AlertMessage {
  const named = (items: readonly AlertItem[]) => items.map(({ id, count }) => `${id} ${count}`)
  const again = news.still.length === 0 ? null : madeAtMs
  const gist = [notifier, named(news.opened), named(news.still), named(news.resolved), again]
  return { id: hashText(JSON.stringify(gist)), notifier, madeAtMs, ...news }
}
