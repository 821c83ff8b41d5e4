import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, afterEach, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { isPodman } from '@acestream-orchestrator/testing/docker/podman'
import {
  aRuntime,
  aSpec,
  ENGINE_IMAGE,
  importEngineImage,
  LABEL,
  made,
} from '@acestream-orchestrator/testing/docker/test-engine'
import { answers, until } from '@acestream-orchestrator/testing/machine/wait'
import type { DockerRuntime } from '../../server/src/runtime/docker/runtime.ts'
import { sentenceOf } from '../../server/src/wording/sentence.ts'

const signal = new AbortController().signal
let dockerd: TestDockerd
let runtime: DockerRuntime

before(async () => {
  dockerd = await startDockerd()
  await importEngineImage(dockerd.api)
  runtime = aRuntime(dockerd.host)
})

afterEach(() => dockerd.eraseAll())

after(() => dockerd?.close())

interface RawContainer {
  readonly Id: string
  readonly State: { readonly Running: boolean; readonly StartedAt: string }
  readonly HostConfig: Readonly<Record<string, unknown>>
  readonly Config: { readonly Labels: Readonly<Record<string, string>>; readonly Env: readonly string[] }
}

const raw = (id: string) => dockerd.api.json<RawContainer>('GET', `/containers/${id}/json`)

/** A container of somebody else's on the same Docker. */
async function aForeigner(name: string, more: object = {}): Promise<string> {
  const body = { Image: ENGINE_IMAGE, ...more }
  const { Id } = await dockerd.api.json<{ Id: string }>('POST', `/containers/create?name=${name}`, body)
  await dockerd.api.json('POST', `/containers/${Id}/start`)
  return Id
}

describe('creating', () => {
  test('an engine runs, is described as it is, and answers at the first address', async () => {
    const spec = aSpec()
    const beforeMs = Date.now()
    const facts = made(await runtime.create(spec, signal))
    assert.match(facts.id, /^[0-9a-f]{64}$/)
    assert.equal(facts.name, spec.name)
    assert.equal(facts.status, 'running')
    assert.equal(facts.image, isPodman ? `docker.io/library/${ENGINE_IMAGE}` : ENGINE_IMAGE)
    assert.equal(facts.imageDigest, (await runtime.image(ENGINE_IMAGE, signal))?.digest)
    assert.ok((facts.startedAtMs ?? 0) >= beforeMs - 1000)
    assert.equal(facts.exitCode, null)
    assert.equal(facts.finishedAtMs, null)
    assert.equal(facts.networkOwner, null)
    assert.deepEqual(facts.advertised, { host: '127.0.0.1', port: spec.ports.http })
    assert.deepEqual(facts.addresses[0], { host: '127.0.0.1', port: spec.ports.http })
    assert.deepEqual(facts.ports[`${spec.ports.http}/tcp`], [
      { HostIp: '127.0.0.1', HostPort: String(spec.ports.http) },
    ])
    for (const { host, port } of facts.addresses)
      await until(`an answer at ${host}:${port}`, () => answers(host, port))
  })

  test('every container gets the rules of the house', async () => {
    const spec = aSpec({ memoryLimitBytes: 256 * 1024 * 1024, cpuLimit: 0.5, publishHttps: true })
    const facts = made(await runtime.create(spec, signal))
    const { HostConfig, Config } = await raw(facts.id)
    assert.equal(HostConfig['Init'], true)
    assert.deepEqual(HostConfig['RestartPolicy'], { Name: 'no', MaximumRetryCount: 0 })
    assert.deepEqual(HostConfig['SecurityOpt'], [isPodman ? 'no-new-privileges' : 'no-new-privileges:true'])
    assert.equal(HostConfig['PidsLimit'], 2048)
    assert.deepEqual(HostConfig['LogConfig'], {
      Type: 'json-file',
      Config: isPodman ? null : { 'max-file': '2', 'max-size': '10m' }, // it keeps them to itself
    })
    assert.equal(HostConfig['Memory'], 256 * 1024 * 1024)
    assert.equal(HostConfig['MemorySwap'], 256 * 1024 * 1024)
    assert.equal(HostConfig['NanoCpus'], 500_000_000)
    assert.deepEqual(
      Object.values(HostConfig['Tmpfs'] as object),
      Array(3).fill(`rw,mode=1777,size=134217728${isPodman ? ',rprivate,nosuid,nodev,tmpcopyup' : ''}`),
    )
    assert.equal(Config.Labels['com.centurylinklabs.watchtower.enable'], 'false')
    const published = Object.keys(facts.ports).filter((port) => facts.ports[port] !== null)
    assert.deepEqual(published.sort(), [`${spec.ports.http}/tcp`, `${spec.ports.https}/tcp`])
  })

  test('a port that another container holds is named, and nothing is left behind', async () => {
    const first = aSpec()
    const holder = made(await runtime.create(first, signal))
    const result = await runtime.create(aSpec({ ports: first.ports }), signal)
    assert.ok(!result.ok)
    assert.equal(result.failure.kind, 'port_taken')
    assert.equal(result.failure.kind === 'port_taken' && result.failure.port, first.ports.http)
    const inTheWordsOf = isPodman ? /: .*address already in use/ : /: .*already allocated/
    assert.match(sentenceOf(result.failure.reason), /^creating container engine-\d+/)
    assert.match(sentenceOf(result.failure.reason), inTheWordsOf)
    assert.deepEqual(
      (await runtime.list(signal)).map(({ id }) => id),
      [holder.id],
    )
  })

  test('a port that a program of the machine holds is named, and nothing is left behind', async () => {
    const spec = aSpec()
    const program = createServer().listen(spec.ports.http, '127.0.0.1')
    const result = await runtime.create(spec, signal)
    program.close()
    assert.ok(!result.ok)
    assert.equal(result.failure.kind === 'port_taken' && result.failure.port, spec.ports.http)
    assert.deepEqual(await runtime.list(signal), [])
  })

  test('a name in use is reported as such, and its holder stays', async () => {
    const foreigner = await aForeigner('engine-taken')
    const result = await runtime.create(aSpec({ name: 'engine-taken' }), signal)
    assert.ok(!result.ok && result.failure.kind === 'name_taken' && result.failure.foreign)
    assert.equal((await raw(foreigner)).State.Running, true)
  })

  test('a missing image is reported as such', async () => {
    const result = await runtime.create(aSpec({ image: 'nobody/has-this:1' }), signal)
    assert.equal(!result.ok && result.failure.kind, 'image_missing')
    assert.equal(await runtime.image('nobody/has-this:1', signal), undefined)
  })

  test('anything else is handed on in the words of Docker', async () => {
    const network = { kind: 'own', network: 'no-such-network', publishIp: '127.0.0.1' } as const
    const result = await runtime.create(aSpec({ network }), signal)
    assert.equal(!result.ok && result.failure.kind, 'other')
    assert.match(result.ok ? '' : sentenceOf(result.failure.reason), /no-such-network/)
    assert.deepEqual(await runtime.list(signal), [])
  })

  test('a generic container gets its ports, the rules of the house and nothing of an engine', async () => {
    const { http: port } = aSpec().ports
    const facts = made(
      await runtime.createGeneric(
        {
          name: 'svc-1',
          image: ENGINE_IMAGE,
          env: { A: 'b' },
          labels: { [LABEL.key]: LABEL.value, 'orchestrator.kind': 'generic' },
          ports: { '6878/tcp': port },
          publishIp: '127.0.0.1',
          memoryLimitBytes: null,
          cpuLimit: null,
        },
        signal,
      ),
    )
    await until('an answer', () => answers('127.0.0.1', port))
    assert.deepEqual(facts.advertised, { host: '127.0.0.1', port })
    const { HostConfig, Config } = await raw(facts.id)
    assert.equal(HostConfig['Init'], true)
    assert.ok(Config.Env.includes('A=b'))
  })
})

