import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState, RecommendedEngine } from '@acestream-orchestrator/contract/engine'
import type { ProvisionEngineAnswer } from '@acestream-orchestrator/contract/provisioning'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'
import type { EngineRuntime } from '../../src/provisioning/ports.ts'

interface Refusal {
  readonly detail: unknown
  readonly code: string
}

/** A caller's own engine, from a body that is wrong in a way that only the runtime finds out. */
async function askInVain(app: AppRig, outside: Outside): Promise<Refusal> {
  outside.runtime.failures.push({ kind: 'other', reason: verbatim('OCI runtime create failed: a bad value') })
  const asked = app.post('/provision/acestream', { env: { BAD: 'x' } })
  await app.advance(1000)
  const answer = await asked
  assert.equal(answer.statusCode, 503, answer.body)
  return answer.json<Refusal>()
}

test("callers' own wrong input stops the pool neither for good nor for a while", async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  for (let request = 0; request < 6; request++) await askInVain(app, outside)
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
  assert.ok(!(await app.story()).includes('breaker_open'))

  assert.equal((await app.post('/scale/3')).statusCode, 200)
  await app.advance(1000)
  assert.deepEqual(
    (await app.engines()).map(({ state }) => state),
    ['ready', 'ready', 'ready'],
  )
})

test("callers' own engines that die young stop the pool no more than those that never come up", async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const pool = (await app.engine()).container_id
  for (let request = 0; request < 6; request++) {
    const asked = app.post('/provision/acestream', { env: { CRASH: 'soon' } })
    await app.advance(1000)
    assert.equal((await asked).statusCode, 200)
    const own = outside.engines().find(({ id, status }) => id !== pool && status === 'running')
    assert.ok(own)
    outside.runtime.die(own.id, { exitCode: 1, oomKilled: false })
    await app.advance(2000)
  }
  assert.equal((await app.status()).provisioning.circuit_breaker_state, 'closed')
})

test('a deletion is the same however often and in which spelling it is asked for', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const { container_id: id } = await app.engine()
  const remove = async (spelling: string) => {
    const answer = await app.del(`/containers/${spelling}`)
    return [answer.statusCode, answer.json<{ deleted?: string }>().deleted]
  }
  assert.deepEqual(await remove(id), [200, id])
  await app.advance(10_000)
  assert.ok(!outside.runtime.containers.has(id))
  assert.deepEqual(await remove(id), [200, id])
  assert.deepEqual(await remove(id.slice(0, 12)), [200, id])
  assert.deepEqual(await remove(id.slice(0, 11)), [404, undefined], 'too short to name anything')
  await app.advance(11 * 60_000)
  assert.deepEqual(await remove(id.slice(0, 12)), [404, undefined])
})

test('what this runtime can not do at all is not worth another try', async (t) => {
  const outside = anOutside(t)
  const createGeneric: EngineRuntime['createGeneric'] = async () => ({
    ok: false,
    failure: {
      kind: 'unsupported',
      reason: { code: 'only_runs_engines' },
    },
  })
  const runtime = { ...outside.edges.runtime, createGeneric }
  const app = await anApp(t, { ...outside, edges: { ...outside.edges, runtime } })
  const answer = await app.post('/provision')
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], undefined)
  assert.deepEqual(answer.json<Refusal>(), {
    detail: {
      code: 'general_error',
      message: 'RUNTIME=process runs engines only; other containers need RUNTIME=docker',
      recovery_eta_seconds: null,
      can_retry: false,
      should_wait: false,
    },
    code: 'general_error',
    reason_data: { code: 'only_runs_engines' },
  })
})

/**
 * Where a proxy such as acexy's fork puts its next stream: on any engine of the bare list that has room, a healthy one
 * rather than another, else on the one that provisioning hands out. Undefined where it was refused.
 */
async function placeOfNextStream(app: AppRig): Promise<EngineState | undefined> {
  const listed = (await app.get('/engines')).json<EngineState[]>().filter(({ streams }) => streams.length < 1)
  const chosen = listed.find(({ health_status }) => health_status === 'healthy') ?? listed[0]
  if (chosen) return chosen
  const answer = await app.post('/provision/acestream')
  if (answer.statusCode !== 200) return undefined
  return app.engineOf(answer.json<ProvisionEngineAnswer>().container_id)
}

test('three plays in a row while a spare is starting all go to engines that answer, each its own', async (t) => {
  const outside = anOutside(t)
  for (const port of [19_001, 19_002]) outside.prober.refused.add(port)
  const app = await anApp(t, outside)
  const placed: string[] = []
  async function playNext(session: string): Promise<void> {
    const engine = await placeOfNextStream(app)
    assert.deepEqual([engine?.state, engine?.health_status, engine?.stream_count], ['ready', 'healthy', 0])
    assert.ok(engine)
    placed.push(engine.container_name ?? '')
    await app.play(engine, session)
  }
  await playNext('a1')
  await app.advance(100)
  assert.deepEqual(
    (await app.engines()).map(({ state }) => state),
    ['ready', 'starting'],
    'the spare is on its way',
  )
  const others = [playNext('b2'), playNext('c3')]
  await app.advance(2000)
  assert.deepEqual(placed, ['acestream-1'], 'nobody is sent to an engine that does not answer yet')
  outside.prober.refused.clear()
  await app.advance(2000)
  await Promise.all(others)
  assert.deepEqual(placed.toSorted(), ['acestream-1', 'acestream-2', 'acestream-3'])
})

