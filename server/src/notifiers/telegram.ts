import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import { field, MUST, WEB } from './fields.ts'
import { delivered, fieldText } from './http/delivered.ts'
import { postJson } from './http/post.ts'
import type { Tools } from './tools.ts'

/** Telegram takes 4096 characters (docs/reference/notifiers.md 4). */
const LONGEST_TEXT = 4000

/** A Telegram bot that writes to a person, a group or a channel. */
export function telegram({ http }: Tools): NotifierKind {
  return {
    kind: 'telegram',
    fields: [
      field('token', 'text', { ...MUST, secret: true }),
      field('chat_id', 'text', MUST),
      field('thread_id', 'text'),
      field('api_url', 'url', { fallback: 'https://api.telegram.org', allowed: WEB }),
    ],
    check: () => [],
    send: async ({ fields: { token = '', chat_id, thread_id, api_url = '' } }, notice, signal) => {
      const url = `${api_url.replace(/\/+$/, '')}/bot${encodeURIComponent(token).replace('%3A', ':')}/sendMessage`
      const json = {
        chat_id,
        ...(thread_id === undefined ? {} : { message_thread_id: Number(thread_id) }),
        text: textOf(notice),
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        disable_notification: notice.state === 'resolved',
      }
      const posted = await postJson(http, { url, json }, signal)
      // An unknown token is a path that is not there.
      if (posted.kind === 'answer' && posted.answer.status === 404)
        return {
          kind: 'failed',
          reason: { code: 'receiver_refuses_secret', receiver: posted.receiver, status: 404, text: null },
        }
      return delivered(posted, fieldText('description'))
    },
  }
}

const MARKS = { critical: '🔴', warning: '🟠', info: '🔵' } as const

function textOf({ title, text, state, severity, link }: Notice): string {
  const mark = state === 'resolved' ? '🟢' : state === 'test' ? '👋' : MARKS[severity]
  const end = link === null ? '' : `\n<a href="${escaped(link)}">${escaped(link)}</a>`
  return `${mark} <b>${escaped(title)}</b>\n${escaped(text.slice(0, LONGEST_TEXT - title.length - end.length))}${end}`.trim()
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
