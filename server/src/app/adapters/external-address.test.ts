import assert from 'node:assert/strict'
import { test } from 'node:test'
import { whyNotExternal } from './external-address.ts'

const OWN = [
  { reason: { code: 'address_is_runtime' }, addresses: ['127.0.0.1', '::1', '10.0.0.5'], port: 2375 },
] as const

const REFUSED: readonly (readonly [address: string, port: number])[] = [
  ['169.254.169.254', 80],
  ['fe80::1', 6878],
  ['::ffff:169.254.169.254', 80],
  ['0.0.0.0', 6878],
  ['::', 6878],
  ['239.1.1.1', 6878],
  ['10.0.0.5', 2375],
  ['::1', 2375],
]

for (const [address, port] of REFUSED)
  test(`no engine is registered at ${address}, port ${port}`, () => {
    assert.notEqual(whyNotExternal(['192.168.1.9', address], port, OWN), null)
  })

test('an engine is registered at any other address, at ports beside ours and under names unknown today', () => {
  for (const [addresses, port] of [
    [['192.168.1.9'], 6878],
    [['127.0.0.1'], 6878],
    [['10.0.0.5'], 6878],
    [['192.168.1.9'], 2375],
    [['fd00::2'], 6878],
    [[], 2375],
  ] as const)
    assert.equal(whyNotExternal(addresses, port, OWN), null)
})
