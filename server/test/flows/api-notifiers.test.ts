import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { aNotifier } from '@acestream-orchestrator/testing/builders/notice'
import { fakeAlerts } from '@acestream-orchestrator/testing/fakes/alerts'
import { pushBrowser } from '@acestream-orchestrator/testing/receivers/push-browser'
import { apiRig, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'

const fromEnvironment = aNotifier(
  'ntfy',
  { url: 'https://ntfy.sh/very-secret-topic', token: 'tk_secret' },
  { id: 'environment-ntfy', origin: 'environment', variables: ['ALERT_NTFY_URL', 'ALERT_NTFY_TOKEN'] },
)

function rig() {
  const alerts = fakeAlerts({ notifiers: [fromEnvironment], rule: null })
  const { api } = apiRig({}, { alerts: alerts.service })
  const ask = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const answer = await api.inject({ method, url, headers: WITH_KEY, ...(payload && { payload }) })
    return { status: answer.statusCode, body: answer.body, json: answer.body === '' ? null : answer.json() }
  }
  return { api, ask, ...alerts }
}

const DISCORD = {
  kind: 'discord',
  name: 'Chat',
  fields: { url: 'https://discord.com/api/webhooks/1/token-of-it' },
}

test('reading and writing need the key', async () => {
  const { api } = rig()
  for (const url of ['/notifiers', '/alert-rules', '/notifiers/push/key'])
    assert.equal((await api.inject({ method: 'GET', url })).statusCode, 401, url)
  assert.equal((await api.inject({ method: 'POST', url: '/notifiers', payload: DISCORD })).statusCode, 401)
})

test('a notifier is added, shown without its secrets, changed and removed', async () => {
  const { ask, book } = rig()
  const added = await ask('POST', '/notifiers', DISCORD)
  assert.equal(added.status, 201)
  assert.doesNotMatch(added.body, /token-of-it/)
  assert.deepEqual(added.json.secrets_set, ['url'])
  const { id } = added.json
  const changed = await ask('PUT', `/notifiers/${id}`, { name: 'Other', language: 'es' })
  assert.deepEqual([changed.status, changed.json.name, changed.json.language], [200, 'Other', 'es'])
  assert.equal(book.notifier(id).fields['url'], DISCORD.fields.url, 'a field that is not sent stays')
  assert.doesNotMatch((await ask('GET', '/notifiers')).body, /token-of-it|very-secret-topic|tk_secret/)
  assert.equal((await ask('DELETE', `/notifiers/${id}`)).status, 204)
  assert.equal((await ask('PUT', `/notifiers/${id}`, { name: 'x' })).status, 404)
})

test('secrets are kept apart from everything else', async () => {
  const { ask, documents } = rig()
  await ask('POST', '/notifiers', {
    kind: 'gotify',
    fields: { url: 'https://gotify.example', token: 'secret-token' },
  })
  assert.doesNotMatch(JSON.stringify(documents.alerts.current()), /secret-token/)
  assert.match(JSON.stringify(documents.secrets.current()), /secret-token/)
})

test('what the environment sets is shown and only changed there', async () => {
  const { ask } = rig()
  const { json } = await ask('GET', '/notifiers')
  assert.equal(json.notifiers[0].origin, 'environment')
  assert.deepEqual(json.notifiers[0].variables, ['ALERT_NTFY_URL', 'ALERT_NTFY_TOKEN'])
  const refused = await ask('PUT', '/notifiers/environment-ntfy', { enabled: false })
  assert.equal(refused.status, 409)
  assert.match(refused.json.detail, /ALERT_NTFY_URL/)
  assert.equal((await ask('DELETE', '/notifiers/environment-ntfy')).status, 409)
})

test('everything that is wrong with the fields is listed, by field', async () => {
  const { ask } = rig()
  const { status, json } = await ask('POST', '/notifiers', {
    kind: 'email',
    fields: { port: '70000', from: 'nobody', security: 'ssl', color: 'red' },
  })
  assert.equal(status, 422)
  assert.deepEqual(
    json.detail.map(
      ({ loc, reason_data }: { loc: string[]; reason_data: { code: string } }) =>
        `${loc[2]} ${reason_data.code}`,
    ),
    [
      'color field_unknown',
      'host value_missing',
      'port value_too_large',
      'security value_not_allowed',
      'from not_a_mail_address',
      'to value_missing',
    ],
  )
})

test('a template with unknown or broken placeholders is refused with all of them', async () => {
  const { ask } = rig()
  const { status, json, body } = await ask('POST', '/notifiers', {
    kind: 'webhook',
    fields: {
      url: 'https://hook.example/secret-path',
      template: '{"a": "{{titel}}", "b": "{{txt}} {{title"}',
    },
  })
  assert.equal(status, 422)
  assert.deepEqual(
    json.detail.map(
      ({ reason_data }: { reason_data: { code: string; placeholder?: string } }) =>
        reason_data.placeholder ?? reason_data.code,
    ),
    ['titel', 'txt', 'placeholder_not_closed'],
  )
  assert.doesNotMatch(body, /secret-path/)
})

