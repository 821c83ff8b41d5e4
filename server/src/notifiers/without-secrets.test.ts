import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotifierField } from '../alerts/notifier.ts'
import type { Delivery } from '../alerts/ports.ts'
import { withoutSecrets } from './without-secrets.ts'

const aField = (name: string, secret: boolean): NotifierField => ({
  ...{ name, secret, type: 'text', required: true, fallback: null, allowed: [] },
})
const KIND = { fields: [aField('url', false), aField('token', true), aField('password', true)] }

/** A receiver that quotes what it was sent. */
const quoting = (to: string): Delivery => ({
  kind: 'failed',
  reason: { code: 'receiver_redirects', receiver: 'hook.example', to },
})

const told = (text: string, fields: Record<string, string>): string => {
  const delivery = withoutSecrets(quoting(text), KIND, fields)
  assert.ok(delivery.kind === 'failed' && delivery.reason.code === 'receiver_redirects')
  return delivery.reason.to
}

test('a secret that a receiver quotes is hidden, everywhere it stands', () => {
  assert.equal(told('/tk_abc?again=tk_abc', { token: 'tk_abc' }), '/***?again=***')
  assert.equal(told('tk_abc and hunter22', { token: 'tk_abc', password: 'hunter22' }), '*** and ***')
})

test('it is hidden as an address and as JSON write it, too', () => {
  assert.equal(told('/a%2Fb%20c%3F', { token: 'a/b c?' }), '/***')
  assert.equal(told('say "no"', { token: 'say "no"' }), '***')
  assert.equal(told('back\\slash', { token: 'back\\slash' }), '***')
})

test('what is no secret stays, and so do secrets too short to be told from other text', () => {
  assert.equal(told('https://hook.example/x', { url: 'https://hook.example/x' }), 'https://hook.example/x')
  assert.equal(told('abc', { token: 'abc' }), 'abc')
  assert.equal(told('nothing is set', {}), 'nothing is set')
})

test('what was sent is passed on', () =>
  assert.deepEqual(withoutSecrets({ kind: 'sent' }, KIND, { token: 'tk_abc' }), { kind: 'sent' }))
