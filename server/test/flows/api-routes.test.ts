import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Job, JournalEntry } from '@acestream-orchestrator/contract/event'
import {
  ContainerView,
  GcAnswer,
  ImageCheck,
  ImageUpdate,
  ProvisionAnswer,
} from '@acestream-orchestrator/contract/provisioning'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { HistorySeries, OrchestratorStatus, Readiness } from '@acestream-orchestrator/contract/status'
import {
  BatchStopAnswer,
  ContentSummary,
  StreamState,
  StreamStatSnapshot,
} from '@acestream-orchestrator/contract/stream'
import { VpnStatus } from '@acestream-orchestrator/contract/vpn'
import { aNode, anId, someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import {
  apiRig,
  aStartEvent,
  aStartReport,
  assertFits,
  WITH_KEY,
} from '@acestream-orchestrator/testing/rigs/api'
import { type TSchema, Type } from 'typebox'
import type { Engine } from '../../src/engines/engine.ts'
import type { LogLine, LogOptions } from '../../src/engines/ports.ts'
import type { FleetFigures } from '../../src/history/sample.ts'
import type { EventQuery } from '../../src/journal/journal-event.ts'
import { DomainError } from '../../src/lib/errors.ts'
import type { GenericRequest } from '../../src/provisioning/service.ts'

const FIRST = anId(1)

const READS: readonly (readonly [url: string, shape: TSchema])[] = [
  ['/streams', Type.Array(StreamState)],
  ['/vpn/status', VpnStatus],
  ['/vpn/events', Type.Array(JournalEntry)],
  ['/orchestrator/status', OrchestratorStatus],
  ['/readyz', Readiness],
  ['/jobs', Type.Array(Job)],
  ['/events', Type.Array(JournalEntry)],
  ['/history?metric=engines&window=24h', HistorySeries],
  ['/contents', Type.Array(ContentSummary)],
]

for (const [url, shape] of READS) {
  test(`GET ${url} answers what the contract says`, async () => {
    const { get, post, jobs, journal } = apiRig()
    await post('/events/stream_started', aStartEvent())
    jobs.start('image_pull', { code: 'image_being_pulled', image: 'a/b' }, 'bytes').progress(5, 10)
    journal.record({ event: { code: 'system.image_pulled', image: 'a/b' } })
    journal.record({
      event: {
        code: 'vpn.disconnected',
        container: 'gluetun',
        state: 'stopped',
        reason: null,
        sinceMs: 0,
      },
    })
    const answer = await get(url)
    assert.equal(answer.statusCode, 200)
    assertFits(shape, answer)
    if ('items' in shape && url !== '/contents') assert.ok(answer.json<unknown[]>().length > 0)
  })
}

test('a container of ours is shown by id, prefix or name, and no other', async () => {
  const { get } = apiRig()
  for (const id of [FIRST, FIRST.slice(0, 12), 'acestream-1']) {
    const answer = await get(`/containers/${id}`, WITH_KEY)
    assertFits(ContainerView, answer)
    assert.equal(answer.json<ContainerView>().id, FIRST)
  }
  for (const id of ['postgres', FIRST.slice(0, 11), anId(77)])
    assert.equal((await get(`/containers/${id}`, WITH_KEY)).statusCode, 404)
})

test('a label is looked for among ours only', async () => {
  const { get, registry } = apiRig()
  registry.observe(someFacts({ number: 3, labels: { team: 'red' } }))
  registry.observe(someFacts({ number: 4, labels: { team: 'red', 'orchestrator.instance': 'other' } }))
  const answer = await get('/by-label?key=team&value=red', WITH_KEY)
  assertFits(Type.Array(ContainerView), answer)
  assert.deepEqual(
    answer.json<ContainerView[]>().map(({ id }) => id),
    [anId(3)],
  )
  assert.equal((await get('/by-label?value=red', WITH_KEY)).statusCode, 422)
})

test('logs are plain text that no browser takes for a page', async () => {
  const { get } = apiRig()
  const answer = await get(`/containers/${FIRST}/logs?tail=10`, WITH_KEY)
  assert.equal(answer.body, 'starting engine\n<b>ready</b>\n')
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
})

test('followed logs are server-sent lines, and an end that broke off says why', async () => {
  async function* broken(): AsyncGenerator<LogLine> {
    yield { atMs: T0, stream: 'stdout', text: 'one\rtwo' }
    throw new DomainError('runtime_unavailable', 'reading logs: Docker went away')
  }
  const asked: LogOptions[] = []
  const logs = {
    logs: (_id: string, options: LogOptions) => {
      asked.push(options)
      return broken()
    },
  }
  const { get } = apiRig({}, { logs })
  const answer = await get(`/containers/${FIRST}/logs?follow=true&since=1767290400&tail=5`, WITH_KEY)
  assert.match(String(answer.headers['content-type']), /^text\/event-stream/)
  assert.equal(answer.headers['cache-control'], 'no-cache, no-transform')
  assert.match(answer.body, /event: line\ndata: one\ndata: two\n\n/)
  assert.match(answer.body, /event: error\ndata: reading logs: Docker went away\n\n$/)
  assert.deepEqual(asked, [{ follow: true, sinceMs: 1_767_290_400_000, tail: 5 }])
})

test('logs that can not be read at all are an error, not an empty page', async () => {
  // biome-ignore lint/correctness/useYield: it breaks off before the first line
  async function* unreachable(): AsyncGenerator<LogLine> {
    throw new DomainError('runtime_unavailable', 'reading logs: Docker does not answer')
  }
  const { get } = apiRig({}, { logs: { logs: unreachable } })
  assert.equal((await get(`/containers/${FIRST}/logs`, WITH_KEY)).statusCode, 503)
})

test('logs of the configured VPN may be read, those of foreign containers not', async () => {
  const asked: string[] = []
  const logs = {
    logs: (id: string) => {
      asked.push(id)
      return (async function* (): AsyncGenerator<LogLine> {})()
    },
  }
  const { deps } = apiRig()
  const vpn = { ...deps.vpn, view: () => ({ configured: true, nodes: [aNode()] }) }
  const { get } = apiRig({}, { logs, vpn })
  for (const id of ['gluetun', 'gluetun-id'])
    assert.equal((await get(`/containers/${id}/logs`, WITH_KEY)).statusCode, 200)
  assert.equal((await get('/containers/postgres/logs', WITH_KEY)).statusCode, 404)
  assert.deepEqual(asked, ['gluetun-id', 'gluetun-id'])
})

test('a generic container gets what was asked for, under the name prefix', async () => {
  const { post, provisioning } = apiRig()
  const body = { image: 'alpine', ports: { '80/tcp': '8080' }, labels: { a: 'b' }, env: null }
  const answer = await post('/provision', body)
  assertFits(ProvisionAnswer, answer)
  assert.equal(answer.json<ProvisionAnswer>().container_name, 'svc-1')
  assert.deepEqual(provisioning.asked[0] as GenericRequest, {
    image: 'alpine',
    env: {},
    labels: { a: 'b' },
    ports: { '80/tcp': 8080 },
    namePrefix: 'svc',
  })
})

test('collecting garbage tells what went', async () => {
  const answer = await apiRig().post('/gc')
  assertFits(GcAnswer, answer)
  assert.deepEqual(answer.json<GcAnswer>().removed, ['left-over'])
})

test('ended streams are looked for beyond memory, once each, newest first', async () => {
  const rig = apiRig()
  const old = await rig.tracker.started(aStartReport({ labels: { stream_id: 'old' } }))
  const ended = {
    ...old,
    id: 'older',
    reportedId: 'older',
    startedAtMs: T0 - 9_000_000,
    phase: 'ended' as const,
    endedAtMs: T0 - 1,
  }
  await rig.tracker.ended({ id: 'old' })
  const { get, tracker } = apiRig(
    {},
    {
      streams: rig.tracker,
      endedStreams: async (_engineId, _limit, before) => (before === null ? [ended, ended] : []),
    },
  )
  assert.ok(tracker)
  const ids = (await get('/streams?status=ended')).json<StreamState[]>().map(({ id }) => id)
  assert.deepEqual([...new Set(ids)], ['old', 'older'])
})

test('ended streams come from memory while the store is down', async () => {
  const endedStreams = async () => {
    throw new DomainError('store_unavailable', 'reading the store: the disk is full')
  }
  const { get, post } = apiRig({}, { endedStreams })
  await post('/events/stream_started', aStartEvent())
  await post('/events/stream_ended', { container_id: FIRST })
  assert.equal((await get('/streams?status=ended')).json<StreamState[]>().length, 1)
})

test('statistics are asked from the time given, and an unknown stream is 404', async () => {
  const asked: unknown[] = []
  const sample = { atMs: T0, peers: 3, speedDown: 1, speedUp: 2, downloaded: 3, uploaded: 4, status: 'dl' }
  const streamHistory = {
    samples: async ({ id }: { id: string }, sinceMs: number | null) => {
      asked.push([id, sinceMs])
      return [sample]
    },
  }
  const { get, post } = apiRig({}, { streamHistory })
  await post('/events/stream_started', aStartEvent({ labels: { stream_id: 's' } }))
  const answer = await get('/streams/s/stats?since=2026-01-01T10:00:00')
  assertFits(Type.Array(StreamStatSnapshot), answer)
  await get('/streams/s/stats?since=')
  assert.deepEqual(asked, [
    ['s', Date.UTC(2026, 0, 1, 10)],
    ['s', null],
  ])
  assert.equal((await get('/streams/nobody/stats')).statusCode, 404)
  assert.equal((await get('/streams/nobody')).statusCode, 404)
})

test('streams are stopped one by one or together, and a refusal is told in its own words', async () => {
  const refuse = async () => {
    throw new DomainError('engine_refused', 'stopping: the engine says no')
  }
  const { deps } = apiRig()
  const { del, post } = apiRig({}, { streamActions: { ...deps.streamActions, stop: refuse } })
  const refused = await del('/streams/s')
  assert.equal(refused.statusCode, 502)
  assert.equal(refused.json<{ detail: string }>().detail, 'stopping: the engine says no')
  const batch = await post('/streams/batch-stop', { ids: ['a', 'b'] })
  assertFits(BatchStopAnswer, batch)
  assert.equal(batch.json<BatchStopAnswer>().results.length, 2)
  assert.equal((await apiRig().del('/streams/nobody')).statusCode, 404)
})

test('the statistics of an engine come as the engine gave them', async () => {
  const { get, post } = apiRig()
  await post('/events/stream_started', aStartEvent({ labels: { stream_id: 's' } }))
  assert.deepEqual((await get('/streams/s/stat')).json(), { response: { status: 'dl' }, error: null })
})

test('the journal is asked for what the query says', async () => {
  const asked: EventQuery[] = []
  const { deps } = apiRig()
  const query = async (each: EventQuery) => {
    asked.push(each)
    return []
  }
  const { get } = apiRig({}, { journal: { ...deps.journal, query } })
  await get(
    `/events?type=stream&container_id=${FIRST.slice(0, 12)}&stream_id=s%7C1&limit=7&before=99&since=0`,
  )
  await get('/events')
  assert.deepEqual(asked, [
    { type: 'stream', engineId: FIRST, streamId: 's|1', limit: 7, beforeId: 99, sinceMs: 0 },
    { limit: 100 },
  ])
  assert.equal((await get('/events?type=weather')).statusCode, 422)
})

test('the fleet history shows what was recorded, and gaps as gaps', async () => {
  const figures: FleetFigures = {
    streamsActive: 4,
    streamsStalled: 1,
    viewers: null,
    enginesHealthy: 2,
    enginesUnhealthy: 0,
    enginesUnknown: 0,
    speedDown: 100,
    speedUp: 10,
  }
  const sample = { atMs: T0 - 60_000, ...figures, least: figures, most: { ...figures, streamsActive: 5 } }
  const { get } = apiRig({}, { fleet: { series: async () => [sample] } })
  const { ts, series, step_s } = (await get('/history?window=5m')).json<HistorySeries>()
  const at = ts.indexOf(new Date(T0 - 60_000).toISOString())
  assert.equal(step_s, 10)
  assert.equal(ts.length, 30)
  assert.equal(series['active']?.[at], 4)
  assert.deepEqual(
    series['active']?.filter((value) => value !== null),
    [4],
  )
  const range = `from=${new Date(T0 - 120_000).toISOString()}&to=${new Date(T0).toISOString()}&points=100`
  const free = (await get(`/history?${range}`)).json<HistorySeries>()
  assert.equal(free.window, null)
  assert.deepEqual(
    free.max?.['active']?.filter((value) => value !== null),
    [5],
  )
  for (const wrong of ['window=2y', 'from=yesterday', 'points=1', 'to=2026-13-01T00:00:00Z'])
    assert.equal((await get(`/history?${wrong}`)).statusCode, 422, wrong)
})

test('restarting the tunnel passes the name on and answers the status', async () => {
  const asked: (string | undefined)[] = []
  const { deps } = apiRig()
  const restart = async (name?: string) => void asked.push(name)
  const { post } = apiRig({}, { vpn: { ...deps.vpn, restart } })
  assertFits(VpnStatus, await post('/vpn/restart?container=gluetun'))
  await post('/vpn/restart')
  assert.deepEqual(asked, ['gluetun', undefined])
  assert.equal((await apiRig().post('/vpn/restart')).statusCode, 404)
})

test('letting go of a VPN asks for the removal of its engines and of no others', async () => {
  const { deps } = apiRig()
  const removed: string[] = []
  const inside = (id: string, vpn: string | null) => ({ id, engineSpec: { vpn } }) as unknown as Engine
  const { post } = apiRig(
    {},
    {
      vpn: { ...deps.vpn, release: (name) => name ?? 'gluetun' },
      engines: {
        ...deps.engines,
        list: () => [inside('a', 'gluetun'), inside('b', 'other'), inside('c', null)],
      },
      commands: {
        ...deps.commands,
        requestRemoval: async (id) => {
          removed.push(id)
          return id
        },
      },
    },
  )
  assertFits(VpnStatus, await post('/vpn/release?container=gluetun'))
  assert.deepEqual(removed, ['a'])
  assert.equal((await apiRig().post('/vpn/release')).statusCode, 404)
})

test('readiness names each check with its reason, health is open and simple', async () => {
  const reason: Reason = { code: 'disk_not_answering', forMs: 5000 }
  const store = { status: () => ({ ok: false, reason }) }
  const { get } = apiRig({}, { store })
  const answer = await get('/readyz')
  assert.equal(answer.statusCode, 503)
  assert.deepEqual(answer.json(), {
    status: 'not_ready',
    checks: {
      runtime: { ok: true, reason: null, reason_data: null },
      store: {
        ok: false,
        reason: 'the disk has not answered for 5 s: check it (dmesg); writing resumes automatically',
        reason_data: reason,
      },
    },
  })
  assert.equal((await get('/healthz')).statusCode, 200)
  assert.equal((await get('/orchestrator/status')).json<OrchestratorStatus>().status, 'degraded')
})

test('what is still asked for when we stop is answered with a reason, not cut off', async () => {
  const rig = apiRig()
  const asked = Promise.withResolvers<void>()
  rig.provisioning.engine = (_request, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      asked.resolve()
    })
  const waiting = rig.post('/provision/acestream')
  await asked.promise
  await rig.api.close()
  const answer = await waiting
  assert.equal(answer.statusCode, 503)
  assert.match(answer.body, /stopping/)
})

