import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { startDockerd, type TestDockerd } from '@acestream-orchestrator/testing/docker/dockerd'
import { refusedWith } from '@acestream-orchestrator/testing/docker/refused-with'
import { type SocketProxy, startSocketProxy } from '@acestream-orchestrator/testing/docker/socket-proxy'
import { aRuntime, aSpec, importEngineImage, made } from '@acestream-orchestrator/testing/docker/test-engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { sentenceOf, sentenceOrNull } from '../../server/src/wording/sentence.ts'

const signal = new AbortController().signal
const NEEDS_PRIVATE = process.env['TEST_DOCKER_HOST'] ? 'TEST_DOCKER_HOST is not ours to stop' : false

function stoppable(dockerd: TestDockerd) {
  if (!dockerd.control) throw new Error('this engine is not ours to stop')
  return dockerd.control
}

describe('a Docker engine that stops and comes back', { skip: NEEDS_PRIVATE }, () => {
  let dockerd: TestDockerd

  before(async () => {
    dockerd = await startDockerd()
    await importEngineImage(dockerd.api)
  })

  after(() => dockerd?.close())

  test('is reported, never read as "no containers", and found again with its dead', async (t) => {
    const runtime = aRuntime(dockerd.host)
    const hints: (string | null)[] = []
    const ending = new AbortController()
    t.after(() => ending.abort())
    const watching = runtime.watch((id) => hints.push(id), ending.signal)
    const { id } = made(await runtime.create(aSpec(), signal))
    await runtime.list(signal)
    const reachableSinceMs = runtime.status().sinceMs

    await stoppable(dockerd).stop()
    await assert.rejects(runtime.list(signal), refusedWith('runtime_unavailable', /^listing containers: /))
    await assert.rejects(runtime.inspect(id, signal), { code: 'runtime_unavailable' })
    const failed = await runtime.create(aSpec(), signal)
    assert.equal(!failed.ok && failed.failure.kind, 'unreachable')
    const down = runtime.status()
    assert.equal(down.reachable, false)
    assert.match(sentenceOrNull(down.reason) ?? '', /no Docker socket at .*docker\.sock|refuses connections/)
    assert.ok(down.sinceMs >= reachableSinceMs)

    hints.length = 0
    await stoppable(dockerd).start()
    await until('the hint to read again', () => hints.includes(null))
    const [facts] = await runtime.list(signal)
    assert.deepEqual([facts?.id, facts?.status], [id, 'exited'])
    assert.deepEqual([runtime.status().reachable, runtime.status().reason], [true, null])
    ending.abort()
    await watching
    await dockerd.eraseAll()
  })

  test('a killed engine is reported and found again too', async () => {
    const runtime = aRuntime(dockerd.host)
    const { id } = made(await runtime.create(aSpec(), signal))
    await stoppable(dockerd).kill()
    await assert.rejects(runtime.list(signal), { code: 'runtime_unavailable' })
    await stoppable(dockerd).start()
    assert.deepEqual(
      (await runtime.list(signal)).map((facts) => facts.id),
      [id],
    )
  })
})

describe('a Docker engine with live-restore', { skip: NEEDS_PRIVATE }, () => {
  let dockerd: TestDockerd

  before(async () => {
    dockerd = await startDockerd({ liveRestore: true })
    await importEngineImage(dockerd.api)
  })

  after(() => dockerd?.close())

  test('keeps its containers through a restart: same ids, not started again', async () => {
    const runtime = aRuntime(dockerd.host)
    const before = made(await runtime.create(aSpec(), signal))
    await stoppable(dockerd).restart()
    const [again] = await runtime.list(signal)
    assert.deepEqual(
      [again?.id, again?.status, again?.startedAtMs],
      [before.id, 'running', before.startedAtMs],
    )
  })
})

