import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { aNotice } from '@acestream-orchestrator/testing/builders/notice'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { startHttpReceiver } from '@acestream-orchestrator/testing/receivers/http-receiver'
import { kindsHere } from '@acestream-orchestrator/testing/receivers/kinds'
import { pushBrowser } from '@acestream-orchestrator/testing/receivers/push-browser'
import { pushSubscribersIn } from '@acestream-orchestrator/testing/receivers/push-document'
import { browserId } from './push/subscribers.ts'

const FIELDS = { contact: 'me@example.org' }

const aBrowser = (endpoint: string) => ({ endpoint, ...pushBrowser().keys, addedAtMs: 1 })

async function rig(t: Parameters<typeof temporaryFolder>[0] & Parameters<typeof startHttpReceiver>[0]) {
  const dataDir = temporaryFolder(t)
  const push = await pushSubscribersIn(dataDir)
  return { dataDir, push, ...kindsHere(t, push) }
}

test('an encrypted message is sent to each browser, signed with our key', async (t) => {
  const { send, push } = await rig(t)
  const service = await startHttpReceiver(t, () => ({ status: 201 }))
  await push.add('n-1', aBrowser(`${service.origin}/push/a`))
  await push.add('n-1', aBrowser(`${service.origin}/push/b`))
  assert.deepEqual(await send('web_push', FIELDS), { kind: 'sent' })
  assert.deepEqual(service.received.map(({ path }) => path).sort(), ['/push/a', '/push/b'])
  const [{ headers, body } = assert.fail()] = service.received
  assert.equal(headers['content-encoding'], 'aes128gcm')
  assert.equal(headers['ttl'], '86400')
  assert.equal(headers['urgency'], 'high')
  assert.equal(headers['topic'], '0123456789abcdef')
  assert.match(headers.authorization ?? '', /^vapid t=[\w-]+\.[\w-]+\.[\w-]+, ?k=/)
  assert.ok(body.length > 100 && body.length <= 4096)
  assert.doesNotMatch(String(body), /acestream-1/)
})

for (const status of [404, 410])
  test(`a browser whose subscription answers ${status} is removed, others stay`, async (t) => {
    const { send, push } = await rig(t)
    const service = await startHttpReceiver(t, ({ path }) => ({ status: path === '/gone' ? status : 201 }))
    const [gone, here] = [aBrowser(`${service.origin}/gone`), aBrowser(`${service.origin}/here`)]
    await push.add('n-1', gone)
    await push.add('n-1', here)
    assert.deepEqual(await send('web_push', FIELDS), { kind: 'sent' })
    assert.deepEqual(push.list('n-1'), [here])
    await push.remove('n-1', browserId(here))
    await push.add('n-1', gone)
    assert.deepEqual(await send('web_push', FIELDS), {
      kind: 'failed',
      reason: { code: 'push_browsers_gone' },
    })
    assert.deepEqual(await send('web_push', FIELDS), {
      kind: 'failed',
      reason: { code: 'push_has_no_browser' },
    })
  })

test('keys and browsers outlast a restart, in a file for its owner alone', async (t) => {
  const { dataDir, push } = await rig(t)
  const browser = aBrowser('https://push.example/a')
  const keys = await push.keys()
  await push.add('n-1', browser)
  await push.add('n-1', { ...browser, addedAtMs: 2 })
  assert.equal(statSync(join(dataDir, 'web-push.json')).mode & 0o777, 0o600)
  const again = await pushSubscribersIn(dataDir)
  assert.deepEqual(await again.keys(), keys)
  assert.deepEqual(again.list('n-1'), [{ ...browser, addedAtMs: 2 }])
})

test('a browser reads what is wrong, and which incident a click leads to', async (t) => {
  const { send, push } = await rig(t)
  const service = await startHttpReceiver(t, () => ({ status: 201 }))
  const browser = pushBrowser()
  await push.add('n-1', { endpoint: `${service.origin}/a`, ...browser.keys, addedAtMs: 1 })
  await send('web_push', FIELDS)
  const body = service.received[0]?.body ?? assert.fail()
  assert.deepEqual(JSON.parse(browser.decrypt(body)), {
    id: '0123456789abcdef',
    title: 'acestream-1 does not answer',
    text: 'No answer within 5 s. It will be replaced unless it answers.',
    severity: 'critical',
    state: 'opened',
    link: 'https://panel.example/panel/',
    incident: 'i-1',
  })
  assert.throws(() => pushBrowser().decrypt(body), 'for this browser alone')
})

test('a message of several incidents leads to none of them', async (t) => {
  const { send, push } = await rig(t)
  const service = await startHttpReceiver(t, () => ({ status: 201 }))
  const browser = pushBrowser()
  await push.add('n-1', { endpoint: `${service.origin}/a`, ...browser.keys, addedAtMs: 1 })
  const notice = aNotice()
  await send('web_push', FIELDS, { ...notice, items: [...notice.items, ...notice.items] })
  assert.equal(JSON.parse(browser.decrypt(service.received[0]?.body ?? assert.fail())).incident, null)
})

test('the longest message fits what push services must carry, whatever its alphabet', async (t) => {
  const { send, push } = await rig(t)
  const service = await startHttpReceiver(t, () => ({ status: 201 }))
  const browser = pushBrowser()
  await push.add('n-1', { endpoint: `${service.origin}/a`, ...browser.keys, addedAtMs: 1 })
  for (const letter of ['a', 'ñ', '足', '😀']) {
    await send('web_push', FIELDS, aNotice({ title: letter.repeat(2000), text: letter.repeat(9000) }))
    const { body } = service.received.at(-1) ?? assert.fail()
    assert.ok(body.length <= 4096, `${letter}: ${body.length} bytes`)
    const { title, text } = JSON.parse(browser.decrypt(body))
    assert.match(title, new RegExp(`^(${letter})+…$`, 'u'))
    assert.match(text, new RegExp(`^(${letter})+…$`, 'u'))
  }
})

test('a removed notifier leaves no browser behind', async (t) => {
  const { dataDir, push } = await rig(t)
  const keys = await push.keys()
  await push.add('n-1', aBrowser('https://push.example/a'))
  await push.add('n-2', aBrowser('https://push.example/b'))
  await push.removeAll('n-1')
  const again = await pushSubscribersIn(dataDir)
  assert.deepEqual([again.list('n-1').length, again.list('n-2').length], [0, 1])
  assert.deepEqual(await again.keys(), keys)
})