test('of two pages that change at once the second is told', async () => {
  const { ask } = rig()
  const { revision } = (await ask('GET', '/notifiers')).json
  assert.equal((await ask('POST', '/notifiers', { ...DISCORD, revision })).status, 201)
  const late = await ask('POST', '/notifiers', { ...DISCORD, revision })
  assert.deepEqual([late.status, late.json.reason_data.code], [409, 'alerts_changed_meanwhile'])
})

const RULE = {
  enabled: true,
  severities: ['critical'],
  delay_s: 10,
  gather_s: 0,
  repeat_s: 3600,
  tells_resolved: true,
  quiet: { from: '23:00', to: '07:00', time_zone: 'Europe/Madrid', except_critical: true },
  notifiers: ['environment-ntfy'],
}

test('rules are added, changed and removed; the default one goes with the first change', async () => {
  const { ask } = rig()
  assert.deepEqual(
    (await ask('GET', '/alert-rules')).json.rules.map(({ origin }: { origin: string }) => origin),
    ['default'],
  )
  const changed = await ask('PUT', '/alert-rules/default', RULE)
  assert.deepEqual(changed.json, { id: 'default', origin: 'panel', ...RULE })
  const added = await ask('POST', '/alert-rules', { ...RULE, quiet: null, notifiers: null })
  assert.equal(added.status, 201)
  assert.equal((await ask('GET', '/alert-rules')).json.rules.length, 2)
  assert.equal((await ask('DELETE', `/alert-rules/${added.json.id}`)).status, 204)
  assert.equal((await ask('GET', '/alert-rules')).json.rules.length, 1)
})

test('a rule with what does not exist is refused', async () => {
  const { ask } = rig()
  const zone = await ask('POST', '/alert-rules', {
    ...RULE,
    quiet: { ...RULE.quiet, time_zone: 'Europe/Nowhere' },
  })
  assert.deepEqual([zone.status, zone.json.reason_data.code], [422, 'not_a_time_zone'])
  const notifier = await ask('POST', '/alert-rules', { ...RULE, notifiers: ['nobody'] })
  assert.deepEqual([notifier.status, notifier.json.reason_data.code], [422, 'not_such_a_notifier'])
})

test('a test says what came of it', async () => {
  const { ask } = rig()
  const { json } = await ask('POST', '/notifiers/environment-ntfy/test')
  assert.deepEqual(json, {
    sent: false,
    error: 'no answer within 1 s',
    error_data: { code: 'receiver_hangs', timeoutMs: 1000 },
  })
})

const SUBSCRIPTION = { endpoint: 'https://push.example/send/very-secret-address', keys: pushBrowser().keys }
const CONTACT = { kind: 'web_push', fields: { contact: 'me@example.org' } }
const ID = createHash('sha256').update(SUBSCRIPTION.endpoint).digest('hex')

test('a browser subscribes once, is counted without its address, and leaves', async () => {
  const { ask } = rig()
  const { id } = (await ask('POST', '/notifiers', CONTACT)).json
  assert.match((await ask('GET', '/notifiers/push/key')).json.key, /^[\w-]{87}$/)
  await ask('POST', `/notifiers/${id}/browsers`, SUBSCRIPTION)
  const twice = await ask('POST', `/notifiers/${id}/browsers`, SUBSCRIPTION)
  assert.deepEqual([twice.json.browsers, twice.json.browser_ids], [1, [ID]])
  assert.doesNotMatch((await ask('GET', '/notifiers')).body, /very-secret-address/)
  const left = await ask('DELETE', `/notifiers/${id}/browsers/${ID}`)
  assert.deepEqual([left.status, left.json.browsers, left.json.browser_ids], [200, 0, []])
  assert.equal((await ask('DELETE', `/notifiers/${id}/browsers/${ID}`)).status, 200, 'again')
})

test('what is no subscription is refused, and so is one of no notifier', async () => {
  const { ask } = rig()
  const { id } = (await ask('POST', '/notifiers', CONTACT)).json
  for (const wrong of [
    { ...SUBSCRIPTION, endpoint: 'http://push.example/plain' },
    { ...SUBSCRIPTION, keys: { p256dh: 'short', auth: 'short' } },
  ])
    assert.equal((await ask('POST', `/notifiers/${id}/browsers`, wrong)).status, 422)
  assert.equal((await ask('POST', '/notifiers/nobody/browsers', SUBSCRIPTION)).status, 404)
  assert.equal((await ask('DELETE', `/notifiers/nobody/browsers/${ID}`)).status, 404)
  assert.equal((await ask('DELETE', `/notifiers/${id}/browsers/not-a-hash`)).status, 422)
})

test('the browsers of a removed notifier are forgotten', async () => {
  const { ask, subscribers } = rig()
  const { id } = (await ask('POST', '/notifiers', CONTACT)).json
  await ask('POST', `/notifiers/${id}/browsers`, SUBSCRIPTION)
  assert.equal(subscribers.list(id).length, 1)
  await ask('DELETE', `/notifiers/${id}`)
  assert.equal(subscribers.list(id).length, 0)
})
