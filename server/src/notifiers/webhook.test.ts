import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { setDefaultCACertificates } from 'node:tls'
import { aNotice } from '@acestream-orchestrator/testing/builders/notice'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { CERTIFICATE } from '@acestream-orchestrator/testing/machine/certificate'
import { startHttpReceiver } from '@acestream-orchestrator/testing/receivers/http-receiver'
import { kindsHere } from '@acestream-orchestrator/testing/receivers/kinds'

const OK = () => ({ status: 204 })

test('a webhook gets everything as JSON, with the id of the message', async (t) => {
  const receiver = await startHttpReceiver(t, OK)
  const { send } = kindsHere(t)
  assert.deepEqual(await send('webhook', { url: `${receiver.origin}/hook?a=1` }), { kind: 'sent' })
  assert.equal(receiver.received[0]?.path, '/hook?a=1')
  assert.equal(receiver.received[0]?.headers['idempotency-key'], '0123456789abcdef')
  assert.equal(receiver.received[0]?.headers['x-orchestrator-signature'], undefined)
  const { incidents, ...rest } = receiver.json() as { readonly incidents: readonly Record<string, unknown>[] }
  assert.deepEqual(rest, {
    id: '0123456789abcdef',
    state: 'opened',
    severity: 'critical',
    title: 'acestream-1 does not answer',
    text: 'No answer within 5 s. It will be replaced unless it answers.',
    language: 'en',
    link: 'https://panel.example/panel/',
    sent_at: new Date(T0).toISOString(),
  })
  assert.equal(incidents[0]?.['code'], 'engine_unhealthy')
  assert.deepEqual(incidents[0]?.['reason_data'], { code: 'probe_timeout', timeoutMs: 5000 })
})

test('with a secret it is signed, the time included', async (t) => {
  const receiver = await startHttpReceiver(t, OK)
  await kindsHere(t).send('webhook', { url: receiver.origin, secret: 'sesame' })
  const [{ headers, body } = assert.fail()] = receiver.received
  const at = headers['x-orchestrator-timestamp']
  assert.equal(at, String(T0 / 1000))
  const expected = createHmac('sha256', 'sesame').update(`${at}.${body}`).digest('hex')
  assert.equal(headers['x-orchestrator-signature'], `sha256=${expected}`)
})

test('a template is filled in, whatever the texts hold', async (t) => {
  const receiver = await startHttpReceiver(t, OK)
  const template =
    '{"content": "{{title}}: {{ text }}", "n": {{count}}, "all": {{incidents}}, "at": "{{time}}"}'
  const notice = aNotice({ title: 'a "quoted"\\ title', text: 'two\nlines' })
  await kindsHere(t).send('webhook', { url: receiver.origin, template }, notice)
  const { content, n, all, at } = receiver.json() as Record<string, unknown>
  assert.equal(content, 'a "quoted"\\ title: two\nlines')
  assert.equal(n, 1)
  assert.ok(Array.isArray(all) && all.length === 1)
  assert.equal(at, new Date(T0).toISOString())
})

const TEMPLATES: readonly (readonly [template: string, faults: readonly string[]])[] = [
  ['{"text": "{{title}}"}', []],
  ['{"text": "{{titel}} {{txt}}"}', ['placeholder_unknown titel', 'placeholder_unknown txt']],
  ['{"text": "{{title}"}', ['placeholder_not_closed 11']],
  ['{"text": "{{}}"}', ['placeholder_unknown ']],
  ['{"text": {{title}}}', ['template_not_json ']],
  ['{{incidents}}', []],
  ['not json', ['template_not_json ']],
  ['{"a": {"b": {"c": 1}}}', []],
]

for (const [template, faults] of TEMPLATES)
  test(`the template ${template}`, async (t) => {
    const kind = await kindsHere(t).kinds.get('webhook')
    const found = kind.check({ template }).map(({ reason }) => {
      const what =
        reason.code === 'placeholder_unknown'
          ? reason.placeholder
          : reason.code === 'placeholder_not_closed'
            ? reason.at
            : ''
      return `${reason.code} ${what}`
    })
    assert.deepEqual(found, faults)
  })

test('a redirect to another address is not followed, and said', async (t) => {
  const inside = await startHttpReceiver(t, OK)
  const location = `http://127.0.0.1:${inside.port}/admin?token=x`
  for (const status of [301, 302, 307, 308]) {
    const receiver = await startHttpReceiver(t, () => ({ status, headers: { location } }))
    const delivery = await kindsHere(t).send('webhook', { url: receiver.origin })
    assert.deepEqual(delivery, {
      kind: 'failed',
      reason: {
        code: 'receiver_redirects',
        receiver: `localhost:${receiver.port}`,
        to: `http://127.0.0.1:${inside.port}/admin`,
      },
    })
  }
  assert.equal(inside.received.length, 0)
})

test('one to HTTPS on the same host is followed once', async (t) => {
  setDefaultCACertificates([CERTIFICATE])
  const secured = await startHttpReceiver(t, OK, true)
  const plain = await startHttpReceiver(t, () => ({
    status: 301,
    headers: { location: `${secured.origin}/hook` },
  }))
  const { send } = kindsHere(t)
  assert.deepEqual(await send('webhook', { url: plain.origin }), { kind: 'sent' })
  assert.deepEqual(secured.received[0]?.body, plain.received[0]?.body)
  secured.answer(() => ({ status: 308, headers: { location: `${secured.origin}/again` } }))
  const circle = await send('webhook', { url: plain.origin })
  assert.equal(circle.kind === 'failed' && circle.reason.code, 'receiver_redirects')
})

test('what is not reached is said by its kind', async (t) => {
  const { send } = kindsHere(t)
  const failureAt = async (url: string) => {
    const delivery = await send('webhook', { url })
    return (
      delivery.kind === 'failed' && delivery.reason.code === 'receiver_not_reached' && delivery.reason.failure
    )
  }
  const closed = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => closed.once('listening', done))
  const { port } = closed.address() as { port: number }
  await new Promise((done) => closed.close(done))
  assert.equal(await failureAt(`http://127.0.0.1:${port}/`), 'refused')
  const plain = await startHttpReceiver(t, OK)
  assert.equal(await failureAt(`https://localhost:${plain.port}/`), 'tls')
})

test('one that hangs ends with the signal', async (t) => {
  const receiver = await startHttpReceiver(t, () => 'hang')
  const stop = new AbortController()
  const sending = kindsHere(t).send('webhook', { url: receiver.origin }, aNotice(), stop.signal)
  setTimeout(() => stop.abort(new Error('stopped')), 50)
  await assert.rejects(sending, /stopped/)
})
