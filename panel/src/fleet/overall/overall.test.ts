import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INITIAL_CONNECTION } from '../../connection/connection-state.ts'
import { en } from '../../i18n/en/en.ts'
import { EMPTY_WORLD, type World } from '../model.ts'
import { readEngine, readIncident, readStatus, readStream, readVpn } from '../reading/readers.ts'
import { overallState } from './overall.ts'
import { overallSentence } from './overall-words.ts'

const NOW = Date.UTC(2026, 10, 22, 12)
const before = (seconds: number) => new Date(NOW - seconds * 1000).toISOString()

const engines = (...changes: object[]): World['engines'] =>
  changes.flatMap((change, n) => {
    const engine = readEngine({
      container_id: `e${n}`,
      health_status: 'healthy',
      state: 'ready',
      max_streams: 3,
      vpn_container: 'gluetun',
      ...change,
    })
    return engine === null ? [] : [engine]
  })

const up = readVpn({ enabled: true, status: 'running', state: 'up', connected: true })
const down = readVpn({
  enabled: true,
  status: 'running',
  state: 'degraded',
  connected: false,
  since: before(40),
})
const status = (change: object = {}) => readStatus({ engines: {}, capacity: {}, ...change })

const world = (change: Partial<World>): World => ({
  ...EMPTY_WORLD,
  engines: engines({}, {}),
  streams: [],
  vpn: up,
  ...change,
})
const WORDS = { t: en, incidentOf: ({ message }: { message: string }) => message }
const sentence = (change: Partial<World>) =>
  overallSentence(overallState(world(change)), { ...INITIAL_CONNECTION, phase: 'live' }, NOW, WORDS)

test('all is well', () => {
  assert.equal(overallState(world({})).tone, 'good')
  assert.equal(sentence({}), 'All 2 engines healthy, VPN connected')
  assert.equal(sentence({ engines: engines({}), vpn: readVpn({ enabled: false }) }), 'The engine is healthy')
})

test('a lost VPN is shown with its duration and what it stops', () => {
  assert.equal(overallState(world({ vpn: down })).tone, 'bad')
  assert.equal(sentence({ vpn: down }), 'VPN disconnected for 40s: 2 engines waiting')
  assert.equal(
    sentence({ vpn: down, status: status({ provisioning: { can_provision: false } }) }),
    'VPN disconnected for 40s: 2 engines waiting, new streams are rejected',
  )
  assert.equal(sentence({ vpn: down, engines: [] }), 'VPN disconnected for 40s')
})

test('a VPN that nobody has looked at yet is not lost', () => {
  const starting = readVpn({ enabled: true, status: 'running', health: 'starting' })
  assert.equal(overallState(world({ vpn: starting })).tone, 'good')
  assert.equal(sentence({ vpn: starting }), 'All 2 engines healthy, VPN connecting')
})

test('a fleet of none is fine only while an engine can be had', () => {
  const none = overallState(world({ engines: [], status: status() }))
  assert.deepEqual([none.tone, none.issues], ['none', []])
  const blocked = status({
    provisioning: { can_provision: false, blocked_reason_details: { code: 'breaker_open' } },
  })
  assert.deepEqual(
    overallState(world({ engines: [], status: blocked })).issues.map(({ kind }) => kind),
    ['blocked', 'no_free'],
  )
})

test('unhealthy engines are counted from the first that failed', () => {
  const sick = engines(
    {},
    { health_status: 'unhealthy', health_since: before(90) },
    { state: 'failed', health_status: 'unhealthy', health_since: before(30) },
  )
  assert.equal(sentence({ engines: sick }), '2 of 3 engines unhealthy for 1m 30s')
})

test('an engine that is starting, draining or being removed is no fault', () => {
  const moving = engines(
    { state: 'starting', health_status: 'unknown' },
    { state: 'draining', health_status: 'unknown' },
    { state: 'removing', health_status: 'unhealthy' },
    {},
  )
  assert.equal(overallState(world({ engines: moving })).tone, 'good')
})

test('the worst comes first and the rest stays listed', () => {
  const all = overallState(
    world({
      vpn: down,
      engines: engines({ health_status: 'unhealthy' }),
      status: status({
        runtime: { reachable: false, since: before(5) },
        store: { ok: false },
        log: { ok: false },
      }),
    }),
  )
  assert.deepEqual(
    all.issues.map(({ kind }) => kind),
    ['runtime', 'store', 'vpn', 'unhealthy', 'log'],
  )
})

