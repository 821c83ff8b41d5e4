import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import { addressesOf, byAddress, meantBy } from './address-book.ts'

describe('the engine at an address', () => {
  const one = anEngine({ number: 1 })
  const two = anEngine({ number: 2 })
  const engines = [one, two]

  test('is known by each of its own addresses and names', () => {
    for (const address of addressesOf(one)) assert.equal(byAddress(engines, address), one, address.host)
  })

  test('is known by its port under any name, where only it has that port', () => {
    assert.equal(byAddress(engines, { host: 'tv.lan', port: two.engineSpec.httpPort }), two)
    const twin = { ...one, id: 'twin' }
    assert.equal(byAddress([one, twin], { host: 'tv.lan', port: one.engineSpec.httpPort }), undefined)
  })

  test('an external engine has the address it was registered with and no other', () => {
    const external = { ...one, container: null, dial: { host: '10.0.0.9', port: 6878 } }
    assert.deepEqual(addressesOf(external), [external.dial])
  })
})

describe('an id', () => {
  const ids = [`${'a'.repeat(20)}1`, `${'a'.repeat(20)}2`, 'b'.repeat(64), 'short']
  const table: readonly (readonly [given: string, meant: string | undefined])[] = [
    [ids[0] ?? '', ids[0]],
    ['b'.repeat(12), ids[2]],
    ['b'.repeat(11), undefined],
    ['a'.repeat(20), undefined],
    ['short', 'short'],
    ['c'.repeat(12), undefined],
  ]
  for (const [given, meant] of table)
    test(`${given} means ${meant ?? 'none'}`, () => assert.equal(meantBy(given, ids), meant))
})
