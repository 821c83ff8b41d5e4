import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { type Routes, serve } from '@acestream-orchestrator/testing/fakes/control-server'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { ControlReading, Credentials } from '../vpn/ports.ts'
import { createControlClient } from './client.ts'

const KEY: Credentials = { kind: 'api_key', key: 'sUperSecretKey42' }
const BASIC: Credentials = { kind: 'basic', user: 'orchestrator', password: 'pässword-4711' }
const NONE: Credentials = { kind: 'none' }
const signal = new AbortController().signal

const IP = JSON.stringify({
  public_ip: '58.98.64.104',
  region: 'Tokyo',
  country: 'Japan',
  city: 'Shinjuku',
  hostname: 'a.example',
  location: '35,139',
  organization: 'AS1 Example',
})
const COMMON: Routes = {
  'GET /v1/vpn/status': { body: '{"status":"running"}\n' },
  'GET /v1/publicip/ip': { body: IP },
  'GET /v1/version': { body: '{"version":"v3.40.0","commit":"e890c50"}' },
}
const unauthorized = { code: 401, body: 'Unauthorized\n' }

/** A busy machine may need seconds; those who wait for a timeout ask for a short one. */
async function read(
  t: TestContext,
  routes: Routes,
  credentials = NONE,
  otherwise?: { code: number },
  readTimeoutMs = 10_000,
) {
  const server = await serve(t, routes, otherwise)
  const reading = await createControlClient({ readTimeoutMs }).read(server.address, credentials, signal)
  return { reading, server }
}

function okOf(reading: ControlReading): Extract<ControlReading, { kind: 'ok' }> {
  assert.equal(reading.kind, 'ok', JSON.stringify(reading))
  return reading as Extract<ControlReading, { kind: 'ok' }>
}

function reasonOf(reading: ControlReading, kind: ControlReading['kind']): Reason {
  assert.equal(reading.kind, kind, JSON.stringify(reading))
  return 'reason' in reading ? reading.reason : assert.fail('no reason')
}

const VERSIONS: readonly {
  readonly version: string
  readonly path: string
  readonly older?: Routes
  /** What an unknown route gets in that version. */
  readonly unknown: number
  readonly shapes: readonly (readonly [body: string, ports: readonly number[]])[]
}[] = [
  {
    version: 'v3.38.0',
    path: 'GET /v1/openvpn/portforwarded',
    unknown: 400,
    shapes: [
      ['{"port":0}', []],
      ['{"port":5914}', [5914]],
    ],
  },
  {
    version: 'v3.40.0',
    path: 'GET /v1/openvpn/portforwarded',
    unknown: 401,
    shapes: [
      ['{"port":0}', []],
      ['{"port":5914}', [5914]],
      ['{"ports":[5914,6001]}', [5914, 6001]],
    ],
  },
  {
    version: 'v3.41.1',
    path: 'GET /v1/portforward',
    unknown: 401,
    shapes: [
      ['{"port":0}', []],
      ['{"ports":[5914,6001]}', [5914, 6001]],
    ],
  },
  {
    version: 'latest',
    path: 'GET /v1/portforward',
    unknown: 404,
    shapes: [
      ['{"port":0,"ports":[]}', []],
      ['{"port":0,"ports":null}', []],
      ['{"port":5914,"ports":[5914]}', [5914]],
      ['{"port":1024,"ports":[1024,1025]}', [1024, 1025]],
    ],
  },
]

for (const { version, path, unknown, shapes } of VERSIONS)
  for (const [body, ports] of shapes)
    test(`a ${version} that answers ${body} forwards [${ports}]`, async (t) => {
      const routes = { ...COMMON, [path]: { body }, 'GET /v1/version': { body: `{"version":"${version}"}` } }
      const { reading } = await read(t, routes, NONE, { code: unknown })
      assert.deepEqual(okOf(reading), {
        kind: 'ok',
        status: 'running',
        publicIp: '58.98.64.104',
        country: 'Japan',
        region: 'Tokyo',
        city: 'Shinjuku',
        forwardedPorts: ports,
        version,
        problems: { status: null, publicIp: null, ports: null },
        unlisted: [],
      })
    })

