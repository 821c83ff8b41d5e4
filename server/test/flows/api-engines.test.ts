import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EngineHealthHistory, EngineState, RecommendedEngine } from '@acestream-orchestrator/contract/engine'
import { RemovalPreview } from '@acestream-orchestrator/contract/provisioning'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { StreamState } from '@acestream-orchestrator/contract/stream'
import { anId, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import { apiRig, aStartEvent, assertFits, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'
import { Type } from 'typebox'

const TIMEOUT: Reason = { code: 'probe_timeout', timeoutMs: 5000 }

const FIRST = anId(1)
const SECOND = anId(2)

test('the list of engines has the shape that clients rely on', async () => {
  const { get } = apiRig()
  const answer = await get('/engines')
  assert.equal(answer.statusCode, 200)
  assertFits(Type.Array(EngineState), answer)
  const [engine] = answer.json<EngineState[]>()
  assert.equal(engine?.container_name, 'acestream-1')
  assert.equal(engine?.port, 19_000)
  assert.equal(engine?.health_status, 'healthy')
  assert.equal(engine?.first_seen, new Date(T0).toISOString())
  assert.deepEqual(engine?.recent_checks, [{ ts: new Date(T0).toISOString(), ms: 12, reason: null }])
})

test('an unchanged list of engines is answered with 304, a changed one with another tag', async () => {
  const { get, registry } = apiRig()
  const { headers } = await get('/engines')
  const tag = String(headers['etag'])
  for (const held of [tag, `W/${tag}`, `"older", ${tag}`]) {
    const again = await get('/engines', { 'if-none-match': held })
    assert.equal(again.statusCode, 304)
    assert.equal(again.body, '')
  }
  registry.setHealth(FIRST, { status: 'unhealthy', failures: 3, sinceMs: T0, reason: TIMEOUT }, null, null)
  const changed = await get('/engines', { 'if-none-match': tag })
  assert.equal(changed.statusCode, 200)
  assert.notEqual(changed.headers['etag'], tag)
  assert.equal(changed.json<EngineState[]>()[0]?.health_reason, 'no answer within 5 s')
  assert.deepEqual(changed.json<EngineState[]>()[0]?.health_reason_data, TIMEOUT)
})

const NOT_FOR_STREAMS: readonly (readonly [string, (rig: ReturnType<typeof apiRig>) => unknown])[] = [
  [
    'starting',
    ({ registry }) => registry.setRestart(FIRST, { atMs: T0, why: verbatim('test'), cause: 'operator' }),
  ],
  ['draining', ({ post }) => post(`/engines/${FIRST}/drain`)],
  ['removing', ({ del }) => del(`/containers/${FIRST}`)],
  ['failed', ({ registry }) => registry.observe(someFacts({ number: 1, status: 'exited', exitCode: 1 }))],
]

for (const [state, bring] of NOT_FOR_STREAMS)
  test(`clients are not told of an engine that is ${state}, the panel is`, async () => {
    const rig = apiRig()
    const statesIn = async (url: string) =>
      (await rig.get(url)).json<EngineState[]>().map((each) => [each.container_id, each.state])
    const { headers } = await rig.get('/engines')
    await bring(rig)
    for (const prefix of ['', '/api/v1']) {
      assert.deepEqual(await statesIn(`${prefix}/engines`), [[SECOND, 'ready']])
      for (const all of ['true', '1'])
        assert.deepEqual(await statesIn(`${prefix}/engines?all=${all}`), [
          [FIRST, state],
          [SECOND, 'ready'],
        ])
    }
    const etag = String(headers['etag'])
    for (const url of ['/engines', '/engines?all=true'])
      assert.equal((await rig.get(url, { 'if-none-match': etag })).statusCode, 200)
    const tags = [await rig.get('/engines'), await rig.get('/engines?all=true')].map(
      (answer) => answer.headers['etag'],
    )
    assert.notEqual(tags[0], tags[1])
  })

test('a ready engine is listed while it is unhealthy', async () => {
  const { get, registry } = apiRig()
  registry.setHealth(FIRST, { status: 'unhealthy', failures: 3, sinceMs: T0, reason: TIMEOUT }, null, null)
  const [engine] = (await get('/engines')).json<EngineState[]>()
  assert.deepEqual([engine?.container_id, engine?.health_status], [FIRST, 'unhealthy'])
})

test('a stream shows on its engine at once, and its speeds after its next beat', async () => {
  const { get, post, tracker, beats } = apiRig()
  await get('/engines')
  const started = await post('/events/stream_started', aStartEvent())
  const { id } = started.json<StreamState>()
  const engineOf = async () => (await get('/engines')).json<EngineState[]>()[0]
  assert.deepEqual((await engineOf())?.streams, [id])
  const sample = { atMs: T0, peers: 7, speedDown: 300, speedUp: 20, downloaded: 1, uploaded: 1, status: 'dl' }
  const stat = {
    ...sample,
    progress: null,
    totalProgress: null,
    liveLast: null,
    behindLiveS: null,
    playbackSessionId: null,
    isLive: null,
  }
  tracker.applyReading(id, { kind: 'ok', stat, raw: {} })
  beats.emit({ atMs: T0, samples: [{ streamId: id, reportedId: id, sample, progress: null }] })
  const engine = await engineOf()
  assert.equal(engine?.speed_down, 300)
  assert.equal(engine?.peers, 7)
  assert.equal(engine?.stream_count, 1)
})

test('one engine comes with its started streams, by id or a prefix of it', async () => {
  const { get, post } = apiRig()
  await post('/events/stream_started', aStartEvent())
  for (const id of [FIRST, FIRST.slice(0, 12)]) {
    const answer = await get(`/engines/${id}`)
    assertFits(Type.Object({ engine: EngineState, streams: Type.Array(StreamState) }), answer)
    assert.equal(answer.json<{ streams: StreamState[] }>().streams[0]?.container_id, FIRST)
  }
  const unknown = await get('/engines/ffffffffffff')
  assert.equal(unknown.statusCode, 404)
  assert.equal(unknown.json<{ code: string }>().code, 'not_found')
})

test('draining, restarting and taking back are answered with 202 and the engine as it is now', async () => {
  const { post, del, intents } = apiRig()
  const drained = await post(`/engines/${FIRST}/drain`)
  assert.equal(drained.statusCode, 202)
  assert.equal(drained.json<EngineState>().state, 'draining')
  assert.equal(drained.json<EngineState>().health_status, 'unknown')
  const back = await del(`/engines/${FIRST}/drain`)
  assert.equal(back.json<EngineState>().state, 'ready')
  const restarted = await post(`/engines/${SECOND}/restart`)
  assert.equal(restarted.json<EngineState>().state, 'starting')
  assert.match(restarted.json<EngineState>().health_reason ?? '', /restarting/)
  assert.deepEqual(
    intents.map(({ kind }) => kind),
    ['drain', 'restart'],
  )
})

test('what would follow from removing an engine is told before', async () => {
  const { get } = apiRig()
  const answer = await get(`/engines/${FIRST}/removal`)
  assertFits(RemovalPreview, answer)
  assert.deepEqual(answer.json(), { replacement: true, wanted: 2 })
  assert.equal((await get('/engines/ffffffffffff/removal')).statusCode, 404)
})

test('a drain for maintenance says so, and one without takes its place', async () => {
  const { post, intents } = apiRig()
  const kept = await post(`/engines/${FIRST}/drain?keep=true`)
  assert.deepEqual(kept.json<EngineState>().health_reason_data, { code: 'drained_for_maintenance' })
  const plain = await post(`/engines/${FIRST}/drain`)
  assert.deepEqual(plain.json<EngineState>().health_reason_data, { code: 'draining' })
  assert.deepEqual(
    intents.map((each) => each.kind === 'drain' && each.isKept),
    [true, false],
  )
})

test('an external engine is registered, listed and dropped; a managed one can not be dropped', async () => {
  const { get, post, del } = apiRig()
  const made = await post('/engines', { host: '10.0.0.9', port: '6878', name: 'attic' })
  assertFits(EngineState, made)
  assert.equal(made.json<EngineState>().external, true)
  assert.equal(made.json<EngineState>().port, 6878)
  assert.equal((await get('/engines?all=true')).json<EngineState[]>().length, 3)
  assert.deepEqual((await del('/engines/external-7')).json(), { deleted: 'external-7' })
  assert.equal((await del(`/engines/${FIRST}`)).statusCode, 409)
})

test('recommended engines come best first, without those excluded, each with its reason', async () => {
  const { get, post } = apiRig()
  await post('/events/stream_started', aStartEvent())
  const answer = await get('/engines/recommended?count=5')
  assertFits(Type.Array(RecommendedEngine), answer)
  const ids = answer.json<RecommendedEngine[]>().map(({ engine }) => engine.container_id)
  assert.deepEqual(ids, [SECOND, FIRST])
  const others = await get(`/engines/recommended?count=5&exclude=${SECOND.slice(0, 12)},unknown`)
  assert.deepEqual(
    others.json<RecommendedEngine[]>().map(({ engine }) => engine.container_id),
    [FIRST],
  )
})

test('no engine to recommend is 503 with what blocks', async () => {
  const { get, provisioning } = apiRig()
  const reason: Reason = { code: 'no_vpn_connected', vpns: [{ vpn: 'gluetun', reason: null }] }
  provisioning.now = { ...provisioning.now, blocked: { code: 'vpn_disconnected', reason, etaS: 20 } }
  const answer = await get(`/engines/recommended?exclude=${FIRST}&exclude=${SECOND}`)
  assert.equal(answer.statusCode, 503)
  assert.equal(answer.headers['retry-after'], '20')
  const { detail, code } = answer.json<{ detail: Record<string, unknown>; code: string }>()
  assert.equal(code, 'vpn_disconnected')
  assert.match(String(detail['message']), /VPN not connected \(gluetun: not ready\)/)
})

test('the health history of an engine has its probes and the uptime as fractions', async () => {
  const row = { engineId: FIRST, atMs: T0, ok: false, latencyMs: 5000, reason: TIMEOUT }
  const asked: unknown[] = []
  const probes = {
    history: async (...args: unknown[]) => {
      asked.push(args)
      return [row]
    },
    uptime: async () => new Map([[FIRST, { ok: 3, total: 4 }]]),
  }
  const { get } = apiRig({}, { probes })
  const answer = await get(`/engines/${FIRST}/health?since=2026-01-01T12:00:00&limit=5`)
  assertFits(EngineHealthHistory, answer)
  assert.deepEqual(answer.json<EngineHealthHistory>().uptime, { '24h': 0.75, '7d': 0.75 })
  assert.deepEqual(asked, [[FIRST, Date.UTC(2026, 0, 1, 12), 5]])
})

test('deleting needs the key and is answered once the wish is stored, again and again', async () => {
  const { del, get, intents } = apiRig()
  assert.equal((await del(`/containers/${FIRST}`, {})).statusCode, 401)
  assert.deepEqual(intents, [])
  for (let time = 0; time < 2; time++)
    assert.deepEqual((await del(`/containers/${FIRST}`, WITH_KEY)).json(), { deleted: FIRST })
  assert.equal(intents.length, 1)
  assert.equal((await get('/engines?all=true')).json<EngineState[]>()[0]?.state, 'removing')
})
