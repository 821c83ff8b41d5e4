/** What Podman 4.3.1 answers where it differs from Docker, shortened to the fields that we read. */
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { type Answers, json, refuse, runtimeOn } from '@acestream-orchestrator/testing/fakes/docker'
import type { EngineSpec } from '../../provisioning/ports.ts'

const ID = 'a'.repeat(64)
const VPN = 'f'.repeat(64)
const LABELS = { 'ondemand.app': 'us', 'acestream.http_port': '19000' }
const DIGEST = 'sha256:53b742c0e50d87812c91a5b71bdda16aa961bca8be6b54519f62b95463571eec'
const NEVER = '0001-01-01T00:00:00Z'
const ENGINE_PORTS = { '19000/tcp': [{ HostIp: '127.0.0.1', HostPort: '19000' }], '6878/tcp': null }
const VPN_PORTS = { '19000/tcp': [{ HostIp: '0.0.0.0', HostPort: '39000' }] }

const networks = (IPAddress: string) => ({
  podman: { NetworkID: 'podman', IPAddress, GlobalIPv6Address: '' },
})

/** No network mode; who joined another's network is listed with that one's addresses. */
const ROW = {
  Id: ID,
  Names: ['/acestream-1'],
  Image: 'localhost/engine:1',
  ImageID: DIGEST,
  Created: 1_795_780_919,
  Labels: LABELS,
  State: 'running',
  Status: 'Up Less than a second',
  HostConfig: null,
  NetworkSettings: { Networks: networks('10.88.1.96') },
}

const BODY = {
  Id: ID,
  Name: '/acestream-1',
  Created: '2026-11-27T12:01:59.350201445Z',
  Image: DIGEST,
  State: {
    Status: 'running',
    Running: true,
    ExitCode: 0,
    OOMKilled: false,
    Error: '',
    StartedAt: '2026-11-27T12:02:00.009131146Z',
    FinishedAt: NEVER,
    Health: { Status: '', FailingStreak: 0, Log: null },
  },
  Config: { Image: 'localhost/engine:1', Labels: LABELS, Env: ['container=podman'], Tty: false },
  HostConfig: { NetworkMode: 'bridge', PortBindings: ENGINE_PORTS, SecurityOpt: ['no-new-privileges'] },
  NetworkSettings: { Networks: networks('10.88.1.96'), Ports: ENGINE_PORTS },
}

const PODMAN: Answers = {
  'GET /version': json({ Version: '4.3.1', ApiVersion: '1.41', MinAPIVersion: '1.24' }),
  'GET /containers/json': json([ROW]),
  [`GET /containers/${ID}/json`]: json(BODY),
}

const signal = new AbortController().signal

function podman(t: TestContext, answers: Answers = {}, vpnNames: readonly string[] = []) {
  return runtimeOn(t, { ...PODMAN, ...answers }, vpnNames)
}

test('a container is read whole: long names of images, ports without a host, no health check', async (t) => {
  const [facts] = await (await podman(t)).list(signal)
  assert.deepEqual(
    [facts?.name, facts?.image, facts?.imageDigest, facts?.status, facts?.oomKilled, facts?.exitCode],
    ['acestream-1', 'localhost/engine:1', DIGEST, 'running', false, null],
  )
  assert.deepEqual(facts?.ports, ENGINE_PORTS)
  assert.deepEqual(facts?.addresses, [
    { host: '127.0.0.1', port: 19_000 },
    { host: '10.88.1.96', port: 19_000 },
  ])
})

test('an image asked for by its short name has the digest that its containers tell', async (t) => {
  const names = { RepoTags: ['docker.io/library/engine:1'] }
  const runtime = await podman(t, {
    'GET /images/engine:1/json': json({ Id: DIGEST, ...names, Created: NEVER, Config: { Entrypoint: null } }),
  })
  const image = await runtime.image('engine:1', signal)
  const [facts] = await runtime.list(signal)
  assert.deepEqual(image, { digest: facts?.imageDigest, createdAtMs: null, hasEntrypoint: false })
})

const WHILE_REMOVED = `container ${ID} does not exist in database: no such container`

test('one that is removed while it is read is gone, not broken', async (t) => {
  const runtime = await podman(t, { [`GET /containers/${ID}/json`]: refuse(500, WHILE_REMOVED) })
  assert.deepEqual(await runtime.list(signal), [])
  assert.equal(await runtime.inspect(ID, signal), undefined)
})

test('one that somebody else removes at the same time counts as removed', async (t) => {
  const runtime = await podman(t, { [`DELETE /containers/${ID}`]: refuse(500, WHILE_REMOVED) })
  await runtime.remove(ID, 0, signal)
})

test('one that others depend on is not removed, and the message says what to remove first', async (t) => {
  const words = `container ${ID} has dependent containers which must be removed before it: ${VPN}: container already exists`
  for (const status of [500, 409]) {
    const runtime = await podman(t, { [`DELETE /containers/${ID}`]: refuse(status, words) })
    await assert.rejects(runtime.remove(ID, 0, signal), {
      name: 'DomainError',
      reason: {
        code: 'runtime_call_failed',
        call: 'remove_container',
        subject: ID,
        reason: { code: 'needed_by_containers', containers: [VPN.slice(0, 12)] },
      },
    })
  }
})

