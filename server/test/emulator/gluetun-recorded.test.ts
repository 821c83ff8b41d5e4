import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import {
  credentialsFor,
  type RecordedAnswer,
  type Recording,
  recordings,
} from '@acestream-orchestrator/emulator/gluetun/recorded'
import { type Routes, serve } from '@acestream-orchestrator/testing/fakes/control-server'
import { createControlClient } from '../../src/gluetun/client.ts'
import type { ControlReading, Credentials } from '../../src/vpn/ports.ts'

const never = new AbortController().signal
const KEY: Credentials = { kind: 'api_key', key: 'a-key-of-ours' }

function routesOf(rows: readonly RecordedAnswer[]): Routes {
  const usual = rows.filter(({ note, method }) => note === undefined && method === 'GET')
  return Object.fromEntries(usual.map((row) => [`GET ${row.path}`, answerOf(row)]))
}

function answerOf({ status, answer = '', headers = {} }: RecordedAnswer) {
  return (_: unknown, response: ServerResponse) => {
    response.writeHead(status, headers).end(answer)
  }
}

async function read(t: TestContext, routes: Routes, credentials: Credentials): Promise<ControlReading> {
  const server = await serve(t, routes, { code: 404 })
  return createControlClient({ readTimeoutMs: 1000 }).read(server.address, credentials, never)
}

function whoAsks({ name }: Recording): Credentials {
  if (name.endsWith('-none')) return { kind: 'none' }
  return name.endsWith('-basic') ? { kind: 'basic', user: 'user', password: 'password' } : KEY
}

const WHOLE = recordings().filter(({ rows }) => rows.length > 10)
const OPEN = WHOLE.filter(({ name }) => name !== 'master-none')

describe('what real control servers answered is read', () => {
  for (const recording of OPEN)
    test(recording.name, async (t) => {
      const reading = await read(t, routesOf(recording.rows), whoAsks(recording))
      assert.ok(reading.kind === 'ok', JSON.stringify(reading))
      assert.deepEqual(
        [reading.status, reading.publicIp, reading.country, reading.forwardedPorts, reading.unlisted],
        ['running', '203.0.113.7', 'Netherlands', [], []],
      )
      assert.deepEqual(reading.problems, { status: null, publicIp: null, ports: null })
      assert.equal(
        reading.version,
        recording.name.startsWith('master') ? 'latest' : recording.name.split('-')[0],
      )
    })

  test('master-none: nothing is open, and the reason says what to set', async (t) => {
    const recording = WHOLE.find(({ name }) => name === 'master-none') ?? assert.fail('no such recording')
    const reading = await read(t, routesOf(recording.rows), { kind: 'none' })
    assert.ok(reading.kind === 'unauthorized')
    assert.ok(reading.reason.code === 'control_unauthorized')
    assert.deepEqual([reading.reason.credentials, reading.reason.wantsBasic], ['none', false])
  })
})

const ASKED = [
  ['status', 'GET /v1/vpn/status'],
  ['publicIp', 'GET /v1/publicip/ip'],
  ['ports', 'GET /v1/portforward'],
] as const

/** Each row in the place of each route that we ask: whatever a Gluetun says, something definite comes of it. */
describe('every recorded answer gives a reading or a reason, wherever it comes', () => {
  for (const recording of WHOLE)
    test(recording.name, async (t) => {
      const server = await serve(t, {})
      const good = routesOf(OPEN.find(({ name }) => name === 'v3.41.3-key')?.rows ?? [])
      for (const row of recording.rows)
        for (const [part, route] of ASKED) {
          const older = part === 'ports' ? { 'GET /v1/openvpn/portforwarded': answerOf(row) } : {}
          server.routes = { ...good, ...older, [route]: answerOf(row) }
          const reading = await createControlClient().read(server.address, KEY, never)
          assert.ok(reading.kind === 'ok', `${route}: ${JSON.stringify(row)}`)
          const isRefused = row.status === 401
          assert.equal(reading.unlisted.includes(part), isRefused, `${route}: ${JSON.stringify(row)}`)
          if (isRefused)
            assert.match(reading.problems[part]?.code ?? '', /^(ports_route_|routes_)(unlisted|moved)$/)
          assert.doesNotMatch(JSON.stringify(reading), /control_unauthorized|a-key-of-ours/)
        }
    })

  test('a restart ends as done or as vpn_error', async (t) => {
    const server = await serve(t, {})
    const clock = { now: () => 0, elapsedMs: () => 0, sleep: async () => {} }
    const client = createControlClient({ clock, restartTimeoutMs: 1000 })
    for (const { rows } of WHOLE)
      for (const row of rows.filter(({ method }) => method === 'PUT')) {
        server.routes = { 'PUT /v1/vpn/status': answerOf(row) }
        const isOutcome = row.answer?.includes('"outcome"') === true
        const done = client.restartTunnel(server.address, KEY, never)
        if (isOutcome) await done
        else await assert.rejects(done, { code: 'vpn_error' })
      }
  })
})

test('a role that opens only the port: it is used, all lacking routes are named, the key is not blamed', async (t) => {
  const row = { body: '{"port":40000,"ports":[40000]}' }
  const reading = await read(
    t,
    { 'GET /v1/portforward': row, ...refusing('/v1/vpn/status', '/v1/publicip/ip', '/v1/version') },
    KEY,
  )
  assert.ok(reading.kind === 'ok')
  assert.deepEqual([reading.forwardedPorts, reading.unlisted], [[40_000], ['status', 'publicIp']])
  assert.deepEqual(reading.problems.status, { code: 'routes_unlisted', routes: ['status', 'publicIp'] })
  assert.doesNotMatch(JSON.stringify(reading), /control_unauthorized/)
})

test('a role that opens only the version lacks three routes', async (t) => {
  const routes = {
    'GET /v1/version': { body: '{"version":"v3.41.3"}' },
    ...refusing('/v1/vpn/status', '/v1/publicip/ip', '/v1/portforward', '/v1/openvpn/portforwarded'),
  }
  const reading = await read(t, routes, KEY)
  assert.ok(reading.kind === 'ok')
  assert.deepEqual(reading.unlisted, ['status', 'publicIp', 'ports'])
  assert.deepEqual(reading.problems.ports, {
    code: 'routes_unlisted',
    routes: ['status', 'publicIp', 'ports'],
  })
})

function refusing(...paths: readonly string[]): Routes {
  return Object.fromEntries(paths.map((path) => [`GET ${path}`, { code: 401, body: 'Unauthorized\n' }]))
}

test('the credentials of a recording are those of its role', () => {
  const [key] = recordings().filter(({ name }) => name === 'v3.41.3-key')
  assert.ok(key)
  assert.deepEqual(Object.keys(credentialsFor(key, key.rows[0] ?? assert.fail('empty'))), ['x-api-key'])
})
