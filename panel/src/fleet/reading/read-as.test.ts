import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineHealthHistory, RecentCheck } from '@acestream-orchestrator/contract/engine'
import { LiveSnapshot } from '@acestream-orchestrator/contract/live'
import { HistorySeries } from '@acestream-orchestrator/contract/status'
import { VpnNodeStatus } from '@acestream-orchestrator/contract/vpn'
import fc from 'fast-check'
import { readAs } from './read-as.ts'
import { keyed, type ObjectShape, objectShape, type Shape, withFields } from './shape-of.ts'

test('a schema of the contract becomes a table of plain data', () => {
  const shape = objectShape<VpnNodeStatus>(VpnNodeStatus)
  assert.deepEqual(JSON.parse(JSON.stringify(shape)), shape)
  assert.equal(shape.fields['enabled'], 'flag')
  assert.equal(shape.fields['container_name'], 'text?')
  assert.equal(shape.fields['forwarded_port'], 'number?')
  assert.deepEqual(shape.fields['port_forwarding'], ['on', 'off', 'pending', 'unknown'])
  assert.deepEqual(shape.fields['engines'], { list: 'text' })
  const leak = shape.fields['leak'] as ObjectShape
  assert.equal(leak.nullable, true)
  assert.equal(leak.fields['reason'], 'text?')
})

test('every schema that is read has a shape for each of its fields', () => {
  const isWords = (shape: Shape): shape is readonly string[] => Array.isArray(shape)
  const vague = (shape: Shape, path: string): string[] => {
    if (shape === 'any') return [path]
    if (typeof shape === 'string' || isWords(shape)) return []
    if ('list' in shape) return vague(shape.list, path)
    if ('map' in shape) return vague(shape.map, path)
    return Object.entries(shape.fields).flatMap(([name, field]) => vague(field, `${path}.${name}`))
  }
  // What these two hold goes by their codes.
  assert.deepEqual(vague(objectShape(LiveSnapshot), ''), ['.journal.details', '.incidents.params'])
})

const READS: readonly [value: unknown, as: Shape, fallback: unknown, gives: unknown][] = [
  ['a', 'text', undefined, 'a'],
  [7, 'text', undefined, '7'],
  [null, 'text', 'b', 'b'],
  ['', 'text?', undefined, null],
  [null, 'text?', 'b', 'b'],
  ['7', 'number', undefined, 7],
  ['many', 'number', 3, 3],
  [Number.NaN, 'number?', undefined, null],
  [1, 'flag', undefined, true],
  ['yes', 'flag', true, true],
  [1, 'flag?', undefined, null],
  [{ code: 'a', afterMs: 3 }, 'data?', undefined, { code: 'a', afterMs: 3 }],
  ['a', 'data?', undefined, null],
  ['on', ['on', 'off'], undefined, 'on'],
  ['loud', ['on', 'off'], undefined, 'on'],
  ['loud', ['on', 'unknown'], undefined, 'unknown'],
  ['loud', ['on', 'off'], 'off', 'off'],
  [['a', '', null, 'b'], { list: 'text' }, undefined, ['a', 'b']],
  [[1, null, 'x'], { list: 'number?' }, undefined, [1, null, null]],
  ['none', { list: 'text' }, undefined, []],
  [{ a: 1, b: null }, { map: 'text' }, undefined, { a: '1', b: '' }],
  [null, { fields: { a: 'text' } }, { a: 'b' }, { a: 'b' }],
  [null, { fields: { a: 'text' }, nullable: true }, undefined, null],
]

test('each kind of field is read, or stands on its fallback', () => {
  for (const [value, as, fallback, gives] of READS) {
    const shape: ObjectShape<{ field: unknown }> = { fields: { field: as } }
    const read = readAs(shape, { field: value }, { field: fallback })
    assert.deepEqual(read, { field: gives }, `${JSON.stringify(value)} as ${JSON.stringify(as)}`)
  }
})

test('an object whose fields the schema leaves open is taken as it is', () => {
  const open = { type: 'object', properties: { code: { type: 'string' } }, additionalProperties: true }
  const data = { type: 'object', patternProperties: { '^.*$': {} } }
  const nullable = (schema: object) => ({ anyOf: [schema, { type: 'null' }] })
  const shape = objectShape({ properties: { open, none: nullable(open), params: nullable(data), data } })
  assert.deepEqual(shape.fields, { open: 'data?', none: 'data?', params: 'data?', data: { map: 'any' } })
})

test('an answer without the key holds no such thing, and lists leave it out', () => {
  const shape = keyed<RecentCheck>(RecentCheck, 'ts')
  assert.equal(readAs(shape, { ms: 3 }), null)
  assert.equal(readAs(shape, { ts: '' }), null)
  const list: ObjectShape<{ items: unknown[] }> = { fields: { items: { list: shape } } }
  assert.deepEqual(readAs(list, { items: [{ ms: 3 }, { ts: 't' }] }), {
    items: [{ ts: 't', ms: null, reason: null, reason_data: null }],
  })
})

test('a gap in a series keeps its place', () => {
  const history = readAs(objectShape<HistorySeries>(HistorySeries), {
    ts: ['a', 'b', 'c'],
    series: { all: [1, null, 3] },
  })
  assert.deepEqual(history?.series, { all: [1, null, 3] })
})

test('fields beside the contract’s take their place in the table', () => {
  const shape = withFields<{ ms: string }>(keyed<RecentCheck>(RecentCheck, 'ts'), { ms: 'text' })
  assert.equal(readAs(shape, { ts: 't', ms: 5 })?.ms, '5')
  assert.equal(readAs(shape, { ms: 5 }), null)
})

test('whatever comes, what is read has every field', () => {
  const shape = objectShape<EngineHealthHistory>(EngineHealthHistory)
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const read = readAs(shape, value)
      assert.ok(Array.isArray(read?.checks))
      assert.deepEqual(Object.keys(read.uptime), ['24h', '7d'])
    }),
  )
})
