import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import { field, SECRET_URL } from './fields.ts'
import { delivered, fieldText } from './http/delivered.ts'
import { postJson } from './http/post.ts'
import type { Tools } from './tools.ts'

/** What Discord takes in an embed (docs/reference/notifiers.md 5). */
const LONGEST_TITLE = 256
const LONGEST_TEXT = 4000

/** A channel's webhook in Discord. */
export function discord({ http }: Tools): NotifierKind {
  return {
    kind: 'discord',
    fields: [field('url', 'url', SECRET_URL)],
    check: () => [],
    send: async ({ fields: { url = '' } }, notice, signal) =>
      delivered(await postJson(http, { url, json: jsonOf(notice) }, signal), fieldText('message')),
  }
}

const COLORS = { critical: 0xd92d20, warning: 0xdc6803, info: 0x1570ef } as const
const GREEN = 0x079455

function jsonOf({ title, text, state, severity, atMs, link }: Notice) {
  return {
    // A title that names a person or @everyone calls nobody.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: title.slice(0, LONGEST_TITLE),
        description: text.slice(0, LONGEST_TEXT),
        color: state === 'resolved' || state === 'test' ? GREEN : COLORS[severity],
        timestamp: new Date(atMs).toISOString(),
        ...(link === null ? {} : { url: link }),
      },
    ],
  }
}
