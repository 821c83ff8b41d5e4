import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { browserId, isKeyOf, type PageFacts, pushObstacle } from './support.ts'

const fine: PageFacts = { isSecure: true, hasPush: true, permission: 'default' }

for (const [what, change, obstacle] of [
  ['nobody was asked yet', {}, null],
  ['it was allowed', { permission: 'granted' }, null],
  ['it was refused', { permission: 'denied' }, 'blocked'],
  ['a browser without Web Push', { hasPush: false }, 'unsupported'],
  ['plain HTTP, where all of it is hidden', { isSecure: false, hasPush: false }, 'insecure'],
  ['plain HTTP, where permission is always refused', { isSecure: false, permission: 'denied' }, 'insecure'],
] as const)
  test(`${what}: ${obstacle ?? 'no obstacle'}`, () =>
    assert.equal(pushObstacle({ ...fine, ...change }), obstacle))

test('a subscription belongs to the key that it was made with', () => {
  const bytes = randomBytes(65)
  const key = bytes.toString('base64url')
  const given = new Uint8Array(bytes).buffer
  assert.equal(isKeyOf(given, key), true)
  assert.equal(isKeyOf(given, randomBytes(65).toString('base64url')), false)
  assert.equal(isKeyOf(null, key), false)
})

test('a browser is named as the server names it', async () => {
  const endpoint = 'https://push.example/send/ñ'
  assert.equal(await browserId(endpoint), createHash('sha256').update(endpoint).digest('hex'))
})