test('a block that the lost VPN explains is not shown twice, and full engines are no block', () => {
  const blocked = (code: string) =>
    status({ provisioning: { can_provision: false, blocked_reason_details: { code, message: 'm' } } })
  const kinds = (change: Partial<World>) => overallState(world(change)).issues.map(({ kind }) => kind)
  assert.deepEqual(kinds({ vpn: down, status: blocked('vpn_disconnected') }), ['vpn'])
  assert.deepEqual(kinds({ status: blocked('max_capacity') }), [])
  assert.deepEqual(kinds({ status: blocked('circuit_breaker') }), ['blocked'])
})

test('a fleet without a healthy engine has no place, unless a lost VPN says so already', () => {
  const sick = engines({ health_status: 'unhealthy' })
  const kinds = (change: Partial<World>) =>
    overallState(world({ engines: sick, status: status(), ...change })).issues.map(({ kind }) => kind)
  assert.deepEqual(kinds({}), ['unhealthy', 'no_free'])
  assert.deepEqual(kinds({ vpn: down }), ['vpn', 'unhealthy'])
})

test('a fleet with every place taken warns', () => {
  const full = engines({ streams: ['a', 'b', 'c'], stream_count: 3 })
  assert.equal(overallState(world({ engines: full, status: status() })).tone, 'warn')
})

test('stalled streams warn since the first of them', () => {
  const streams = [
    readStream({ id: 's', status: 'started', phase: 'stalled', phase_since: before(12) }),
  ].filter((one) => one !== null)
  const [issue] = overallState(world({ streams })).issues
  assert.equal(issue?.kind, 'stalled')
  assert.equal(issue?.sinceMs, NOW - 12_000)
})

test('before the first answer nothing is claimed, and without an answer that is said', () => {
  const unknown = overallState(EMPTY_WORLD)
  assert.equal(unknown.tone, 'none')
  assert.equal(overallSentence(unknown, INITIAL_CONNECTION, NOW, WORDS), en.overall.waiting)
  const offline = { ...INITIAL_CONNECTION, phase: 'offline' as const }
  assert.equal(overallSentence(unknown, offline, NOW, WORDS), 'The server is not responding')
  assert.equal(
    overallSentence(unknown, { ...offline, updatedMs: NOW - 65_000 }, NOW, WORDS),
    'No answer from the server for 1m 05s',
  )
})

const incident = (change: object) => {
  const read = readIncident({
    id: 'i-1',
    code: 'engine_unhealthy',
    severity: 'critical',
    state: 'open',
    subject: { kind: 'engine', id: 'e1', name: 'acestream-2' },
    opened_at: before(16),
    message: 'acestream-2 does not answer',
    ...change,
  })
  return read === null ? [] : [read]
}

test('where the server reports its incidents, they are what is wrong', () => {
  const silent = engines({}, { health_status: 'unhealthy' })
  assert.equal(overallState(world({ engines: silent, incidents: [] })).tone, 'good')
  const incidents = [
    ...incident({ id: 'i-2', severity: 'warning', message: 'Final on acestream-2 receives no data' }),
    ...incident({}),
    ...incident({ id: 'i-3', state: 'resolved' }),
  ]
  const overall = overallState(world({ engines: silent, incidents }))
  assert.equal(overall.tone, 'bad')
  assert.deepEqual(overall.issues, [])
  assert.deepEqual(
    overall.incidents.map(({ id }) => id),
    ['i-1', 'i-2'],
  )
  assert.equal(sentence({ engines: silent, incidents }), 'acestream-2 does not answer (16s), and 1 more')
})

test('what is only worth knowing leaves the sentence as it is', () => {
  const incidents = incident({ severity: 'info', message: 'every engine is in use' })
  assert.equal(overallState(world({ incidents })).tone, 'good')
  assert.equal(sentence({ incidents }), 'All 2 engines healthy, VPN connected')
})

test('a sentence begins with a capital, a name does not', () => {
  const incidents = incident({
    code: 'store_failing',
    subject: { kind: 'store', id: null, name: null },
    message: "the database can't be written",
  })
  assert.equal(sentence({ incidents }), "The database can't be written (16s)")
})
