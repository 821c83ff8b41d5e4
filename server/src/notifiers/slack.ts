import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import { field, SECRET_URL } from './fields.ts'
import { delivered } from './http/delivered.ts'
import { postJson } from './http/post.ts'
import type { Tools } from './tools.ts'

/** A section of Slack's takes 3000 characters, a header 150 (docs/reference/notifiers.md 6). */
const LONGEST_TEXT = 2900

/** An incoming webhook of Slack, or of what takes the same, such as Mattermost. */
export function slack({ http }: Tools): NotifierKind {
  return {
    kind: 'slack',
    fields: [field('url', 'url', SECRET_URL)],
    check: () => [],
    send: async ({ fields: { url = '' } }, notice, signal) =>
      delivered(await postJson(http, { url, json: jsonOf(notice) }, signal)),
  }
}

const COLORS = { critical: '#d92d20', warning: '#dc6803', info: '#1570ef' } as const
const GREEN = '#079455'

function jsonOf({ title, text, state, severity, link }: Notice) {
  const heading = link === null ? `*${escaped(title)}*` : `*<${link}|${escaped(title)}>*`
  const section = `${heading}\n${escaped(text)}`.trim().slice(0, LONGEST_TEXT)
  return {
    text: escaped(title),
    attachments: [
      {
        color: state === 'resolved' || state === 'test' ? GREEN : COLORS[severity],
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: section } }],
      },
    ],
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
