import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interfacesIn, membersOf } from './interfaces.ts'

test('interfaces are read with what they extend, their members and comments', () => {
  const source = `
import type { A } from './a.ts'

interface Named extends A, B {
  /** The engine's
   * name. */
  engine: string
}

/** Not of a member. */
export interface Events {
  'engine.created': Named & { image: string | null; at: readonly { x: number }[] }
  'engine.ready':
    | Named
    | null
  plain: NoParams
}
`
  assert.deepEqual(interfacesIn(source), [
    {
      name: 'Named',
      extended: ['A', 'B'],
      members: [{ name: 'engine', type: 'string', doc: "The engine's name." }],
    },
    {
      name: 'Events',
      extended: [],
      members: [
        {
          name: 'engine.created',
          type: 'Named & { image: string | null; at: readonly { x: number }[] }',
          doc: '',
        },
        { name: 'engine.ready', type: '| Named | null', doc: '' },
        { name: 'plain', type: 'NoParams', doc: '' },
      ],
    },
  ])
})

test('members of an object type are separated by semicolons or lines', () => {
  const names = (body: string) => membersOf(body).map(({ name }) => name)
  assert.deepEqual(names(' a: string; b: number | null '), ['a', 'b'])
  assert.deepEqual(names('\n  a: string\n  b: { c: 1 }\n'), ['a', 'b'])
  assert.deepEqual(names(''), [])
})
