import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Problem } from '@acestream-orchestrator/contract/problem'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { apiRig, aStartEvent, assertFits, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'
import { DomainError, ERROR_CODES, type ErrorCode } from '../../src/lib/errors.ts'

const STATUSES: { readonly [Code in ErrorCode]: number } = {
  validation: 422,
  unauthorized: 401,
  forbidden: 403,
  too_many_attempts: 429,
  too_many_streams: 429,
  not_found: 404,
  unknown_engine: 404,
  conflict: 409,
  payload_too_large: 413,
  image_not_allowed: 403,
  engine_refused: 502,
  vpn_disconnected: 503,
  circuit_breaker: 503,
  max_capacity: 503,
  vpn_error: 503,
  runtime_unavailable: 503,
  image_pulling: 503,
  image_missing: 503,
  no_free_port: 503,
  store_unavailable: 503,
  general_error: 503,
}

interface Refusal {
  readonly detail: unknown
  readonly code: string
}

for (const code of ERROR_CODES) {
  test(`what a domain refuses as ${code} is answered with ${STATUSES[code]}`, async () => {
    const { post, provisioning } = apiRig()
    provisioning.failure = new DomainError(code, 'starting an engine: no', { retryAfterS: 7.2 })
    const answer = await post('/provision/acestream', {})
    assert.equal(answer.statusCode, STATUSES[code])
    assertFits(Problem, answer)
    const { detail, code: told } = answer.json<Refusal>()
    assert.equal(told, code)
    assert.match(JSON.stringify(detail), /starting an engine: no/)
    assert.equal(answer.headers['retry-after'], '8')
  })
}

test('a 503 tells whether to wait, in the shape that existing clients read', async () => {
  const { post, provisioning } = apiRig()
  const told = async (code: ErrorCode, retryAfterS?: number) => {
    provisioning.failure = new DomainError(code, 'why', retryAfterS === undefined ? {} : { retryAfterS })
    return (await post('/provision/acestream', {})).json<Refusal>()
  }
  assert.deepEqual(await told('image_pulling', 40), {
    detail: {
      code: 'image_pulling',
      message: 'why',
      recovery_eta_seconds: 40,
      can_retry: true,
      should_wait: true,
    },
    code: 'image_pulling',
    reason_data: verbatim('why'),
  })
  assert.deepEqual(await told('image_missing'), {
    detail: {
      code: 'image_missing',
      message: 'why',
      recovery_eta_seconds: null,
      can_retry: false,
      should_wait: false,
    },
    code: 'image_missing',
    reason_data: verbatim('why'),
  })
  const full = (await told('max_capacity')).detail as Record<string, unknown>
  assert.equal(full['can_retry'], true)
  assert.equal(full['should_wait'], true)
})

test('a fault of ours says nothing about itself to the caller and everything to the log', async () => {
  const { post, provisioning, logged } = apiRig()
  provisioning.failure = new Error('password=hunter2 in /srv/secret')
  const answer = await post('/provision/acestream', {})
  assert.equal(answer.statusCode, 500)
  assert.equal(answer.json<Refusal>().code, 'general_error')
  assert.doesNotMatch(answer.body, /hunter2|secret/)
  const [entry, ...others] = logged
  assert.ok(entry && 'err' in entry.fields && others.length === 0)
  assert.equal(entry.fields.err, provisioning.failure)
})

test('an unknown route is 404 with CORS_ORIGINS too', async () => {
  const { get } = apiRig({ corsOrigins: ['https://home.example'] })
  assert.equal((await get('/nowhere')).statusCode, 404)
})

test('the host of an external engine is a name or an address and nothing more', async () => {
  const { post } = apiRig()
  const register = async (host: string) => (await post('/engines', { host, port: 6878 })).statusCode
  for (const host of ['http://x/', 'x:80', 'x/y', 'a b', '', 'user@x', '[::1]', 'x?y', '..'])
    assert.equal(await register(host), 422, host)
  for (const host of ['nas', 'ace-1.lan', 'my_engine', '192.168.1.9', '::1', 'fd00::2'])
    assert.equal(await register(host), 200, host)
})

test('an unknown route is 404, a known one asked with a wrong method 405 with the right ones', async () => {
  const { get, post, del } = apiRig()
  assert.deepEqual((await get('/nowhere')).json(), {
    detail: 'Not Found',
    code: 'not_found',
    reason_data: { code: 'path_not_found' },
  })
  assert.equal((await get('/nowhere')).statusCode, 404)
  const wrong = await del('/engines')
  assert.equal(wrong.statusCode, 405)
  assert.equal(wrong.headers['allow'], 'GET, HEAD, POST')
  assert.equal((await post('/streams/some%2Fid/stats')).headers['allow'], 'GET, HEAD')
})

test('a body over one mebibyte is 413', async () => {
  const { post } = apiRig()
  const answer = await post('/events/stream_ended', { reason: 'x'.repeat(1024 * 1024) })
  assert.equal(answer.statusCode, 413)
  assert.equal(answer.json<Refusal>().code, 'payload_too_large')
})

interface Faults {
  readonly detail: readonly { readonly type: string; readonly loc: unknown; readonly msg: string }[]
  readonly code: string
}

const BAD_BODIES: readonly (readonly [
  name: string,
  url: string,
  body: unknown,
  type: string,
  loc: unknown,
])[] = [
  ['no JSON', '/events/stream_ended', '{"reason": ', 'json_invalid', ['body']],
  ['a list for an object', '/events/stream_ended', [1], 'dict_type', ['body']],
  ['a field that is missing', '/engines', { host: 'a' }, 'missing', ['body', 'port']],
  ['a word for a number', '/engines', { host: 'a', port: 'x' }, 'int_type', ['body', 'port']],
  ['a fraction for a whole', '/engines', { host: 'a', port: 1.5 }, 'int_type', ['body', 'port']],
  ['a port out of range', '/engines', { host: 'a', port: 70000 }, 'less_than_equal', ['body', 'port']],
  [
    'a nullable out of range',
    '/provision/acestream',
    { host_port: 80 },
    'greater_than_equal',
    ['body', 'host_port'],
  ],
  [
    'a map with a list in it',
    '/provision',
    { labels: { 'a/b': [] } },
    'string_type',
    ['body', 'labels', 'a/b'],
  ],
  [
    'a name of wrong signs',
    '/provision',
    { name_prefix: '-x' },
    'string_pattern_mismatch',
    ['body', 'name_prefix'],
  ],
  ['an empty list', '/streams/batch-stop', { ids: [] }, 'too_short', ['body', 'ids']],
  [
    'an id in it of no length',
    '/streams/batch-stop',
    { ids: ['a', ''] },
    'string_too_short',
    ['body', 'ids', 1],
  ],
]

for (const [name, url, body, type, loc] of BAD_BODIES) {
  test(`a body with ${name} is 422 and says where`, async () => {
    const answer = await apiRig().post(url, body)
    assert.equal(answer.statusCode, 422)
    const { detail, code } = answer.json<Faults>()
    assert.equal(code, 'validation')
    assert.deepEqual(
      detail.map((fault) => [fault.type, fault.loc]),
      [[type, loc]],
    )
  })
}

test('a word that is not one of a few is told the few', async () => {
  const { post, get } = apiRig()
  const body = aStartEvent()
  const answer = await post('/events/stream_started', { ...body, stream: { key_type: 'torrent', key: 'k' } })
  const [fault] = answer.json<Faults>().detail
  assert.equal(fault?.type, 'enum')
  assert.deepEqual(fault?.loc, ['body', 'stream', 'key_type'])
  assert.equal(fault?.msg, 'must be one of: content_id, infohash, url, magnet')
  assert.deepEqual((await get('/streams?status=paused')).json<Faults>().detail[0]?.loc, ['query', 'status'])
})

test('a fault that only a domain can see names its field too', async () => {
  const { post, get, tracker, streamStore } = apiRig()
  const body = aStartEvent()
  const session = { ...body.session, stat_url: 'http://evil.example/steal' }
  const answer = await post('/events/stream_started', { ...body, session })
  assert.equal(answer.statusCode, 422)
  assert.deepEqual(answer.json<Faults>().detail, [
    {
      type: 'value_error',
      loc: ['body', 'session', 'stat_url'],
      msg: 'reading stat_url: its path must be /ace/stat/<hex>/<hex>',
      reason_data: { code: 'session_url_invalid', field: 'stat_url', form: '/ace/stat/<hex>/<hex>' },
      input: 'http://evil.example/steal',
    },
  ])
  assert.deepEqual([tracker.counts().started, streamStore.writes], [0, []])
  assert.deepEqual((await get('/events?since=yesterday')).json<Faults>().detail[0]?.loc, ['query', 'since'])
})

test('faults are many at most, and long inputs are not sent back', async () => {
  const { post } = apiRig()
  const labels = Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`key-${index}`, []]))
  assert.equal((await post('/provision', { labels })).json<Faults>().detail.length, 20)
  const long = await post('/provision', { name_prefix: '-'.repeat(5000) })
  assert.ok(long.body.length < 600)
})

