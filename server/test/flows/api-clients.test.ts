/** Requests as clients of older servers send them, byte for byte where it matters. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamEndedAnswer, StreamState } from '@acestream-orchestrator/contract/stream'
import { anId, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { apiRig, aStartEvent, KEY, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'

const MAGNET = `magnet:?xt=urn:btih:${'ab12'.repeat(10)}&dn=Match%20of%20the%20day&tr=udp://tracker.example:6969/announce`

test('every route answers at the root and under /api/v1, with and without a trailing slash', async () => {
  const { get } = apiRig()
  for (const path of ['/engines', '/streams', '/vpn/status', '/orchestrator/status', `/engines/${anId(1)}`])
    for (const prefix of ['', '/api/v1'])
      for (const slash of ['', '/']) {
        const url = `${prefix}${path}${slash}`
        assert.equal((await get(url)).statusCode, 200, url)
      }
  assert.equal((await get('/api/v1/streams/?status=started')).statusCode, 200)
  assert.equal((await get('/api/v2/streams')).statusCode, 404)
})

test('slashes doubled by a base URL that ends in one count as one', async () => {
  const { get, post } = apiRig({ basePath: '/ace' })
  for (const url of ['//engines', '/ace//engines', '//ace/api//v1//engines//', '//engines?x=//'])
    assert.equal((await get(url)).statusCode, 200, url)
  assert.equal((await post('//events/stream_started', aStartEvent())).statusCode, 200)
  const id = encodeURIComponent('url://a//b?c|1')
  const event = aStartEvent({ labels: { stream_id: 'url://a//b?c|1' } })
  await post('//events//stream_started', event)
  assert.equal((await get(`//streams//${id}`)).json<StreamState>().id, 'url://a//b?c|1')
})

test('an empty body with a JSON content type is no body', async () => {
  const { post, del, provisioning } = apiRig()
  for (const body of ['', ' ', 'null', '{}', undefined]) {
    assert.equal((await post('/provision/acestream', body)).statusCode, 200, JSON.stringify(body))
    assert.equal((await post('/gc', body)).statusCode, 200)
    assert.equal((await post('/scale/2', body)).statusCode, 200)
  }
  assert.equal(provisioning.asked.length, 10)
  assert.equal((await del('/scale', { ...WITH_KEY, 'content-type': 'application/json' })).statusCode, 200)
})

test('an engine is handed out with the ports of its labels and the advertised one', async () => {
  const answer = await apiRig().post('/provision/acestream', { labels: null, env: null, image: null })
  assert.deepEqual(answer.json(), {
    container_id: anId(1),
    container_name: 'acestream-1',
    host_http_port: 19_000,
    container_http_port: 19_000,
    container_https_port: 22_000,
  })
})

test('an engine made without an HTTPS port is handed out with 0, a number as clients expect', async () => {
  const rig = apiRig()
  for (const number of [1, 2]) rig.registry.observeGone(anId(number))
  rig.registry.observe(someFacts({ number: 3, labels: { 'acestream.https_port': '' } }))
  const answer = await rig.post('/provision/acestream')
  assert.equal(answer.json<{ container_https_port: number }>().container_https_port, 0)
})

test('numbers come as strings, booleans for 0 and 1, null for not given, and unknown fields', async () => {
  const { post, provisioning } = apiRig()
  const event = aStartEvent()
  const started = await post('/events/stream_started', {
    ...event,
    engine: { host: 'localhost', port: '19000', region: 'eu' },
    session: { ...event.session, playback_session_id: 17, is_live: true },
    labels: { stream_id: 'x|17', 'proxy.attempt': 3, worker: false },
    emitted_at: '2026-01-01T00:00:00',
  })
  assert.equal(started.statusCode, 200)
  assert.equal(started.json<StreamState>().playback_session_id, '17')
  assert.equal(started.json<StreamState>().is_live, true)
  assert.deepEqual(started.json<StreamState>().labels, {
    stream_id: 'x|17',
    'proxy.attempt': '3',
    worker: 'false',
  })
  assert.equal((await post('/events/stream_started', { ...event, labels: null })).statusCode, 200)
  assert.equal((await post('/provision/acestream', { host_port: '19005' })).statusCode, 200)
  assert.equal((provisioning.asked.at(-1) as { hostPort: number }).hostPort, 19_005)
})

test('JSON is read whatever the content type calls it', async () => {
  const { post } = apiRig()
  const curl = { ...WITH_KEY, 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await post('/events/stream_ended', '{"stream_id":"nobody","reason":"handler_exit"}', curl)
  assert.deepEqual(answer.json(), { updated: false, stream: null })
})

test('a stream with a magnet in its id is found by that id, percent-encoded', async () => {
  const { post, get, del } = apiRig()
  const id = `${MAGNET}|session/1?x=%41#y`
  const event = aStartEvent({ stream: { key_type: 'magnet', key: MAGNET }, labels: { stream_id: id } })
  assert.equal((await post('/events/stream_started', event)).json<StreamState>().id, id)
  const path = `/streams/${encodeURIComponent(id)}`
  assert.equal((await get(path)).json<StreamState>().id, id)
  assert.deepEqual((await get(`${path}/stats`)).json(), [])
  assert.equal((await del(path)).json<StreamState>().end_reason, 'stopped')
})

test('an id of 4,096 characters, each of them percent-encoded, arrives whole', async () => {
  const { post, get } = apiRig()
  const id = '|é'.repeat(2048)
  await post('/events/stream_started', aStartEvent({ labels: { stream_id: id } }))
  assert.equal((await get(`/streams/${encodeURIComponent(id)}/`)).json<StreamState>().id, id)
})

test('the events of a proxy: started, repeated, ended, repeated, and unknown', async () => {
  const { post, get } = apiRig()
  const event = aStartEvent()
  const id = `${event.stream.key}|session-1`
  const first = (await post('/events/stream_started', event)).json<StreamState>()
  assert.equal(first.id, id)
  assert.equal(first.status, 'started')
  assert.equal(first.container_id, anId(1))
  const again = (await post('/events/stream_started', event)).json<StreamState>()
  assert.equal(again.started_at, first.started_at)
  const end = { container_id: anId(1), stream_id: id, reason: 'handler_exit' }
  const ended = (await post('/events/stream_ended', end)).json<StreamEndedAnswer>()
  assert.equal(ended.updated, true)
  assert.equal(ended.stream?.status, 'ended')
  assert.equal((await post('/events/stream_ended', end)).json<StreamEndedAnswer>().updated, false)
  const unknown = await post('/events/stream_ended', { stream_id: 'never-seen' })
  assert.deepEqual(unknown.json(), { updated: false, stream: null })
  assert.deepEqual((await get('/streams?status=started')).json(), [])
  assert.equal((await get(`/streams?container_id=${anId(1)}`)).json<StreamState[]>().length, 1)
})

test('the engine addresses in a stream are ours, whatever the reporter called it', async () => {
  const { post } = apiRig()
  const event = aStartEvent()
  const stream = (await post('/events/stream_started', event)).json<StreamState>()
  assert.equal(stream.stat_url, `http://172.17.0.2:19000/ace/stat/${event.stream.key}/f528764d`)
  const foreign = aStartEvent({ engine: { host: 'elsewhere', port: 4 }, labels: { stream_id: 'another' } })
  const refused = await post('/events/stream_started', foreign)
  assert.equal(refused.statusCode, 404)
  assert.equal(refused.json<{ code: string }>().code, 'unknown_engine')
})

test('scale clamps, previews without doing anything, and goes back', async () => {
  const { post, del, provisioning } = apiRig()
  assert.deepEqual((await post('/scale/50')).json(), { scaled_to: 6 })
  assert.deepEqual((await post('/scale/-3?dry_run=true')).json(), {
    scaled_to: 1,
    starts: 1,
    removes: [],
    protected: [{ id: 'busy', why: 'has 1 running stream', why_data: { code: 'has_streams', streams: 1 } }],
  })
  assert.deepEqual((await del('/scale')).json(), { scaled_to: 1 })
  assert.deepEqual(provisioning.asked, [50, 'clear'])
  assert.equal((await post('/scale/many')).statusCode, 422)
})

test('BASE_PATH serves under the prefix and, where a proxy took it off, without', async () => {
  const { get } = apiRig({ basePath: '/ace' })
  for (const url of ['/ace/engines', '/ace/api/v1/engines', '/engines', '/api/v1/engines/'])
    assert.equal((await get(url)).statusCode, 200, url)
  assert.equal((await get('/acengines')).statusCode, 404)
})

test('a scheme in any case and more blanks do not hide the key', async () => {
  const { get } = apiRig()
  for (const authorization of [`Bearer ${KEY}`, `bearer ${KEY}`, `BEARER   ${KEY} `])
    assert.equal((await get(`/containers/${anId(1)}`, { authorization })).statusCode, 200)
})