describe('reading', () => {
  test('the list holds every container with our label, stopped ones too, and nothing else', async () => {
    const running = made(await runtime.create(aSpec(), signal))
    const ending = made(await runtime.create(aSpec({ env: { DO: 'process.exit(3)' } }), signal))
    await aForeigner('somebody-else', { Labels: { [LABEL.key]: 'another-app' } })
    const ended = await until('the end', async () =>
      (await runtime.list(signal)).find(({ id, status }) => id === ending.id && status === 'exited'),
    )
    assert.equal(ended.exitCode, 3)
    assert.equal(ended.oomKilled, false)
    assert.ok((ended.finishedAtMs ?? 0) >= (ended.startedAtMs ?? Number.POSITIVE_INFINITY))
    assert.deepEqual((await runtime.list(signal)).map(({ id }) => id).sort(), [running.id, ending.id].sort())
    assert.equal(runtime.status().reachable, true)
  })

  test('a restart between two lists is seen, with or without the help of events', async () => {
    const { id, startedAtMs } = made(await runtime.create(aSpec(), signal))
    await runtime.list(signal)
    await dockerd.api.json('POST', `/containers/${id}/restart?t=0`)
    const [again] = await runtime.list(signal)
    assert.ok((again?.startedAtMs ?? 0) > (startedAtMs ?? Number.POSITIVE_INFINITY))
  })

  test('an engine that runs out of memory is reported as such', async () => {
    const hog = 'const all = []; setInterval(() => all.push(Buffer.alloc(8 << 20, 1)), 5)'
    const spec = aSpec({ memoryLimitBytes: 96 * 1024 * 1024, env: { DO: hog } })
    const { id } = made(await runtime.create(spec, signal))
    const dead = await until('its death', async () => {
      const facts = await runtime.inspect(id, signal)
      return facts?.status === 'exited' && facts
    })
    if (!isPodman) assert.equal(dead.oomKilled, true) // with cgroups v1 it does not report it
    assert.equal(dead.exitCode, 137)
  })

  test('containers without our label do not exist for us, and stay untouched', async () => {
    const foreigner = await aForeigner('not-ours')
    const { State } = await raw(foreigner)
    for (const reference of [foreigner, foreigner.slice(0, 12), 'not-ours']) {
      assert.equal(await runtime.inspect(reference, signal), undefined)
      assert.equal(await runtime.stats(reference, signal), undefined)
      assert.equal((await runtime.restart(reference, 0, signal)).ok, false)
      await runtime.remove(reference, 0, signal)
      const logs = runtime.logs(reference, { follow: false }, signal)[Symbol.asyncIterator]()
      await assert.rejects(logs.next(), { code: 'not_found' })
      assert.equal(await runtime.inspectVpn(reference, 8000, signal), undefined)
    }
    assert.deepEqual((await raw(foreigner)).State, State)
  })

  test('an id that is none reaches no other route of Docker', async () => {
    for (const id of ['../images', 'a/b', '', 'x?all=1', '%2e%2e', '..'])
      assert.equal(await runtime.inspect(id, signal), undefined)
  })
})

