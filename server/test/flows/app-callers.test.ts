import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineRuntime } from '../../src/provisioning/ports.ts'
import { type AppRig, anApp } from '../app-rig.ts'
import { anOutside, type Outside } from '../outside.ts'

interface Refusal {
  readonly detail: unknown
  readonly code: string
}

/** A caller's own engine, from a body that is wrong in a way that only the runtime finds out. */
async function askInVain(app: AppRig, outside: Outside): Promise<Refusal> {
  outside.runtime.failures.push({ kind: 'other', message: 'invalid environment variable: =' })
  const asked = app.post('/provision/acestream', { env: { '': 'x' } })
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
  const createGeneric: EngineRuntime['createGeneric'] = async ({ name }) => ({
    ok: false,
    failure: { kind: 'unsupported', message: `creating ${name}: RUNTIME=process runs engines only` },
  })
  const runtime = { ...outside.edges.runtime, createGeneric }
  const app = await anApp(t, { ...outside, edges: { ...outside.edges, runtime } })
  const answer = await app.post('/provision')
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], undefined)
  assert.deepEqual(answer.json<Refusal>(), {
    detail: {
      code: 'general_error',
      message: 'creating svc-1: RUNTIME=process runs engines only',
      recovery_eta_seconds: null,
      can_retry: false,
      should_wait: false,
    },
    code: 'general_error',
  })
})
