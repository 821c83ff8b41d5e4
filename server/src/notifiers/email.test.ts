import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setDefaultCACertificates } from 'node:tls'
import { aNotice } from '@acestream-orchestrator/testing/builders/notice'
import { CERTIFICATE } from '@acestream-orchestrator/testing/machine/certificate'
import { kindsHere } from '@acestream-orchestrator/testing/receivers/kinds'
import { startSmtpSink } from '@acestream-orchestrator/testing/receivers/smtp-sink'

setDefaultCACertificates([CERTIFICATE])
const login = { user: 'me', password: 'sesame' }
const people = { from: 'Orchestrator <orchestrator@example.org>', to: 'a@example.org, b@example.org' }

for (const security of ['starttls', 'tls'])
  test(`a mail reaches everybody over ${security}, once by its id`, async (t) => {
    const sink = await startSmtpSink(t, { secure: security === 'tls' })
    const { send } = kindsHere(t)
    const fields = { host: 'localhost', port: String(sink.port), security, ...login, ...people }
    const notice = aNotice({ title: 'La VPN «gluetun» no está conectada', text: 'Línea 1\nLínea 2' })
    assert.deepEqual(await send('email', fields, notice), { kind: 'sent' })
    const [mail] = sink.mails
    assert.equal(mail?.secure, true)
    assert.equal(mail?.from, 'orchestrator@example.org')
    assert.deepEqual(mail?.to, ['a@example.org', 'b@example.org'])
    assert.match(mail?.text ?? '', /^Message-ID: <0123456789abcdef@example\.org>$/im)
    assert.match(mail?.text ?? '', /^Auto-Submitted: auto-generated$/im)
    assert.match(mail?.text ?? '', /^Subject: =\?UTF-8\?/im)
    assert.match(mail?.text ?? '', /https:\/\/panel\.example\/panel\//)
  })

test('without TLS where that is asked for', async (t) => {
  const sink = await startSmtpSink(t, { authOptional: true, disabledCommands: ['STARTTLS', 'AUTH'] })
  const fields = { host: 'localhost', port: String(sink.port), security: 'none', ...people }
  assert.deepEqual(await kindsHere(t).send('email', fields), { kind: 'sent' })
})

test('a wrong password is said, and is not in the reason', async (t) => {
  const sink = await startSmtpSink(t)
  const fields = { host: 'localhost', port: String(sink.port), user: 'me', password: 'wrong', ...people }
  const delivery = await kindsHere(t).send('email', fields)
  assert.equal(delivery.kind === 'failed' && delivery.reason.code, 'receiver_refuses_secret')
  assert.doesNotMatch(JSON.stringify(delivery), /wrong/)
})

test('a server without TLS gets no password where TLS is asked for', async (t) => {
  const sink = await startSmtpSink(t, { disabledCommands: ['STARTTLS'], allowInsecureAuth: true })
  const fields = { host: 'localhost', port: String(sink.port), ...login, ...people }
  const delivery = await kindsHere(t).send('email', fields)
  assert.equal(delivery.kind === 'failed' && delivery.reason.code, 'receiver_says')
  assert.equal(sink.mails.length, 0)
})

test('a refused recipient is said in the words of the server', async (t) => {
  const sink = await startSmtpSink(t, {
    authOptional: true,
    onRcptTo: (_address, _session, done) => done(new Error('no such mailbox')),
  })
  const fields = { host: 'localhost', port: String(sink.port), ...people }
  const delivery = await kindsHere(t).send('email', fields)
  assert.ok(delivery.kind === 'failed' && delivery.reason.code === 'receiver_says')
  assert.match(delivery.reason.text, /no such mailbox/)
})