test('an engine that drains gets no new stream, though it has room', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MIN_REPLICAS: '2', MIN_FREE_REPLICAS: '0' })
  const [first, second] = await app.engines()
  assert.ok(first && second)
  await app.play(first)
  await app.post(`/engines/${first.container_id}/drain`)
  await app.advance(1000)
  assert.equal((await placeOfNextStream(app))?.container_id, second.container_id)
})

test('an engine that one caller was handed is not recommended to another before it is used', async (t) => {
  const outside = anOutside(t)
  const limits = { MIN_REPLICAS: '2', MIN_FREE_REPLICAS: '0', MAX_STREAMS_PER_ENGINE: '1' }
  const app = await anApp(t, outside, limits)
  const handing = app.post('/provision/acestream')
  await app.advance(1000)
  const { container_id: given } = (await handing).json<ProvisionEngineAnswer>()
  const recommended = async () =>
    (await app.get('/engines/recommended?count=5'))
      .json<RecommendedEngine[]>()
      .map(({ engine }) => engine.container_id)
  assert.equal((await app.engines()).length, 2)
  assert.ok(!(await recommended()).includes(given))
  await app.advance(60_000)
  assert.ok((await recommended()).includes(given), 'nothing came of it')
})

test('with all engines busy at the maximum a caller is told to wait', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { MAX_REPLICAS: '1' })
  await app.play(await app.engine())
  await app.advance(1000)
  const answer = await app.post('/provision/acestream')
  assert.equal(answer.statusCode, 503)
  const { code, detail } = answer.json<Refusal>()
  assert.equal(code, 'max_capacity')
  assert.equal((detail as { should_wait: boolean }).should_wait, true)
  assert.equal((await app.status()).provisioning.blocked_reason_details?.should_wait, true)
})

const WRONG: readonly (readonly [body: object, loc: readonly string[], expected: RegExp])[] = [
  [{ env: { '': 'x' } }, ['body', 'env', ''], /at least one character/],
  [{ env: { 'A=B': 'x' } }, ['body', 'env', 'A=B'], /neither "=" nor NUL/],
  [{ env: { A: 'x\0y' } }, ['body', 'env', 'A'], /NUL/],
  [{ ports: { '70000/tcp': 20_100 } }, ['body', 'ports', '70000/tcp'], /expected 1 to 65535/],
  [{ ports: { '0': 20_100 } }, ['body', 'ports', '0'], /expected 1 to 65535/],
  [{ ports: { http: 20_100 } }, ['body', 'ports', 'http'], /as in "6878\/tcp"/],
  [{ ports: { '80/icmp': 20_100 } }, ['body', 'ports', '80/icmp'], /\/tcp, \/udp or \/sctp/],
  [{ ports: { '80': 20_100, '80/tcp': 20_101 } }, ['body', 'ports', '80/tcp'], /given twice/],
]

for (const [body, loc, expected] of WRONG)
  test(`${JSON.stringify(body)} is told as wrong, and Docker is not asked`, async (t) => {
    const outside = anOutside(t)
    const app = await anApp(t, outside)
    const before = outside.runtime.calls.length
    for (const route of 'env' in body ? ['/provision', '/provision/acestream'] : ['/provision']) {
      const answer = await app.post(route, body)
      assert.equal(answer.statusCode, 422, answer.body)
      const [fault] = answer.json<{ detail: { loc: string[]; msg: string }[] }>().detail
      assert.deepEqual(fault?.loc, loc)
      assert.match(fault?.msg ?? '', expected)
    }
    assert.equal(outside.runtime.calls.length, before)
  })

test("a name that another's container holds is passed over", async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside)
  const taken = { kind: 'name_taken', foreign: true, reason: verbatim('svc is in use') } as const
  outside.runtime.failures.push(taken, taken)
  const answer = await app.post('/provision', { ports: { '80': 20_100 } })
  assert.equal(answer.statusCode, 200, answer.body)
  assert.equal(answer.json<{ container_name: string }>().container_name, 'svc-3')
})

test('containers that are no engines are limited in number, and none is counted as an engine', async (t) => {
  const outside = anOutside(t)
  const app = await anApp(t, outside, { PROVISION_MAX: '3' })
  const answers = await Promise.all([1, 2, 3, 4].map(() => app.post('/provision')))
  assert.deepEqual(answers.map(({ statusCode }) => statusCode).toSorted(), [200, 200, 200, 503])
  const refused = await app.post('/provision')
  assert.equal(refused.json<Refusal>().code, 'max_capacity')
  assert.match(JSON.stringify(refused.json<Refusal>().detail), /as many as PROVISION_MAX allows/)
  assert.equal((await app.status()).engines.total, 1)
  const [made] = answers.filter(({ statusCode }) => statusCode === 200)
  await app.del(`/containers/${made?.json<{ container_id: string }>().container_id}`)
  await app.advance(2000)
  assert.equal((await app.post('/provision')).statusCode, 200)
})
