import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SettingView } from '@acestream-orchestrator/contract/settings'
import { asSentence, faultIn, isChanged, valueShown } from './check.ts'
import { en } from './words/en.ts'
import { es } from './words/es.ts'

const setting = (shape: SettingView['shape'], value = '1', saved: string | null = null) =>
  ({ shape, value, saved }) as SettingView

const WHOLE = setting({ kind: 'integer', least: 0, most: 1000 })
const SECONDS = setting({ kind: 'seconds', least: 0.1, most: 60 })

test('a text is held against what the server says may be written', () => {
  for (const good of ['0', '1000', ' 7 ']) assert.equal(faultIn(good, WHOLE, en), null, good)
  for (const bad of ['', '-1', '1001', '1.5', 'x'])
    assert.equal(faultIn(bad, WHOLE, en), 'A whole number from 0 to 1000.', bad)
  assert.equal(faultIn('0.5', SECONDS, en), null)
  assert.equal(faultIn('61', SECONDS, es), 'Un número de 0.1 a 60.')
  const memory = setting({ kind: 'memory' })
  assert.equal(faultIn('512m', memory, en), null)
  assert.equal(faultIn('much', memory, en), en.size)
})

test('a change is what differs from what holds, or takes a saved value away', () => {
  assert.equal(isChanged('1', WHOLE), false)
  assert.equal(isChanged('2', WHOLE), true)
  assert.equal(isChanged(null, WHOLE), false)
  assert.equal(isChanged(null, setting(null, '2', '2')), true)
})

test('what unset means is not shown in another language, and what it comes to is', () => {
  assert.equal(
    valueShown({ value: 'pretty on a terminal', unset: '`pretty` on a terminal' }, es),
    'Predeterminado',
  )
  assert.equal(valueShown({ value: 'a/b:1', unset: '`a/b:1`, on arm `c`' }, es), 'a/b:1')
  assert.equal(valueShown({ value: '6', unset: null }, en), '6')
})

test('both languages name the same settings', () => {
  assert.deepEqual(Object.keys(es.labels), Object.keys(en.labels))
  assert.deepEqual(Object.keys(es.docs), Object.keys(es.labels))
})

test('a reason begins as a sentence does, but for a name', () => {
  assert.equal(asSentence('set by the variable X'), 'Set by the variable X')
  assert.equal(asSentence('última palabra'), 'Última palabra')
  for (const same of ['a/b:1 is not listed', 'acestream-1: failed', 'MIN_REPLICAS must not', ''])
    assert.equal(asSentence(same), same)
})