interface Large {
  readonly name: string
  readonly url: string
  readonly body: string
  readonly loc: unknown
}

const LARGE: readonly Large[] = [
  {
    name: 'with 300,000 wrong ids',
    url: '/streams/batch-stop',
    body: `{"ids":[${'{},'.repeat(300_000)}{}]}`,
    loc: ['body', 'ids'],
  },
  {
    name: 'nested 400,000 deep',
    url: '/events/stream_ended',
    body: `{"reason":${'['.repeat(400_000)}${']'.repeat(400_000)}}`,
    loc: ['body', 'reason'],
  },
  {
    name: 'with 60,000 labels',
    url: '/provision',
    body: JSON.stringify({
      labels: Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`k${at}`, []])),
    }),
    loc: ['body', 'labels'],
  },
]

for (const { name, url, body, loc } of LARGE) {
  test(`a body ${name} is refused with one fault and little work`, async () => {
    const { post } = apiRig()
    await post(url, '[]') // compiles what checks it
    const startedAt = process.cpuUsage()
    const answer = await post(url, body)
    const { user } = process.cpuUsage(startedAt)
    assert.equal(answer.statusCode, 422)
    assert.deepEqual(
      answer.json<Faults>().detail.map((each) => each.loc),
      [loc],
    )
    assert.ok(user < 500_000, `it took ${user / 1000} ms of the processor`)
  })
}