for (const status of ['starting', 'running', 'stopping', 'stopped', 'crashed', 'completed'])
  test(`the status ${status} is read as it is, an empty public IP as none`, async (t) => {
    const { reading } = await read(t, {
      ...COMMON,
      'GET /v1/vpn/status': { body: `{"status":"${status}"}` },
      'GET /v1/publicip/ip': { body: '{"public_ip":""}' },
    })
    assert.equal(okOf(reading).status, status)
    assert.equal(okOf(reading).publicIp, null)
  })

test('a status word of a later version is unknown, not an error', async (t) => {
  const { reading } = await read(t, { ...COMMON, 'GET /v1/vpn/status': { body: '{"status":"dozing"}' } })
  assert.equal(okOf(reading).status, 'unknown')
})

test('credentials go as headers, never in the address, and the settings route is never asked', async (t) => {
  const seen: (string | undefined)[] = []
  const routes: Routes = {
    ...COMMON,
    'GET /v1/vpn/status': (request, response) => {
      seen.push(String(request.headers['x-api-key']), request.headers.authorization)
      response.end('{"status":"running"}')
    },
  }
  const { server } = await read(t, routes, KEY)
  await createControlClient().read(server.address, BASIC, signal)
  assert.deepEqual(seen, [
    'sUperSecretKey42',
    undefined,
    'undefined',
    `Basic ${Buffer.from('orchestrator:pässword-4711').toString('base64')}`,
  ])
  for (const asked of server.asked) assert.match(asked, /^GET \/v1\/[a-z/]+[a-z]$/)
  assert.ok(!server.asked.some((asked) => asked.includes('settings')))
})

test('the route that worked and the version are remembered for a minute, then found again', async (t) => {
  const clock = manualClock()
  const older = { ...COMMON, 'GET /v1/openvpn/portforwarded': { body: '{"port":5914}' } }
  const server = await serve(t, older)
  const client = createControlClient({ clock })
  await client.read(server.address, NONE, signal)
  assert.equal(server.asked.length, 5)
  await client.read(server.address, NONE, signal)
  assert.deepEqual(server.asked.slice(5).sort(), [
    'GET /v1/openvpn/portforwarded',
    'GET /v1/publicip/ip',
    'GET /v1/vpn/status',
  ])
  server.routes = {
    ...COMMON,
    'GET /v1/version': { body: '{"version":"v3.41.3"}' },
    'GET /v1/portforward': { body: '{"port":6001,"ports":[6001]}' },
    'GET /v1/openvpn/portforwarded': { code: 301, headers: { location: '/v1/portforward' } },
  }
  const upgraded = okOf(await client.read(server.address, NONE, signal))
  assert.deepEqual(upgraded.forwardedPorts, [6001])
  assert.equal(upgraded.version, 'v3.40.0')
  await clock.advance(60_000)
  assert.equal(okOf(await client.read(server.address, NONE, signal)).version, 'v3.41.3')
})

test('a role that lists only the old port route has to list the new one, the redirect is not followed', async (t) => {
  const { reading, server } = await read(
    t,
    { ...COMMON, 'GET /v1/openvpn/portforwarded': { code: 301, headers: { location: '/v1/portforward' } } },
    KEY,
    { code: 401 },
  )
  const { forwardedPorts, problems, status } = okOf(reading)
  assert.equal(status, 'running')
  assert.equal(forwardedPorts, null)
  assert.deepEqual(problems.ports, { code: 'ports_route_moved' })
  assert.equal(server.asked.filter((asked) => asked === 'GET /v1/portforward').length, 1)
})

test('a role that lists no port route says which line is missing', async (t) => {
  const { reading } = await read(t, COMMON, KEY, { code: 401 })
  assert.deepEqual(okOf(reading).problems.ports, { code: 'ports_route_unlisted' })
})

