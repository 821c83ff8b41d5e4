import assert from 'node:assert/strict'
import { createECDH, randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { startHttpReceiver } from '@acestream-orchestrator/testing/receivers/http-receiver'
import { kindsHere } from '@acestream-orchestrator/testing/receivers/kinds'
import { pushSubscribersIn } from '@acestream-orchestrator/testing/receivers/push-document'

const FIELDS = { contact: 'me@example.org' }

/** A browser's half of the keys. */
function aBrowser(endpoint: string) {
  const curve = createECDH('prime256v1')
  curve.generateKeys()
  const auth = randomBytes(16).toString('base64url')
  return { endpoint, p256dh: curve.getPublicKey().toString('base64url'), auth, addedAtMs: 1 }
}

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
    await push.remove('n-1', here.endpoint)
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