test('a list of wrong items is told of its first 20', async () => {
  const answer = await apiRig().post('/streams/batch-stop', { ids: Array(500).fill({}) })
  const { detail } = answer.json<Faults>()
  assert.deepEqual(
    detail.map(({ loc }) => (loc as unknown[])[2]),
    Array.from({ length: 20 }, (_, at) => at),
  )
})

test('a stream has 64 labels of 4,096 characters at most, 32 kB in all', async () => {
  const { post } = apiRig()
  const many = (count: number, length: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`label-${at}`, 'x'.repeat(length)]))
  const start = async (labels: Record<string, string>) => {
    const answer = await post('/events/stream_started', aStartEvent({ labels }))
    return [answer.statusCode, answer.json<Partial<Faults>>().detail?.map(({ loc }) => loc)]
  }
  assert.deepEqual(await start(many(65, 1)), [422, [['body', 'labels']]])
  assert.deepEqual(await start(many(1, 4097)), [422, [['body', 'labels', 'label-0']]])
  assert.deepEqual(await start(many(64, 1024)), [422, [['body', 'labels']]])
  assert.deepEqual(await start(many(64, 400)), [200, undefined])
  assert.deepEqual(await start(many(7, 4096)), [200, undefined])
})

test('of one reporter 1,000 streams run at most, and it is told so', async () => {
  const { post } = apiRig()
  const start = async (id: number) => {
    const { stream } = aStartEvent()
    const event = aStartEvent({ stream: { ...stream, key: `key-${id}` }, labels: { stream_id: `s-${id}` } })
    return post('/events/stream_started', event)
  }
  for (let id = 0; id < 1000; id++) assert.equal((await start(id)).statusCode, 200)
  const refused = await start(1000)
  assert.equal(refused.statusCode, 429)
  assert.match(refused.json<{ detail: string }>().detail, /1000 streams of 127\.0\.0\.1 run already/)
  assert.equal((await start(7)).statusCode, 200, 'a repeated start is answered as before')
  await post('/events/stream_ended', { stream_id: 's-7' })
  assert.equal((await start(1001)).statusCode, 200)
})

test('a path that is not properly encoded, or an id that is too long, is 422', async () => {
  const { get, post } = apiRig()
  assert.equal((await get('/streams/%zz')).statusCode, 422)
  assert.equal((await get(`/streams/${'x'.repeat(4097)}`)).statusCode, 422)
  assert.equal(
    (await post('/events/stream_ended', '{}', { ...WITH_KEY, 'content-type': '///' })).statusCode,
    422,
  )
})
