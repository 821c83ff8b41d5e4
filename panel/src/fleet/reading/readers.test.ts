import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readEngine, readEntry, readJob, readSample, readStatus, readStream, readVpn } from './readers.ts'

const OLD_ENGINE = {
  container_id: 'abc',
  container_name: 'acestream-1',
  host: '127.0.0.1',
  port: 19_000,
  labels: {},
  first_seen: '2026-11-22T10:00:00Z',
  last_seen: '2026-11-22T10:00:00Z',
  streams: ['s1', 's2'],
  health_status: 'healthy',
  last_health_check: null,
  last_stream_usage: null,
}

test('an engine of an older server is whole, and what that server does not report is unknown', () => {
  const engine = readEngine(OLD_ENGINE)
  assert.equal(engine?.state, 'listed')
  assert.equal(engine?.stream_count, 2)
  assert.equal(engine?.max_streams, null)
  assert.deepEqual(engine?.recent_checks, [])
  assert.equal(engine?.cpu_percent, null)
})

test('an engine without an id is none', () => {
  assert.equal(readEngine({ ...OLD_ENGINE, container_id: undefined }), null)
  assert.equal(readEngine('engine'), null)
})

test('a stream of an older server has a phase but no figures', () => {
  const raw = { id: 's', key: 'k', key_type: 'infohash', is_live: 1, status: 'started', started_at: 't' }
  const stream = readStream(raw)
  assert.equal(stream?.phase, 'active')
  assert.equal(stream?.figures, false)
  assert.equal(stream?.is_live, true)
  assert.equal(stream?.phase_since, 't')
  assert.equal(readStream({ ...raw, status: 'ended' })?.phase, 'ended')
  assert.equal(readStream({ ...raw, phase: 'stalled' })?.figures, true)
})

test('an older VPN answer becomes a state', () => {
  const cases: [object, string, boolean | null][] = [
    [{ enabled: false, status: 'disabled' }, 'not_configured', null],
    [{ enabled: true, status: 'running', health: 'healthy' }, 'up', true],
    [{ enabled: true, status: 'running', health: 'unhealthy' }, 'degraded', false],
    [{ enabled: true, status: 'running', health: 'starting' }, 'connecting', null],
    [{ enabled: true, status: 'exited', health: 'unknown' }, 'stopped', false],
    [{ enabled: true, status: 'not_found', health: 'unknown' }, 'not_found', false],
    [{ enabled: true, status: 'error', health: 'unknown' }, 'unreachable', false],
  ]
  for (const [raw, state, connected] of cases) {
    const vpn = readVpn(raw)
    assert.deepEqual([vpn?.state, vpn?.connected], [state, connected])
  }
})

test('what the runtime limits of an engine is read, and false from a server that does not say', () => {
  const read = (raw: object) => {
    const engine = readEngine({ container_id: 'e', ...raw })
    return [engine?.image_unclear, engine?.reduced_hardening]
  }
  assert.deepEqual(read({ image_unclear: true, reduced_hardening: true }), [true, true])
  assert.deepEqual(read({}), [false, false])
})

test('a status of another shape is no status', () => {
  assert.equal(readStatus({ status: 'ok' }), null)
  assert.equal(readStatus(null), null)
  assert.equal(readStatus({ engines: {}, capacity: { min_replicas: 2 } })?.capacity.wanted, 2)
})

test('no answer whatever breaks the reading', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const read of [readEngine, readStream, readSample, readEntry, readJob, readVpn, readStatus])
        read(value)
    }),
  )
})
