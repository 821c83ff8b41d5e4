import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { editDistance, nearest } from './nearest.ts'

const cases: readonly [a: string, b: string, distance: number][] = [
  ['', '', 0],
  ['PORT', '', 4],
  ['PORT', 'PORTS', 1],
  ['PORT', 'PROT', 1],
  ['MIN_REPLICAS', 'MAX_REPLICAS', 2],
  ['HOME', 'HOST', 2],
]
for (const [a, b, distance] of cases)
  test(`"${a}" and "${b}" are ${distance} apart`, () => assert.equal(editDistance(a, b), distance))

test('the distance is the same both ways, and never more than the longer word', () => {
  const word = fc.stringMatching(/^[A-C_]{0,8}$/)
  fc.assert(
    fc.property(word, word, (a, b) => {
      assert.equal(editDistance(a, b), editDistance(b, a))
      assert.ok(editDistance(a, b) <= Math.max(a.length, b.length))
      assert.equal(editDistance(a, b) === 0, a === b)
    }),
  )
})

test('the nearest is the one that a look at every distance finds', () => {
  const word = fc.stringMatching(/^[A-C_]{0,8}$/)
  fc.assert(
    fc.property(word, fc.array(word), fc.nat(6), (asked, names, most) => {
      const distances = names.map((name) => editDistance(asked, name))
      const least = Math.min(...distances)
      const name = names[distances.indexOf(least)]
      assert.deepEqual(
        nearest(asked, names, most),
        name === undefined || least > most ? undefined : { name, distance: least },
      )
    }),
  )
})

test('the nearest of several is the first of the closest', () => {
  assert.deepEqual(nearest('PORTT', ['HOST', 'PORT', 'PORTS']), { name: 'PORT', distance: 1 })
})

test('what is farther than the most that is allowed is not near', () => {
  assert.equal(nearest('PATH', ['PORT', 'HOST'], 2), undefined)
  assert.deepEqual(nearest('PATH', ['PORT', 'HOST'], 3), { name: 'PORT', distance: 3 })
})
