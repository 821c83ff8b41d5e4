import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aNotice } from '@acestream-orchestrator/testing/builders/notice'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import {
  type Answer,
  type HttpReceiver,
  startHttpReceiver,
} from '@acestream-orchestrator/testing/receivers/http-receiver'
import { kindsHere } from '@acestream-orchestrator/testing/receivers/kinds'
import type { NotifierFields, NotifierKindName } from '../alerts/notifier.ts'

/** Where each kind is sent and how it says that all is well (docs/reference/notifiers.md). */
interface Shape {
  readonly kind: NotifierKindName
  readonly fields: (origin: string) => NotifierFields
  readonly path: string
  readonly ok: Answer
  readonly headers?: Readonly<Record<string, string>>
  readonly json: unknown
}

const title = 'acestream-1 does not answer'
const text = 'No answer within 5 s. It will be replaced unless it answers.'
const link = 'https://panel.example/panel/'

const SHAPES: readonly Shape[] = [
  {
    kind: 'ntfy',
    fields: (origin) => ({ url: `${origin}/my-topic`, token: 'tk_secret' }),
    path: '/',
    headers: { authorization: 'Bearer tk_secret' },
    ok: { status: 200, body: '{"id":"sPs71M8A2T","time":1643935928,"event":"message","topic":"my-topic"}' },
    json: { topic: 'my-topic', title, message: text, priority: 4, tags: ['rotating_light'], click: link },
  },
  {
    kind: 'gotify',
    fields: (origin) => ({ url: `${origin}/gotify/`, token: 'app-token' }),
    path: '/gotify/message',
    headers: { 'x-gotify-key': 'app-token' },
    ok: { status: 200, body: '{"id":1,"appid":1,"message":"…","title":"…","priority":8}' },
    json: { title, message: text, priority: 8, extras: { 'client::notification': { click: { url: link } } } },
  },
  {
    kind: 'telegram',
    fields: (origin) => ({ api_url: origin, token: '123:AAE-x_y', chat_id: '-1001' }),
    path: '/bot123:AAE-x_y/sendMessage',
    ok: { status: 200, body: '{"ok":true,"result":{"message_id":7}}' },
    json: {
      chat_id: '-1001',
      text: `🔴 <b>${title}</b>\n${text}\n<a href="${link}">${link}</a>`,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      disable_notification: false,
    },
  },
  {
    kind: 'discord',
    fields: (origin) => ({ url: `${origin}/api/webhooks/1/token` }),
    path: '/api/webhooks/1/token',
    ok: { status: 204 },
    json: {
      allowed_mentions: { parse: [] },
      embeds: [
        { title, description: text, color: 0xd92d20, timestamp: new Date(T0).toISOString(), url: link },
      ],
    },
  },
  {
    kind: 'slack',
    fields: (origin) => ({ url: `${origin}/services/T/B/X` }),
    path: '/services/T/B/X',
    ok: { status: 200, body: 'ok' },
    json: {
      text: title,
      attachments: [
        {
          color: '#d92d20',
          blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `*<${link}|${title}>*\n${text}` } }],
        },
      ],
    },
  },
]

for (const { kind, fields, path, ok, headers = {}, json } of SHAPES)
  test(`${kind}: sent as it is documented`, async (t) => {
    const receiver = await startHttpReceiver(t, () => ok)
    const { send } = kindsHere(t)
    assert.deepEqual(await send(kind, fields(receiver.origin)), { kind: 'sent' })
    const [request] = receiver.received
    assert.equal(receiver.received.length, 1)
    assert.equal(`${request?.method} ${request?.path}`, `POST ${path}`)
    assert.equal(request?.headers['content-type'], 'application/json')
    for (const [name, value] of Object.entries(headers)) assert.equal(request?.headers[name], value)
    assert.deepEqual(receiver.json(), json)
  })

