import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import { field, MUST, WEB } from './fields.ts'
import { delivered, fieldText } from './http/delivered.ts'
import { postJson } from './http/post.ts'
import type { Tools } from './tools.ts'

/** Gotify: `POST /message` with an application's token (docs/reference/notifiers.md 3). */
export function gotify({ http }: Tools): NotifierKind {
  return {
    kind: 'gotify',
    fields: [
      field('url', 'url', { required: true, allowed: WEB }),
      field('token', 'text', { ...MUST, secret: true }),
    ],
    check: () => [],
    send: async ({ fields: { url = '', token = '' } }, notice, signal) => {
      const to = `${url.replace(/\/+$/, '')}/message`
      const posted = await postJson(
        http,
        { url: to, headers: { 'x-gotify-key': token }, json: jsonOf(notice) },
        signal,
      )
      return delivered(posted, fieldText('errorDescription', 'error'))
    },
  }
}

function jsonOf({ title, text, link, state, severity }: Notice) {
  return {
    title,
    message: text === '' ? title : text,
    priority: state === 'resolved' ? 2 : severity === 'critical' ? 8 : 5,
    ...(link === null ? {} : { extras: { 'client::notification': { click: { url: link } } } }),
  }
}