const SPEC: EngineSpec = {
  name: 'acestream-1',
  image: 'engine:1',
  variant: 'args',
  args: [],
  env: {},
  labels: LABELS,
  ports: { http: 19_000, https: 22_000, api: 20_000, p2p: 21_000 },
  network: { kind: 'own', network: null, publishIp: '127.0.0.1' },
  memoryLimitBytes: null,
  cpuLimit: null,
  publishHttps: false,
}

test('a port that is taken shows at the start, and nothing is left behind', async (t) => {
  let erased = false
  const runtime = await podman(t, {
    'POST /containers/create': json({ Id: ID, Warnings: [] }),
    [`POST /containers/${ID}/start`]: refuse(
      500,
      'cannot listen on the TCP port: listen tcp4 127.0.0.1:19000: bind: address already in use',
    ),
    [`DELETE /containers/${ID}`]: (answer: ServerResponse) => {
      erased = true
      answer.writeHead(204).end()
    },
  })
  const created = await runtime.create(SPEC, signal)
  assert.ok(!created.ok && created.failure.kind === 'port_taken')
  assert.equal(created.failure.port, 19_000)
  assert.ok(erased)
})

test('a name that is taken is looked up, though the answer is no conflict', async (t) => {
  const runtime = await podman(t, {
    'POST /containers/create': refuse(
      500,
      `container create: creating container storage: the container name "acestream-1" is already in use by ${ID}. You have to remove that container to be able to reuse that name: that name is already in use`,
    ),
    'GET /containers/json': json([{ ...ROW, Labels: null }]),
  })
  const created = await runtime.create(SPEC, signal)
  assert.ok(!created.ok && created.failure.kind === 'name_taken' && created.failure.foreign)
})

/** The inspection of an engine in the network of a VPN, and of that VPN. */
const INSIDE_VPN: Answers = {
  [`GET /containers/${ID}/json`]: json({
    ...BODY,
    HostConfig: { NetworkMode: `container:${VPN}`, PortBindings: {} },
    NetworkSettings: { Networks: networks('10.88.1.96'), Ports: VPN_PORTS },
  }),
  'GET /containers/gluetun/json': json({
    ...BODY,
    Id: VPN,
    Name: '/gluetun',
    NetworkSettings: { Networks: networks('10.88.1.96'), Ports: VPN_PORTS },
  }),
}

test('an engine behind a VPN is found where the VPN is, though no list tells whose network it joined', async (t) => {
  const runtime = await podman(t, INSIDE_VPN, ['gluetun'])
  const [facts] = await runtime.list(signal)
  assert.deepEqual(
    [facts?.networkOwner, facts?.addresses.map(({ port }) => port), facts?.advertised?.port],
    [VPN, [39_000, 19_000], 39_000],
  )
})

test('traffic of the shared network is not taken for that of an engine in it, after each list', async (t) => {
  const runtime = await podman(
    t,
    {
      ...INSIDE_VPN,
      'GET /containers/json': json([{ ...ROW, Status: 'Up 5 minutes' }]), // old enough not to be inspected twice
      [`GET /containers/${ID}/stats`]: json({
        cpu_stats: { cpu_usage: { total_usage: 36_455_417 }, system_cpu_usage: 4_135_065, online_cpus: 2 },
        memory_stats: { usage: 3_100_672, limit: 25_276_510_208 },
        networks: { network: { rx_bytes: 472, tx_bytes: 860 } },
      }),
    },
    ['gluetun'],
  )
  for (let list = 0; list < 2; list++) {
    await runtime.list(signal)
    const stats = await runtime.stats(ID, signal)
    assert.deepEqual([stats?.memoryBytes, stats?.rxBytes, stats?.txBytes], [3_100_672, null, null])
  }
})

test('one that does not run has no statistics: the answer is empty', async (t) => {
  const runtime = await podman(t, {
    [`GET /containers/${ID}/stats`]: (answer) => void answer.writeHead(200).end(),
  })
  assert.equal(await runtime.stats(ID, signal), undefined)
})

for (const action of ['die', 'died'])
  test(`a death that it tells as "${action}" is asked for and noticed`, async (t) => {
    const asked = Promise.withResolvers<readonly string[]>()
    const hinted = Promise.withResolvers<void>()
    const life = new AbortController()
    const runtime = await podman(t, {
      'GET /events': (answer, query) => {
        asked.resolve(JSON.parse(query.get('filters') ?? '').event)
        answer.writeHead(200)
        answer.write(
          `{"status":"${action}","Type":"container","Action":"${action}","Actor":{"ID":"${ID}"}}\n`,
        )
      },
    })
    void runtime.watch((id) => id === ID && hinted.resolve(), life.signal)
    const names = await asked.promise
    await Promise.race([hinted.promise, delay(2000).then(() => assert.fail('no hint'))])
    life.abort()
    for (const name of ['create', 'start', 'died', 'remove']) assert.ok(names.includes(name), name)
  })