describe('a socket proxy in between', { skip: NEEDS_PRIVATE }, () => {
  let dockerd: TestDockerd
  let proxy: SocketProxy

  before(async () => {
    dockerd = await startDockerd()
    await importEngineImage(dockerd.api)
    proxy = await startSocketProxy(dockerd.host)
  })

  afterEach(async () => {
    proxy.fault = () => undefined
    await dockerd.eraseAll()
  })

  after(async () => {
    proxy?.close()
    await dockerd?.close()
  })

  test('carries everything an engine needs', async () => {
    const runtime = aRuntime(proxy.host)
    const { id } = made(await runtime.create(aSpec(), signal))
    assert.deepEqual(
      (await runtime.list(signal)).map((facts) => facts.id),
      [id],
    )
    await runtime.remove(id, 0, signal)
    assert.deepEqual(await runtime.list(signal), [])
  })

  test('that forbids the list is named as the reason, with what to allow', async () => {
    proxy.fault = (request) => (request === 'GET /containers/json' ? 'forbidden' : undefined)
    const runtime = aRuntime(proxy.host)
    await assert.rejects(runtime.list(signal), refusedWith('runtime_unavailable', /allow CONTAINERS=1 there/))
    assert.match(sentenceOrNull(runtime.status().reason) ?? '', /the socket proxy forbids \/containers\/json/)
  })

  test('that forbids creating fails the creation with what to allow, and reading goes on', async () => {
    proxy.fault = (request) => (request === 'POST /containers/create' ? 'forbidden' : undefined)
    const runtime = aRuntime(proxy.host)
    const result = await runtime.create(aSpec(), signal)
    assert.match(result.ok ? '' : sentenceOf(result.failure.reason), /allow CONTAINERS=1 and POST=1/)
    assert.deepEqual(await runtime.list(signal), [])
    assert.equal(runtime.status().reachable, true)
  })

  test('that cuts the event stream only causes another look', async (t) => {
    const runtime = aRuntime(proxy.host)
    const hints: (string | null)[] = []
    const ending = new AbortController()
    t.after(() => ending.abort())
    const watching = runtime.watch((id) => hints.push(id), ending.signal)
    await until('the open stream', () => hints.length === 1)
    proxy.cut()
    await until('the next one', () => hints.length === 2)
    assert.equal(hints.filter((hint) => hint !== null).length, 0)
    const { id } = made(await runtime.create(aSpec(), signal))
    await until('a hint through it', () => hints.includes(id))
    ending.abort()
    await watching
  })

  test('that cuts each inspection hides no container, and is not taken for a Docker that went away', async () => {
    const runtime = aRuntime(proxy.host)
    const { id } = made(await runtime.create(aSpec(), signal))
    proxy.fault = (request) => (request.startsWith(`GET /containers/${id}`) ? 'cut-body' : undefined)
    const [kept] = await runtime.list(signal)
    assert.deepEqual([kept?.id, kept?.status], [id, 'running'])
    assert.match(sentenceOrNull(kept?.unread ?? null) ?? '', /closed the connection/)
    assert.equal(runtime.status().reachable, true)

    await stoppable(dockerd).kill()
    const fromMs = performance.now()
    await assert.rejects(runtime.list(signal), { code: 'runtime_unavailable' })
    const tookMs = performance.now() - fromMs
    await stoppable(dockerd).start()
    assert.ok(tookMs < 1000, `recognised after ${tookMs} ms`)
  })

  test('that hangs holds up nobody who has no time', async () => {
    proxy.fault = (request) => (request === 'GET /version' ? 'hang' : undefined)
    const runtime = aRuntime(proxy.host)
    const impatient = AbortSignal.timeout(200)
    const fromMs = performance.now()
    await assert.rejects(runtime.list(impatient), { name: 'TimeoutError' })
    assert.ok(performance.now() - fromMs < 1000)
  })

  test('a list inspects only what changed since the last one', async () => {
    const runtime = aRuntime(proxy.host)
    const stopped = await Promise.all(
      [1, 2, 3].map(() => runtime.create(aSpec({ env: { DO: 'process.exit(0)' } }), signal)),
    )
    assert.ok(stopped.every(({ ok }) => ok))
    await until('their ends', async () =>
      (await runtime.list(signal)).every(({ status }) => status === 'exited'),
    )
    await dockerd.api.json('POST', '/containers/create?name=waiting', {
      Image: 'test-engine:1',
      Labels: aSpec().labels,
    })
    await runtime.list(signal)
    proxy.requests.length = 0
    const again = await runtime.list(signal)
    assert.equal(again.length, 4)
    const waiting = again.find(({ status }) => status === 'created')
    assert.ok(waiting)
    assert.ok(
      !proxy.requests.includes(`GET /containers/${waiting.id}/json`),
      'unchanged, so not inspected again',
    )
    assert.equal(proxy.requests.filter((request) => request === 'GET /containers/json').length, 1)
  })
})
