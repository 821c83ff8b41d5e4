import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basicToken, redactor, redactReason } from './redact.ts'

const redact = redactor([
  { kind: 'api_key', key: 'hunter2-hunter2' },
  { kind: 'basic', user: 'me', password: 'pässword' },
  { kind: 'api_key', key: 'abc' },
  { kind: 'none' },
])

test('keys, passwords and tokens are taken out of what others wrote', () => {
  assert.equal(redact('a hunter2-hunter2 b'), 'a [redacted] b')
  assert.equal(redact(`pässword and ${basicToken('me', 'pässword')}`), '[redacted] and [redacted]')
})

test('what is too short to be a secret stays, or every sentence would be garbled', () => {
  assert.equal(redact('abc of me'), 'abc of me')
})

test('every text in a reason is cleaned, however deep, and nothing else is touched', () => {
  const reason = redactReason(
    {
      code: 'all',
      reasons: [
        { code: 'verbatim', text: 'sent hunter2-hunter2' },
        { code: 'control_asking_failed', vpn: 'gluetun', reason: { code: 'not_json', text: 'pässword' } },
        { code: 'vpn_not_named', configured: ['hunter2-hunter2'] },
        { code: 'control_timeout', where: 'gluetun:8000', timeoutMs: 3000 },
        { code: 'tunnel_not_restarted', vpn: 'gluetun', reason: null },
      ],
    },
    redact,
  )
  assert.deepEqual(reason, {
    code: 'all',
    reasons: [
      { code: 'verbatim', text: 'sent [redacted]' },
      { code: 'control_asking_failed', vpn: 'gluetun', reason: { code: 'not_json', text: '[redacted]' } },
      { code: 'vpn_not_named', configured: ['[redacted]'] },
      { code: 'control_timeout', where: 'gluetun:8000', timeoutMs: 3000 },
      { code: 'tunnel_not_restarted', vpn: 'gluetun', reason: null },
    ],
  })
})