describe('watching', () => {
  test('an engine that ends by itself is a hint, though nobody killed it', async (t) => {
    const hints: (string | null)[] = []
    const ending = new AbortController()
    t.after(() => ending.abort())
    void runtime.watch((id) => hints.push(id), ending.signal)
    await until('the open stream', async () => hints.length > 0)
    const spec = aSpec({ env: { DO: 'setTimeout(() => process.exit(3), 1500)' } })
    const { id } = made(await runtime.create(spec, signal))
    await delay(500)
    hints.length = 0
    await until('the hint of its end', async () => hints.length > 0, 5000)
    assert.equal(hints[0], id)
    assert.equal((await runtime.inspect(id, signal))?.exitCode, 3)
  })

  test('each event of our containers is a hint immediately, those of foreign ones are none', async (t) => {
    const hints: { readonly id: string | null; readonly atMs: number }[] = []
    const ending = new AbortController()
    t.after(() => ending.abort())
    const watching = runtime.watch((id) => hints.push({ id, atMs: performance.now() }), ending.signal)
    await until('the open stream', async () => hints.length > 0)
    assert.equal(hints[0]?.id, null)
    const { id } = made(await runtime.create(aSpec(), signal))
    const foreigner = await aForeigner('noise')
    await delay(100)
    hints.length = 0
    const killedMs = performance.now()
    await dockerd.api.json('POST', `/containers/${id}/kill?signal=KILL`)
    await until('the hint of its death', async () =>
      (await runtime.inspect(id, signal))?.status === 'exited' ? hints.length > 0 : false,
    )
    const [first] = hints
    assert.equal(first?.id, id)
    assert.ok((first?.atMs ?? 0) - killedMs < 500, `hinted after ${(first?.atMs ?? 0) - killedMs} ms`)
    assert.equal((await runtime.list(signal)).find((facts) => facts.id === id)?.exitCode, 137)
    await dockerd.api.erase(foreigner)
    await runtime.remove(id, 0, signal)
    await until('the hint of its removal', async () => hints.length > 1)
    ending.abort()
    await watching
    assert.deepEqual([...new Set(hints.map((hint) => hint.id))], [id])
  })
})

describe('changing', () => {
  test('a restart keeps the id and starts again', async () => {
    const { id, startedAtMs } = made(await runtime.create(aSpec(), signal))
    const again = made(await runtime.restart(id, 1000, signal))
    assert.equal(again.id, id)
    assert.equal(again.status, 'running')
    assert.ok((again.startedAtMs ?? 0) > (startedAtMs ?? Number.POSITIVE_INFINITY))
  })

  test('a removal asks, waits the grace, then kills', async () => {
    const deaf = "process.removeAllListeners('SIGTERM'); process.on('SIGTERM', () => console.log('no'))"
    const { id } = made(await runtime.create(aSpec({ env: { DO: deaf } }), signal))
    await delay(300)
    const fromMs = performance.now()
    await runtime.remove(id, 1000, signal)
    assert.ok(performance.now() - fromMs >= 1000)
    assert.equal(await runtime.inspect(id, signal), undefined)
  })

  test('removing what is gone, or is being removed by somebody else, is success', async () => {
    const { id } = made(await runtime.create(aSpec(), signal))
    await Promise.all([runtime.remove(id, 0, signal), runtime.remove(id, 0, signal), dockerd.api.erase(id)])
    await runtime.remove(id, 0, signal)
    assert.equal((await dockerd.api.send('GET', `/containers/${id}/json`)).status, 404)
  })

  test('an abort ends a call immediately with its reason', async () => {
    const ending = new AbortController()
    const listing = runtime.list(ending.signal)
    ending.abort(new Error('shutting down'))
    await assert.rejects(listing, { message: 'shutting down' })
  })
})
