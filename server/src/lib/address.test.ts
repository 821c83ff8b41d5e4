import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bracketed, hostPort, httpOrigin, isSameAddress } from './address.ts'

const HOSTS: readonly (readonly [host: string, inUrl: string])[] = [
  ['gluetun', 'gluetun'],
  ['10.0.0.1', '10.0.0.1'],
  ['::1', '[::1]'],
  ['fd00::7', '[fd00::7]'],
]
for (const [host, inUrl] of HOSTS)
  test(`${host} is ${inUrl} in a URL`, () => {
    assert.equal(bracketed(host), inUrl)
    assert.equal(hostPort({ host, port: 6878 }), `${inUrl}:6878`)
    assert.equal(httpOrigin({ host, port: 6878 }), new URL(`http://${inUrl}:6878/`).origin)
  })

test('addresses are the same by value, and none is the same as no address', () => {
  const address = { host: '10.0.0.1', port: 6878 }
  assert.ok(isSameAddress(address, { ...address }))
  assert.ok(!isSameAddress(address, { ...address, port: 6879 }))
  assert.ok(!isSameAddress(address, { ...address, host: '10.0.0.2' }))
  assert.ok(!isSameAddress(address, undefined))
})
