import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deadExports, readSources } from './dead-exports.ts'

const USER = "import { used } from './a.ts'\nused()\n"

for (const [what, source, dead] of [
  ['a function that another file calls', 'export function used() {}', []],
  ['a function of its own file alone', 'export function lonely() {}\nlonely()', ['a.ts: lonely']],
  ['an async generator', 'export async function* lonely() {}', ['a.ts: lonely']],
  ['a constant', 'export const LONELY = 1', ['a.ts: LONELY']],
  ['a type, which goes with its function', 'export interface Lonely {}', []],
  ['a function that is not exported', 'function lonely() {}\nlonely()', []],
  ['a name inside a longer one', 'export const use = 1', ['a.ts: use']],
] as const)
  test(`${what}: ${dead.length === 0 ? 'fine' : 'dead'}`, () => {
    const sources = new Map([
      ['a.ts', source],
      ['b.ts', USER],
    ])
    assert.deepEqual(deadExports(sources), dead)
  })

test('every part of the repository is read', () => {
  const paths = [...readSources().keys()]
  for (const part of ['contract', 'server', 'proxy', 'panel', 'emulator', 'scripts', 'bench', 'test'])
    assert.ok(
      paths.some((path) => path.startsWith(`${part}/`)),
      part,
    )
  assert.ok(paths.every((path) => !path.includes('node_modules')))
})

test('no part exports what nobody uses', () => {
  assert.deepEqual(deadExports(readSources()), [])
})