test('one readable route is enough; one reason names all lines that lack', async (t) => {
  const onlyIp = { 'GET /v1/publicip/ip': { body: IP } }
  const { reading } = await read(t, onlyIp, KEY, { code: 401 })
  const { status, publicIp, problems } = okOf(reading)
  assert.deepEqual([status, publicIp], ['unknown', '58.98.64.104'])
  assert.deepEqual(problems.status, { code: 'routes_unlisted', routes: ['status', 'ports'] })
  assert.deepEqual(problems.ports, problems.status)
  const { reading: other } = await read(t, { 'GET /v1/vpn/status': { body: '{"status":"running"}' } }, KEY, {
    code: 401,
  })
  assert.deepEqual(okOf(other).problems.publicIp, { code: 'routes_unlisted', routes: ['publicIp', 'ports'] })
})

test('401 says what to set, by what was sent and what was asked for', async (t) => {
  const basic = { code: 401, headers: { 'www-authenticate': 'Basic realm="restricted"' } }
  const cases: readonly (readonly [Credentials, typeof unauthorized | typeof basic])[] = [
    [NONE, unauthorized],
    [NONE, basic],
    [KEY, unauthorized],
    [KEY, basic],
    [BASIC, basic],
  ]
  for (const [credentials, answer] of cases) {
    const { reading, server } = await read(t, { 'GET /v1/vpn/status': answer }, credentials, { code: 401 })
    assert.deepEqual(reasonOf(reading, 'unauthorized'), {
      code: 'control_unauthorized',
      where: `127.0.0.1:${server.address.port}`,
      credentials: credentials.kind,
      wantsBasic: answer === basic,
    })
  }
})

test('a refused connection says where, and what may listen elsewhere', async (t) => {
  const { server } = await read(t, {})
  const closed = createServer()
  await new Promise<void>((done) => closed.listen(0, '127.0.0.1', done))
  const port = (closed.address() as { port: number }).port
  await new Promise((done) => closed.close(done))
  const reading = await createControlClient().read({ ...server.address, port }, NONE, signal)
  assert.deepEqual(reasonOf(reading, 'unreachable'), { code: 'control_refused', where: `127.0.0.1:${port}` })
})

test('a name that does not resolve says how to come near', async () => {
  const reading = await createControlClient().read({ host: 'gluetun.invalid', port: 8000 }, NONE, signal)
  assert.deepEqual(reasonOf(reading, 'unreachable'), {
    code: 'control_unresolved',
    where: 'gluetun.invalid:8000',
  })
})

test('a hanging server is given up after the timeout, and so is one that drips its answer', async (t) => {
  const drip: Routes = {
    'GET /v1/vpn/status': (_, response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    },
    'GET /v1/publicip/ip': () => {},
  }
  const startedAt = performance.now()
  const { reading, server } = await read(t, drip, NONE, undefined, 300)
  assert.deepEqual(reasonOf(reading, 'unreachable'), {
    code: 'control_timeout',
    where: `127.0.0.1:${server.address.port}`,
    timeoutMs: 300,
  })
  assert.ok(performance.now() - startedAt < 1500)
})

test('a hanging port route costs the port, not the status', async (t) => {
  const hanging = { ...COMMON, 'GET /v1/portforward': () => {} }
  const { reading } = await read(t, hanging, NONE, undefined, 1000)
  assert.equal(okOf(reading).status, 'running')
  assert.deepEqual(okOf(reading).problems.ports, {
    code: 'forwarded_port_unreadable',
    reason: { code: 'no_answer', failure: 'timeout' },
  })
})

