import { createHmac } from 'node:crypto'
import type { Notice, NotifierKind } from '../alerts/notifier.ts'
import { field, SECRET, SECRET_URL } from './fields.ts'
import { delivered } from './http/delivered.ts'
import { post } from './http/post.ts'
import { noticeJson } from './notice-json.ts'
import { fill, templateFaults } from './template.ts'
import type { Tools } from './tools.ts'

/**
 * JSON to any address. With a secret it is signed: `X-Orchestrator-Signature: sha256=` and the HMAC-SHA256 in hex over the value of
 * `X-Orchestrator-Timestamp`, a dot and the body. `Idempotency-Key` is the same whenever the same message is sent again.
 */
export function webhook({ http, nowMs }: Tools): NotifierKind {
  return {
    kind: 'webhook',
    fields: [
      field('url', 'url', SECRET_URL),
      field('secret', 'text', SECRET),
      field('authorization', 'text', SECRET),
      field('template', 'template'),
    ],
    check: ({ template }) => (template === undefined ? [] : templateFaults('template', template)),
    send: async ({ fields }, notice, signal) => {
      const { url = '', secret, authorization, template } = fields
      const body = bodyOf(notice, template)
      const headers = {
        'content-type': 'application/json',
        'idempotency-key': notice.id,
        ...(authorization === undefined ? {} : { authorization }),
        ...(secret === undefined ? {} : signature(secret, body, Math.floor(nowMs() / 1000))),
      }
      return delivered(await post(http, { url, headers, body }, signal))
    },
  }
}

function bodyOf(notice: Notice, template: string | undefined): string {
  return template === undefined ? JSON.stringify(noticeJson(notice)) : fill(template, notice)
}

/** The time is signed too, so that a receiver can refuse what somebody sends again later. */
function signature(secret: string, body: string, atS: number): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`${atS}.${body}`).digest('hex')
  return { 'x-orchestrator-timestamp': String(atS), 'x-orchestrator-signature': `sha256=${digest}` }
}