test('whether there is a newer image is said, and why nobody can tell', async () => {
  const rig = apiRig()
  const newer = await rig.post('/image/check')
  assertFits(ImageCheck, newer)
  assert.deepEqual(newer.json(), {
    image: 'a/b:1',
    state: 'newer',
    reason: null,
    reason_data: null,
    outdated_engines: 1,
  })
  const reason: Reason = { code: 'image_without_registry', image: 'a/b:1' }
  rig.provisioning.checkImage = async () => ({
    image: 'a/b:1',
    check: { state: 'unknown', reason },
    outdated: 0,
  })
  const unknown = await rig.post('/image/check')
  assertFits(ImageCheck, unknown)
  assert.deepEqual(unknown.json<ImageCheck>().reason_data, reason)
  assert.match(unknown.json<ImageCheck>().reason ?? '', /no registry/)
})

test('how far an update of the engines is, and why it failed', async () => {
  const rig = apiRig()
  const started = await rig.post('/image/update')
  assertFits(ImageUpdate, started)
  assert.equal(started.json<ImageUpdate>().state, 'pulling')
  const running = await rig.get('/image/update')
  assertFits(ImageUpdate, running)
  const nothing = { reason: null, reason_data: null }
  assert.deepEqual(running.json(), { state: 'replacing', replaced: 1, total: 3, waiting: 2, ...nothing })
  const reason: Reason = { code: 'runtime_not_answering' }
  rig.provisioning.imageUpdate = () => ({ kind: 'failed', reason })
  const failed = await rig.get('/image/update')
  assertFits(ImageUpdate, failed)
  assert.deepEqual(failed.json<ImageUpdate>().reason_data, reason)
  assert.ok(failed.json<ImageUpdate>().reason)
})