const FOREIGN: readonly (readonly [string, Routes, Reason])[] = [
  ['HTML', { 'GET /v1/vpn/status': { body: '<!doctype html><h1>Hi</h1>' } }, { code: 'answer_is_html' }],
  ['other JSON', { 'GET /v1/vpn/status': { body: '["running"]' } }, { code: 'answer_is_other' }],
  ['cut JSON', { 'GET /v1/vpn/status': { body: '{"status":"run' } }, { code: 'answer_is_other' }],
  ['404', {}, { code: 'answer_status', status: 404 }],
  [
    'a redirect',
    { 'GET /v1/vpn/status': { code: 302, headers: { location: '/login' } } },
    { code: 'answer_redirects', status: 302 },
  ],
  [
    'a flood',
    { 'GET /v1/vpn/status': { body: 'x'.repeat(100_000) } },
    { code: 'no_answer', failure: 'too_long' },
  ],
]
for (const [name, routes, expected] of FOREIGN)
  test(`a server that answers ${name} is not Gluetun, and the reason says what to check`, async (t) => {
    const { reading, server } = await read(t, routes)
    assert.deepEqual(reasonOf(reading, 'not_gluetun'), {
      code: 'not_gluetun',
      where: `127.0.0.1:${server.address.port}`,
      reason: expected,
    })
  })

test('a port that speaks another protocol is not Gluetun', async (t) => {
  const ssh = createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.6\r\n'))
  await new Promise<void>((done) => ssh.listen(0, '127.0.0.1', done))
  t.after(() => ssh.close())
  const address = { host: '127.0.0.1', port: (ssh.address() as { port: number }).port }
  const reading = await createControlClient().read(address, NONE, signal)
  assert.deepEqual(reasonOf(reading, 'not_gluetun'), {
    code: 'not_gluetun',
    where: `127.0.0.1:${address.port}`,
    reason: { code: 'no_answer', failure: 'not_http' },
  })
})

test('a key that no header can carry is named as the fault', async (t) => {
  const { reading } = await read(t, COMMON, { kind: 'api_key', key: 'caf\u20ac' })
  assert.equal(reasonOf(reading, 'unreachable').code, 'control_unsendable')
})

test('a 5xx is a server in trouble, not a foreign one', async (t) => {
  const { reading, server } = await read(t, { 'GET /v1/vpn/status': { code: 500, body: 'boom' } })
  assert.deepEqual(reasonOf(reading, 'unreachable'), {
    code: 'control_server_error',
    where: `127.0.0.1:${server.address.port}`,
    status: 500,
  })
})

test('an abort rejects with its reason', async (t) => {
  const server = await serve(t, { 'GET /v1/vpn/status': () => {} })
  const caller = new AbortController()
  const reading = createControlClient().read(server.address, NONE, caller.signal)
  setTimeout(() => caller.abort(new Error('leaving')), 30)
  await assert.rejects(reading, /leaving/)
})

test('a server that echoes our credentials everywhere puts them into no reading and no error', async (t) => {
  for (const credentials of [KEY, BASIC]) {
    const secrets: readonly string[] =
      credentials === KEY
        ? ['sUperSecretKey42']
        : ['pässword-4711', Buffer.from('orchestrator:pässword-4711').toString('base64')]
    for (const secret of secrets)
      for (const code of [200, 302, 400, 401, 404, 500]) {
        const echo = {
          code,
          body: JSON.stringify({
            status: secret,
            public_ip: '1.2.3.4',
            city: secret,
            country: `${'x'.repeat(95)}${secret}`,
            version: `v ${secret}`,
            outcome: secret,
            port: secret,
          }),
          headers: { location: `/${encodeURIComponent(secret)}` },
        }
        const words = { code: 400, body: `${'word '.repeat(18)}${secret} ${secret}` }
        const { reading, server } = await read(
          t,
          {
            'PUT /v1/vpn/status': words,
            'GET /v1/vpn/status': echo,
            'GET /v1/publicip/ip': echo,
            'GET /v1/version': echo,
            'GET /v1/portforward': echo,
          },
          credentials,
        )
        const error = await createControlClient()
          .restartTunnel(server.address, credentials, signal)
          .then(() => 'restarted', String)
        const said = JSON.stringify(reading) + error
        for (let length = 6; length <= secret.length; length++)
          assert.ok(!said.includes(secret.slice(0, length)), `${said} says ${secret.slice(0, length)}`)
      }
  }
})
