import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEngine } from '../../../fleet/reading/readers.ts'
import { listEngines, readFilter } from './engine-list.ts'

const engines = [
  { container_name: 'acestream-10', health_status: 'healthy', port: 19_010, stream_count: 2, speed_down: 5 },
  { container_name: 'acestream-9', health_status: 'unhealthy', port: 19_009, stream_count: 0 },
  { container_name: 'acestream-1', health_status: 'unknown', port: 19_001, stream_count: 1, speed_down: 9 },
].flatMap((raw, n) => readEngine({ container_id: `id${n}`, host: '127.0.0.1', ...raw }) ?? [])

const names = (params: Record<string, string>) =>
  listEngines(engines, readFilter(params)).map(({ container_name }) => container_name)

test('names are ordered as people count', () => {
  assert.deepEqual(names({}), ['acestream-1', 'acestream-9', 'acestream-10'])
})

test('each order puts first what one looks for', () => {
  assert.equal(names({ sort: 'health' })[0], 'acestream-9')
  assert.equal(names({ sort: 'streams' })[0], 'acestream-10')
  assert.equal(names({ sort: 'speed' })[0], 'acestream-1')
})

test('filters by name, port, health and use work together', () => {
  assert.deepEqual(names({ q: '19009' }), ['acestream-9'])
  assert.deepEqual(names({ q: 'ACESTREAM-1' }), ['acestream-1', 'acestream-10'])
  assert.deepEqual(names({ health: 'unhealthy' }), ['acestream-9'])
  assert.deepEqual(names({ use: 'busy', health: 'healthy' }), ['acestream-10'])
  assert.deepEqual(names({ use: 'idle', health: 'healthy' }), [])
})

test('an address that holds nonsense filters nothing', () => {
  assert.equal(names({ health: 'purple', use: 'x', sort: 'y' }).length, 3)
})
