import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import type { Delivery } from '../alerts/ports.ts'
import { field, MUST } from './fields.ts'
import { delivered } from './http/delivered.ts'
import { post } from './http/post.ts'
import { browserId, type PushSubscription } from './push/subscribers.ts'
import type { Tools } from './tools.ts'

/** A push service keeps the message so long for a browser that is off. */
const KEEP_S = 24 * 3600
/** Push services need not carry more than 4096 bytes, encryption included (RFC 8030, 7.2). In bytes of UTF-8. */
const LONGEST_TITLE = 500
const LONGEST_TEXT = 2500

/** Web Push to browsers in which the panel was allowed to notify. One that answers 404 or 410 is gone and is removed (RFC 8030, 7.3). */
export function webPush(tools: Tools): NotifierKind {
  return {
    kind: 'web_push',
    fields: [field('contact', 'mail', MUST)],
    check: () => [],
    send: async ({ id, fields: { contact = '' } }, notice, signal) => {
      const browsers = tools.push.list(id)
      if (browsers.length === 0) return { kind: 'failed', reason: { code: 'push_has_no_browser' } }
      const results = await Promise.all(browsers.map((each) => sendTo(tools, each, contact, notice, signal)))
      const gone = browsers.filter((_, at) => results[at] === 'gone')
      for (const browser of gone) await tools.push.remove(id, browserId(browser))
      const answers = results.filter((each) => each !== 'gone')
      const failed = answers.find(({ kind }) => kind === 'failed')
      if (answers.some(({ kind }) => kind === 'sent')) return { kind: 'sent' }
      return failed ?? { kind: 'failed', reason: { code: 'push_browsers_gone' } }
    },
  }
}

async function sendTo(
  { http, push }: Tools,
  { endpoint, p256dh, auth }: PushSubscription,
  contact: string,
  notice: Notice,
  signal: AbortSignal,
): Promise<Delivery | 'gone'> {
  const { default: library } = await import('web-push')
  const keys = await push.keys()
  const { id, title, text, severity, state, link, items } = notice
  const payload = JSON.stringify({
    id,
    title: cutToBytes(title, LONGEST_TITLE),
    text: cutToBytes(text, LONGEST_TEXT),
    severity,
    state,
    link,
    incident: items.length === 1 ? (items[0]?.item.id ?? null) : null,
  })
  const { headers, body } = library.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payload, {
    vapidDetails: { subject: `mailto:${contact.split(',')[0]?.trim()}`, ...keys },
    TTL: KEEP_S,
    urgency: severity === 'critical' ? 'high' : 'normal',
    topic: id, // replaces the same message where it still waits
  })
  const posted = await post(http, { url: endpoint, headers: texts(headers), body: body ?? '' }, signal)
  if (posted.kind === 'answer' && (posted.answer.status === 404 || posted.answer.status === 410))
    return 'gone'
  return delivered(posted)
}

function cutToBytes(text: string, most: number): string {
  const bytes = Buffer.from(text)
  // A character that is cut in two decodes to the replacement character.
  return bytes.length <= most
    ? text
    : `${bytes
        .subarray(0, most)
        .toString()
        .replace(/\ufffd$/, '')}…`
}

function texts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