/** What each says is wrong, as documented, and what we say of it. */
const ERRORS: readonly (readonly [
  kind: NotifierKindName,
  answer: Answer,
  reason: object,
  waitMs?: number,
])[] = [
  [
    'ntfy',
    { status: 401, body: '{"code":40101,"http":401,"error":"unauthorized"}' },
    refusesSecret(401, 'unauthorized'),
  ],
  [
    'ntfy',
    { status: 507, body: '{"code":50701,"http":507,"error":"cannot publish to UnifiedPush topic"}' },
    refused(507, 'cannot publish to UnifiedPush topic'),
  ],
  [
    'ntfy',
    {
      status: 429,
      headers: { 'retry-after': '7' },
      body: '{"code":42901,"http":429,"error":"limit reached"}',
    },
    limited(7000),
    7000,
  ],
  [
    'gotify',
    {
      status: 401,
      body: '{"error":"Unauthorized","errorCode":401,"errorDescription":"you need to provide a valid access token"}',
    },
    refusesSecret(401, 'you need to provide a valid access token'),
  ],
  [
    'telegram',
    { status: 404, body: '{"ok":false,"error_code":404,"description":"Not Found"}' },
    refusesSecret(404, null),
  ],
  [
    'telegram',
    { status: 400, body: '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}' },
    refused(400, 'Bad Request: chat not found'),
  ],
  [
    'telegram',
    {
      status: 429,
      body: '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 8","parameters":{"retry_after":8}}',
    },
    limited(8000),
    8000,
  ],
  [
    'discord',
    { status: 404, body: '{"message":"Unknown Webhook","code":10015}' },
    refused(404, 'Unknown Webhook'),
  ],
  [
    'discord',
    { status: 429, body: '{"message":"You are being rate limited.","retry_after":1.336,"global":false}' },
    limited(1336),
    1336,
  ],
  ['slack', { status: 404, body: 'no_service' }, refused(404, 'no_service')],
  ['slack', { status: 403, body: 'invalid_token' }, refusesSecret(403, 'invalid_token')],
  ['slack', { status: 500, body: '<html><title>Oops</title></html>' }, refused(500, 'Oops')],
  ['webhook', { status: 500 }, refused(500, null)],
]

function refused(status: number, text: string | null) {
  return { code: 'receiver_refused', status, text }
}
function refusesSecret(status: number, text: string | null) {
  return { code: 'receiver_refuses_secret', status, text }
}
function limited(waitMs: number) {
  return { code: 'receiver_limits', waitMs }
}

const fieldsOf = (kind: NotifierKindName, { origin }: HttpReceiver): NotifierFields =>
  SHAPES.find((each) => each.kind === kind)?.fields(origin) ?? { url: `${origin}/hook` }

for (const [kind, answer, reason, waitMs] of ERRORS)
  test(`${kind} answering ${answer.status} ${answer.body ?? ''}`, async (t) => {
    const receiver = await startHttpReceiver(t, () => answer)
    const delivery = await kindsHere(t).send(kind, fieldsOf(kind, receiver))
    assert.ok(delivery.kind === 'failed')
    assert.deepEqual(delivery.reason, { receiver: `localhost:${receiver.port}`, ...reason })
    assert.equal(delivery.waitMs, waitMs)
  })

test('what is long is cut to what the receivers take', async (t) => {
  const receiver = await startHttpReceiver(t, () => ({ status: 200 }))
  const { send } = kindsHere(t)
  const long = aNotice({ title: 'T'.repeat(300), text: 'x'.repeat(10_000) })
  for (const { kind } of SHAPES) await send(kind, fieldsOf(kind, receiver), long)
  const bodies = receiver.received.map(({ body }) => JSON.parse(String(body)))
  const [, , telegram, discord, slack] = bodies
  assert.ok(telegram.text.length <= 4096)
  assert.ok(discord.embeds[0].title.length <= 256 && discord.embeds[0].description.length <= 4096)
  assert.ok(slack.attachments[0].blocks[0].text.text.length <= 3000)
})

test('names can not act as markup or call people', async (t) => {
  const receiver = await startHttpReceiver(t, () => ({ status: 200 }))
  const { send } = kindsHere(t)
  const evil = aNotice({ title: '<b>@everyone</b> & <!channel>', text: '' })
  for (const { kind } of SHAPES) await send(kind, fieldsOf(kind, receiver), evil)
  const [, , telegram, discord, slack] = receiver.received.map(({ body }) => JSON.parse(String(body)))
  assert.match(telegram.text, /&lt;b&gt;@everyone&lt;\/b&gt; &amp; &lt;!channel&gt;/)
  assert.deepEqual(discord.allowed_mentions, { parse: [] })
  assert.match(slack.attachments[0].blocks[0].text.text, /&lt;!channel&gt;/)
})
