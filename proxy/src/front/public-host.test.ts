import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brokenHostRule, isPublicAddress } from './public-host.ts'

const ADDRESSES: readonly [address: string, isPublic: boolean][] = [
  ['203.0.113.7', true],
  ['8.8.8.8', true],
  ['172.32.0.1', true],
  ['2001:db8::1', true],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['100.64.0.1', false],
  ['127.0.0.53', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['192.168.1.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['fd00::1', false],
  ['fe80::1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:8.8.8.8', true],
  ['64:ff9b::a00:1', false],
  ['not an address', false],
]
for (const [address, isPublic] of ADDRESSES)
  test(`${address} is ${isPublic ? '' : 'not '}public`, () =>
    assert.equal(isPublicAddress(address), isPublic))

const SPELLINGS = ['http://0x7f000001/', 'http://2130706433/', 'http://127.1/', 'http://[::ffff:7f00:1]/']
for (const url of SPELLINGS)
  test(`${url} is loopback, however it is spelled`, async () => {
    assert.match((await brokenHostRule(url)) ?? '', /private or loopback/)
  })

test('a host without an address is told as that', async () => {
  assert.match((await brokenHostRule('http://nowhere.invalid/')) ?? '', /nowhere.invalid has no address/)
})
