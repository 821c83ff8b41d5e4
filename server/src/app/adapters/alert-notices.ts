import type { Severity } from '@acestream-orchestrator/contract/events/event'
import type { AlertItem, AlertMessage } from '../../alerts/message.ts'
import type { Language, Notice, NoticeItem } from '../../alerts/notifier.ts'
import { type AlertWords, englishAlerts } from '../../wording/alerts.ts'

/** A message has so many lines at most; the panel has the rest. */
const MOST_LINES = 10

/** Spanish is loaded when somebody wants it. */
export async function alertWords(language: Language): Promise<AlertWords> {
  if (language === 'en') return englishAlerts
  return (await import('@acestream-orchestrator/contract/spanish/alerts')).spanishAlerts
}

export interface NoticeTo {
  readonly words: AlertWords
  readonly language: Language
  /** Where the panel is. */
  readonly link: string | null
}

type State = Notice['state']

/** The message in words. */
export function noticeOf(message: AlertMessage, { words, language, link }: NoticeTo): Notice {
  const { opened, still, resolved } = message
  const all = [...opened, ...still, ...resolved]
  const state: State = opened.length > 0 ? 'opened' : still.length > 0 ? 'still' : 'resolved'
  const title = titleOf(all, state, words)
  return {
    id: message.id,
    state,
    severity: all[0]?.severity ?? 'info',
    title,
    text: textOf(message, all, words),
    atMs: message.madeAtMs,
    language,
    link,
    items: all.map((item) => noticeItem(item, words)),
  }
}

/** What the Test button sends. */
export function testNotice(id: string, atMs: number, { words, language, link }: NoticeTo): Notice {
  const severity: Severity = 'info'
  return {
    id,
    state: 'test',
    severity,
    title: words.testTitle,
    text: words.testText,
    atMs,
    language,
    link,
    items: [],
  }
}

function titleOf([first, ...others]: readonly AlertItem[], state: State, words: AlertWords): string {
  if (first === undefined) return ''
  const sentence = incidentOf(first, words)
  const title = others.length === 0 ? sentence : words.andMore(sentence, others.length)
  if (state === 'resolved') return words.resolved(title)
  return state === 'still' ? words.still(title) : title
}

/** Of one incident what its title does not say; of several a line each. */
function textOf({ opened, still }: AlertMessage, all: readonly AlertItem[], words: AlertWords): string {
  const [only] = all
  if (all.length === 1 && only !== undefined) return detailsOf(only, words).map(sentence).join('\n')
  const open = opened.length + still.length
  const lines = all.slice(0, MOST_LINES).map((item, at) => {
    const name = incidentOf(item, words)
    const said = at < opened.length ? name : at < open ? words.still(name) : words.resolved(name)
    return `• ${[said, ...detailsOf(item, words).slice(0, 1)].join(': ')}`
  })
  const left = all.length - lines.length
  return [...lines, ...(left > 0 ? [words.left(left)] : [])].join('\n')
}

function detailsOf(item: AlertItem, words: AlertWords): readonly string[] {
  const { reason, doing, outcome, resolvedAtMs, count, engines, enginesTotal, streams, streamsTotal } = item
  const said = resolvedAtMs === null ? [reason, doing] : [outcome]
  const sentences = said.flatMap((each) => (each === null ? [] : (words.reason(each) ?? [])))
  if (resolvedAtMs !== null) return sentences
  return [
    ...sentences,
    ...(count > 1 ? [words.again(count)] : []),
    ...(enginesTotal > 0 ? [words.engines(enginesTotal, listed(engines, enginesTotal))] : []),
    ...(streamsTotal > 0 ? [words.streams(streamsTotal, listed(streams, streamsTotal))] : []),
  ]
}

function listed(names: readonly string[], total: number): string {
  return `${names.join(', ')}${total > names.length ? ', …' : ''}`
}

function incidentOf({ code, params, message, subject }: AlertItem, words: AlertWords): string {
  const said = words.incident(code, params) ?? message
  return subject.name !== null && said.startsWith(subject.name) ? said : capital(said)
}

function sentence(text: string): string {
  return `${capital(text)}${/[.!?…]$/.test(text) ? '' : '.'}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function noticeItem(item: AlertItem, words: AlertWords): NoticeItem {
  const say = (reason: AlertItem['reason']) => reason && words.reason(reason)
  return {
    state: item.resolvedAtMs === null ? 'open' : 'resolved',
    message: words.incident(item.code, item.params) ?? item.message,
    reason: say(item.reason),
    doing: say(item.doing),
    outcome: say(item.outcome),
    item,
  }
}
