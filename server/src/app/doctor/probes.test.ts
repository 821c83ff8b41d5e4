/** Each fault on purpose, as far as no right of root is needed: see test/docker/doctor.test.ts for the others. */
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { DoctorFinding } from '@acestream-orchestrator/contract/doctor'
import { serve } from '@acestream-orchestrator/testing/fakes/control-server'
import { type Answers, json, refuse } from '@acestream-orchestrator/testing/fakes/docker'
import { claimPorts } from '@acestream-orchestrator/testing/machine/port-block'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { freePort } from '@acestream-orchestrator/testing/orchestrator/process'
import { loadConfig } from '../../config/load.ts'
import { systemClock } from '../../lib/clock.ts'
import { fixed } from '../../lib/live.ts'
import { silentLogger } from '../../lib/log.ts'
import { openEdges } from '../edges.ts'
import { createAppDoctor } from './app-doctor.ts'

const VERSION = json({ Version: '29.1.0', ApiVersion: '1.52', MinAPIVersion: '1.44' })
const OTHER_MACHINE = process.arch === 'x64' ? 'aarch64' : 'x86_64'

const docker = (answers: Answers = {}): Answers => ({
  'GET /version': VERSION,
  'GET /containers/json': json([]),
  'GET /events': json({}),
  'GET /info': (answer) =>
    json({ Architecture: 'x86_64', MemTotal: 8e9, SystemTime: new Date().toISOString() })(answer),
  'GET /images/e/ngine/json': json({ Id: 'sha256:1', Architecture: 'amd64' }),
  ...answers,
})

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  atEnd(t, () => {
    server.close()
    server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

/** Docker's API with these answers, and 404 to all else. */
async function dockerHost(t: TestContext, answers: Answers): Promise<string> {
  const server = createServer((request, answer) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://docker')
    const say = answers[`${request.method} ${pathname.replace(/^\/v[\d.]+/, '')}`] ?? refuse(404)
    say(answer, searchParams)
  })
  return `tcp://127.0.0.1:${await listening(t, server)}`
}

async function findings(
  t: TestContext,
  env: Readonly<Record<string, string>>,
): Promise<readonly DoctorFinding[]> {
  const { config } = loadConfig({
    DATA_DIR: temporaryFolder(t),
    TARGET_IMAGE: 'e/ngine',
    ENGINE_PUBLISH_IP: '127.0.0.1',
    PORT: String(await freePort()),
    ...env,
  })
  const edges = await openEdges(config, systemClock, silentLogger)
  const examine = createAppDoctor(
    { config: fixed(config), edges, clock: systemClock, isServer: false },
    '1.2.3',
  )
  const report = await examine()
  await edges.close()
  return report.findings
}

const of = (all: readonly DoctorFinding[], check: string) =>
  all.filter((each) => each.check === check).map(({ verdict, code }) => `${verdict} ${code}`)

test('all is well on a machine that is', async (t) => {
  const all = await findings(t, { DOCKER_HOST: await dockerHost(t, docker()) })
  for (const check of ['docker', 'docker_access', 'image', 'page_size', 'clock'])
    assert.match(String(of(all, check)), /^ok \w+$/, check)
  assert.deepEqual(
    all.filter(({ verdict }) => verdict === 'error'),
    [],
  )
})

test('there is no Docker', async (t) => {
  const all = await findings(t, { DOCKER_HOST: 'unix:///nowhere/docker.sock' })
  const [found] = all
  assert.equal(found?.code, 'docker_unusable')
  assert.match(found.message, /there is no Docker socket at \/nowhere\/docker\.sock/)
  assert.equal(found.command, 'sudo systemctl enable --now docker')
  assert.deepEqual([of(all, 'docker_access'), of(all, 'image')], [[], []])
  assert.ok(all.some(({ check }) => check === 'disk'))
})

test('a name and a password in DOCKER_HOST are not in the report', async (t) => {
  const all = await findings(t, { DOCKER_HOST: 'http://anna:sofa-password@127.0.0.1:1' })
  assert.match(all[0]?.message ?? '', /http:\/\/\*\*\*@127\.0\.0\.1:1 refuses connections/)
  assert.doesNotMatch(JSON.stringify(all), /sofa-password/)
})

test('Docker is too old', async (t) => {
  const old = json({ Version: '19.03.15', ApiVersion: '1.40', MinAPIVersion: '1.12' })
  const [found] = await findings(t, { DOCKER_HOST: await dockerHost(t, { 'GET /version': old }) })
  assert.equal(found?.code, 'docker_unusable')
  assert.match(found.message, /Docker 19\.03\.15 can't be used: it speaks API 1\.40/)
  assert.match(found.command ?? '', /--only-upgrade/)
})

test('a socket proxy forbids what we need', async (t) => {
  const name = '/containers/no-container-of-this-name-acestream-orchestrator-doctor'
  const all = await findings(t, {
    DOCKER_HOST: await dockerHost(
      t,
      docker({
        [`DELETE ${name}`]: refuse(403, 'Forbidden'),
        [`POST ${name}/stop`]: refuse(403, 'Forbidden'),
        'GET /info': refuse(403, 'Forbidden'),
      }),
    ),
  })
  const found = all.find(({ check }) => check === 'docker_access')
  assert.equal(found?.message, 'the socket proxy forbids POST /containers/{id}/stop, DELETE /containers/{id}')
  assert.equal(found.command, 'environment:\n  POST: 1\n  ALLOW_STOP: 1\n  CONTAINERS: 1')
})

test('the image is for another processor', async (t) => {
  const info = json({ Architecture: OTHER_MACHINE })
  const architecture = OTHER_MACHINE === 'aarch64' ? 'amd64' : 'arm64'
  const image = json({ Id: 'sha256:1', Architecture: architecture })
  const all = await findings(t, {
    DOCKER_HOST: await dockerHost(t, docker({ 'GET /info': info, 'GET /images/e/ngine/json': image })),
  })
  const found = all.find(({ check }) => check === 'image')
  assert.match(found?.code ?? '', /^image_(emulated|not_runnable)$/)
  assert.match(found?.command ?? '', /^TARGET_IMAGE=/)
})

test('ports of the range are held by other programs', async (t) => {
  const port = await listening(t, createServer())
  const all = await findings(t, {
    DOCKER_HOST: await dockerHost(t, docker()),
    PORT_RANGE_HOST: `${port}-${port}`,
    ACE_HTTPS_RANGE: '22000-22999',
    MIN_REPLICAS: '1',
    MAX_REPLICAS: '1',
  })
  const found = all.find(({ check }) => check === 'ports')
  assert.deepEqual([found?.code, found?.params['taken']], ['ports_exhausted', [port]])
  assert.match(found?.command ?? '', /^sudo ss -ltnp/)
})

test('a port that a container publishes on the machine of a Docker elsewhere is taken', async (t) => {
  const { first, release } = await claimPorts()
  t.after(release)
  const published = json([{ Id: 'a', Ports: [{ PublicPort: first, Type: 'tcp' }, { PrivatePort: 53 }] }])
  const all = await findings(t, {
    DOCKER_HOST: await dockerHost(t, docker({ 'GET /containers/json': published })),
    PORT_RANGE_HOST: `${first}-${first + 9}`,
  })
  const found = all.find(({ check }) => check === 'ports')
  assert.deepEqual([found?.code, found?.params['taken']], ['ports_partly_taken', [first]])
})

test('PORT is held by another program, but not by an orchestrator', async (t) => {
  const DOCKER_HOST = await dockerHost(t, docker())
  const other = await listening(
    t,
    createServer((_, answer) => answer.end('hello')),
  )
  const found = (await findings(t, { DOCKER_HOST, PORT: String(other) })).find(
    ({ code }) => code === 'own_port_taken',
  )
  assert.equal(found?.command, `sudo ss -ltnp 'sport = :${other}'`)
  const ours = await listening(
    t,
    createServer((_, answer) => answer.end('{"status":"ok"}')),
  )
  const all = await findings(t, { DOCKER_HOST, PORT: String(ours) })
  assert.equal(
    all.find(({ code }) => code === 'own_port_taken'),
    undefined,
  )
})

/** Gluetun's container on the machine's network, so that its control server is where the fake listens. */
const gluetun = (port: number, status = 'running') =>
  json({
    Id: 'f'.repeat(64),
    Name: '/gluetun',
    State: { Status: status, Running: status === 'running', StartedAt: new Date().toISOString() },
    Config: { Image: 'qmcgaw/gluetun', Env: [`HTTP_CONTROL_SERVER_ADDRESS=:${port}`] },
    HostConfig: { NetworkMode: 'bridge', PortBindings: {} },
    NetworkSettings: {
      Networks: { bridge: { NetworkID: 'n1', IPAddress: '127.0.0.1' } },
      Ports: { [`${port}/tcp`]: [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
    },
  })

async function withGluetun(
  t: TestContext,
  status: number,
  key: string | undefined,
): Promise<readonly DoctorFinding[]> {
  const control = await serve(
    t,
    {
      'GET /v1/vpn/status': { body: '{"status":"running"}' },
      'GET /v1/portforward': { body: '{"port":0}' },
      'GET /v1/publicip/ip': { code: status, body: status === 200 ? '{"public_ip":"1.2.3.4"}' : '' },
    },
    { code: key === undefined ? 401 : 404 },
  )
  if (key === undefined) control.routes = {}
  return findings(t, {
    DOCKER_HOST: await dockerHost(
      t,
      docker({ 'GET /containers/gluetun/json': gluetun(control.address.port) }),
    ),
    GLUETUN_CONTAINER_NAME: 'gluetun',
    ...(key === undefined ? {} : { GLUETUN_API_KEY: key }),
  })
}

test('the role of our key in Gluetun lacks a route', async (t) => {
  const all = await withGluetun(t, 401, 'a-secret-of-sixteen')
  const [control, ports] = all.filter(({ check }) => check === 'vpn')
  assert.deepEqual([control?.code, control?.params['routes']], ['vpn_routes_lacking', ['publicIp']])
  assert.match(control?.command ?? '', /"PUT \/v1\/vpn\/status"/)
  assert.equal(ports?.code, 'vpn_ports_unpublished')
  assert.equal(ports?.command, "ports:\n  - '127.0.0.1:19000-19005:19000-19005'")
  assert.doesNotMatch(JSON.stringify(all), /a-secret-of-sixteen/)
})

test('Gluetun wants a key and we have none', async (t) => {
  const [control] = (await withGluetun(t, 200, undefined)).filter(({ check }) => check === 'vpn')
  assert.equal(control?.code, 'vpn_control_unusable')
  assert.match(control.message, /set GLUETUN_API_KEY/)
  assert.match(control.command ?? '', /^\[\[roles\]\]/)
})

test('Gluetun is not there', async (t) => {
  const all = await findings(t, {
    DOCKER_HOST: await dockerHost(t, docker()),
    GLUETUN_CONTAINER_NAME: 'gluetun',
  })
  assert.deepEqual(of(all, 'vpn'), ['error vpn_container_missing'])
  assert.deepEqual(of(all, 'ports'), [])
})

test('the clock of the machine is an hour off', async (t) => {
  const late: Answers[string] = (answer) =>
    json({ Architecture: 'x86_64', SystemTime: new Date(Date.now() - 3_600_000).toISOString() })(answer)
  const all = await findings(t, { DOCKER_HOST: await dockerHost(t, docker({ 'GET /info': late })) })
  const found = all.find(({ check }) => check === 'clock')
  assert.equal(found?.verdict, 'error')
  assert.match(found.message, /the clock is 3600 s ahead of Docker/)
})

test('a folder that is yet to be made is examined where it will be', async (t) => {
  const folder = temporaryFolder(t)
  const all = await findings(t, {
    DOCKER_HOST: await dockerHost(t, docker()),
    DATA_DIR: join(folder, 'deep', 'down'),
  })
  assert.deepEqual(of(all, 'disk'), ['ok disk_roomy'])
  assert.match(String(of(all, 'file_system')), /file_system_/)
})

test('a folder that can not be written', {
  skip: process.getuid?.() === 0 && 'root may write everywhere',
}, async (t) => {
  const folder = join(temporaryFolder(t), 'closed')
  mkdirSync(folder)
  chmodSync(folder, 0o500)
  const all = await findings(t, { DOCKER_HOST: await dockerHost(t, docker()), DATA_DIR: folder })
  assert.deepEqual(of(all, 'disk'), ['error data_dir_not_writable', 'ok disk_roomy'])
})

test('with RUNTIME=process nothing is said of Docker', async (t) => {
  const all = await findings(t, { RUNTIME: 'process', ENGINE_COMMAND: 'engine' })
  assert.deepEqual(
    all
      .map(({ check }) => check)
      .filter((check) => ['docker', 'docker_access', 'image', 'vpn'].includes(check)),
    [],
  )
})
