import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import { field, SECRET, SECRET_URL } from './fields.ts'
import { delivered, fieldText } from './http/delivered.ts'
import { postJson } from './http/post.ts'
import type { Tools } from './tools.ts'

/** ntfy: published as JSON to the server's root, because headers carry no accents (docs/reference/notifiers.md 2). */
export function ntfy({ http }: Tools): NotifierKind {
  return {
    kind: 'ntfy',
    fields: [field('url', 'url', SECRET_URL), field('token', 'text', SECRET)],
    check: ({ url }) =>
      url === undefined || topicOf(url) !== '' ? [] : [{ field: 'url', reason: { code: 'value_missing' } }],
    send: async ({ fields: { url = '', token } }, notice, signal) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const posted = await postJson(
        http,
        { url: rootOf(url), headers, json: jsonOf(notice, topicOf(url)) },
        signal,
      )
      return delivered(posted, fieldText('error'))
    },
  }
}

function topicOf(url: string): string {
  return new URL(url).pathname.replace(/\/+$/, '').split('/').pop() ?? ''
}

function rootOf(url: string): string {
  const root = new URL(url)
  root.pathname = root.pathname.replace(/[^/]+\/*$/, '')
  root.search = ''
  return root.href
}

function jsonOf({ title, text, link, ...notice }: Notice, topic: string) {
  return {
    topic,
    title,
    message: text === '' ? title : text,
    priority: priorityOf(notice),
    tags: [TAGS[notice.state === 'opened' || notice.state === 'still' ? notice.severity : notice.state]],
    ...(link === null ? {} : { click: link }),
  }
}

/** From 1 to 5; 3 is the default, from 4 on phones ring. */
function priorityOf({ state, severity }: Pick<Notice, 'state' | 'severity'>): number {
  if (state === 'resolved') return 2
  return state !== 'test' && severity === 'critical' ? 4 : 3
}

/** ntfy shows these as symbols. */
const TAGS = {
  critical: 'rotating_light',
  warning: 'warning',
  info: 'information_source',
  resolved: 'white_check_mark',
  test: 'wave',
} as const
