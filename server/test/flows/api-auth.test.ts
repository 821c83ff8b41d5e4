import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anId } from '@acestream-orchestrator/testing/builders/world'
import { apiRig, aStartEvent, KEY, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'

type Method = 'GET' | 'POST' | 'DELETE'

/** docs/api.md: what is marked K. */
const KEYED: readonly (readonly [Method, string])[] = [
  ['GET', `/containers/${anId(1)}`],
  ['DELETE', `/containers/${anId(1)}`],
  ['GET', `/containers/${anId(1)}/logs`],
  ['GET', '/by-label?key=a&value=b'],
  ['POST', '/events/stream_started'],
  ['POST', '/events/stream_ended'],
  ['POST', '/provision'],
  ['POST', '/provision/acestream'],
  ['POST', '/scale/2'],
  ['DELETE', '/scale'],
  ['POST', '/image/check'],
  ['POST', '/image/update'],
  ['DELETE', '/image/update'],
  ['POST', '/gc'],
  ['POST', '/engines'],
  ['DELETE', `/engines/${anId(1)}`],
  ['POST', `/engines/${anId(1)}/drain`],
  ['DELETE', `/engines/${anId(1)}/drain`],
  ['POST', `/engines/${anId(1)}/restart`],
  ['DELETE', '/streams/some'],
  ['POST', '/streams/batch-stop'],
  ['POST', '/vpn/restart'],
  ['POST', '/vpn/release'],
]

const READS = [
  '/engines',
  `/engines/${anId(1)}`,
  `/engines/${anId(1)}/health`,
  '/engines/recommended',
  '/streams',
  '/vpn/status',
  '/vpn/events',
  '/events',
  '/history',
  '/contents',
  '/jobs',
  '/orchestrator/status',
  '/metrics',
  '/openapi.json',
  '/docs/',
]

const OPEN = ['/healthz', '/readyz', '/panel/']

for (const [method, url] of KEYED) {
  test(`${method} ${url.replace(anId(1), '…')} needs the key`, async () => {
    const { api } = apiRig()
    const none = await api.inject({ method, url })
    assert.equal(none.statusCode, 401)
    assert.deepEqual(none.json(), {
      detail: 'missing bearer token',
      code: 'unauthorized',
      reason_data: { code: 'missing_token' },
    })
    assert.equal(none.headers['www-authenticate'], 'Bearer')
    const wrong = await api.inject({ method, url, headers: { authorization: 'Bearer nonsense' } })
    assert.equal(wrong.statusCode, 403)
    assert.deepEqual(wrong.json(), {
      detail: 'invalid token',
      code: 'forbidden',
      reason_data: { code: 'invalid_token' },
    })
    const right = await api.inject({ method, url, headers: WITH_KEY })
    assert.ok(right.statusCode !== 401 && right.statusCode !== 403)
  })
}

test('reads are open, and need the key with PROTECT_READS', async () => {
  const open = apiRig()
  const closed = apiRig({ protectReads: true })
  for (const url of READS) {
    assert.equal((await open.get(url)).statusCode, 200, url)
    assert.equal((await closed.get(url)).statusCode, 401, url)
    assert.equal((await closed.get(url, WITH_KEY)).statusCode, 200, url)
  }
})

test('health, readiness and the files of the panel are open whatever is protected', async () => {
  const { get } = apiRig({ protectReads: true })
  for (const url of OPEN) assert.notEqual((await get(url)).statusCode, 401, url)
})

test('AUTH=off opens everything', async () => {
  const { post, get } = apiRig({ authOff: true, protectReads: true })
  assert.equal((await get('/engines')).statusCode, 200)
  assert.equal((await post('/events/stream_started', aStartEvent(), {})).statusCode, 200)
})

test('other schemes and an empty token count as no token', async () => {
  const { post } = apiRig()
  for (const authorization of ['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', 'the-key-of-these-tests'])
    assert.equal((await post('/gc', undefined, { authorization })).statusCode, 401)
})

test('after 20 wrong keys within a minute further wrong ones are 429, the right one never', async () => {
  const { post, clock } = apiRig()
  const wrong = () => post('/gc', undefined, { authorization: 'Bearer guess' })
  for (let guess = 0; guess < 20; guess++) assert.equal((await wrong()).statusCode, 403)
  const refused = await wrong()
  assert.equal(refused.statusCode, 429)
  assert.equal(refused.headers['retry-after'], '60')
  assert.equal((await post('/gc')).statusCode, 200)
  assert.equal((await wrong()).statusCode, 429)
  await clock.advance(60_000)
  assert.equal((await wrong()).statusCode, 403)
})

test('wrong keys are counted per address, and a proxy is believed only where it is trusted', async () => {
  const guess = async (trustProxy: boolean, address: string) => {
    const { api } = apiRig({ trustProxy })
    const from = (forwarded: string) =>
      api.inject({
        method: 'POST',
        url: '/gc',
        headers: { authorization: 'Bearer guess', 'x-forwarded-for': forwarded },
      })
    for (let time = 0; time < 20; time++) await from('10.1.1.1')
    return (await from(address)).statusCode
  }
  assert.equal(await guess(true, '10.1.1.2'), 403)
  assert.equal(await guess(true, '10.1.1.1'), 429)
  assert.equal(await guess(false, '10.1.1.2'), 429)
})

interface OriginCase {
  readonly name: string
  readonly settings?: Parameters<typeof apiRig>[0]
  readonly headers: Record<string, string>
  readonly status: number
  /** Of a read without a key; 200 where it is left out. */
  readonly read?: number
}

const ORIGINS: readonly OriginCase[] = [
  { name: 'a program that sends none', headers: { host: 'nas:8000' }, status: 200 },
  { name: 'our own page', headers: { host: 'nas:8000', origin: 'http://nas:8000' }, status: 200 },
  {
    name: 'our own page behind a proxy that ends TLS',
    headers: { host: 'ace.example.org', origin: 'https://ace.example.org' },
    status: 200,
    read: 403,
  },
  { name: 'another port', headers: { host: 'nas:8000', origin: 'http://nas:9000' }, status: 403 },
  { name: 'another site', headers: { host: 'nas:8000', origin: 'https://evil.example' }, status: 403 },
  { name: 'an opaque origin', headers: { host: 'nas:8000', origin: 'null' }, status: 403 },
  {
    name: 'an origin of CORS_ORIGINS',
    settings: { corsOrigins: ['https://home.example'] },
    headers: { host: 'nas:8000', origin: 'https://home.example' },
    status: 200,
  },
  {
    name: 'PUBLIC_URL where the proxy rewrites the host',
    settings: { publicUrl: 'https://ace.example.org/x' },
    headers: { host: '127.0.0.1:8000', origin: 'https://ace.example.org' },
    status: 200,
  },
  {
    name: 'a page that the browser calls ours',
    headers: { host: '127.0.0.1:8000', origin: 'https://ace.example.org', 'sec-fetch-site': 'same-origin' },
    status: 200,
  },
  {
    name: 'a host that a trusted proxy tells',
    settings: { trustProxy: true },
    headers: {
      host: '127.0.0.1:8000',
      'x-forwarded-host': 'ace.example.org',
      origin: 'https://ace.example.org',
    },
    status: 200,
    read: 403,
  },
  {
    name: 'a host that an untrusted proxy tells',
    headers: {
      host: '127.0.0.1:8000',
      'x-forwarded-host': 'evil.example',
      origin: 'https://evil.example',
    },
    status: 403,
  },
  {
    name: 'our own page at an address, without a key',
    settings: { authOff: true },
    headers: { host: '[fd00::2]:8000', origin: 'http://[fd00::2]:8000' },
    status: 200,
  },
  {
    name: 'our own page at a local name, without a key',
    settings: { authOff: true },
    headers: { host: 'nas.local:8000', origin: 'http://nas.local:8000' },
    status: 200,
  },
  {
    name: 'a public name that was pointed at us, without a key',
    settings: { authOff: true },
    headers: {
      host: 'evil.example:8000',
      origin: 'http://evil.example:8000',
      'sec-fetch-site': 'same-origin',
    },
    status: 403,
    read: 403,
  },
  {
    name: 'PUBLIC_URL with its own name, without a key',
    settings: { authOff: true, publicUrl: 'https://ace.example.org/x' },
    headers: { host: 'ace.example.org', origin: 'https://ace.example.org' },
    status: 200,
  },
  {
    name: 'an origin of CORS_ORIGINS that serves us too, without a key',
    settings: { authOff: true, corsOrigins: ['https://home.example'] },
    headers: { host: 'home.example:8443', origin: 'https://home.example' },
    status: 200,
  },
  {
    name: 'another site that sends no origin, without a key',
    settings: { authOff: true },
    headers: { host: '127.0.0.1:8000', 'sec-fetch-site': 'cross-site' },
    status: 403,
  },
  {
    name: 'a program under a public name, without a key',
    settings: { authOff: true },
    headers: { host: 'ace.example.org:8000', 'user-agent': 'Go-http-client/1.1' },
    status: 200,
  },
  {
    name: 'another site, without a key',
    settings: { authOff: true },
    headers: { host: '127.0.0.1:8000', origin: 'https://evil.example' },
    status: 403,
  },
]

for (const { name, settings, headers, status, read = 200 } of ORIGINS) {
  test(`a write from ${name} is ${status}, a read without the key ${read}`, async () => {
    const { post, get } = apiRig(settings)
    assert.equal((await post('/gc', undefined, { ...WITH_KEY, ...headers })).statusCode, status)
    assert.equal((await get('/engines', headers)).statusCode, read)
    assert.equal((await get('/healthz', headers)).statusCode, 200)
  })
}

const LOCAL_NAMES = [
  '192.168.1.9:8000',
  '[fd00::2]:8000',
  '[::1]',
  'localhost:8000',
  'NAS',
  'nas.local',
  'nas.lan:8000',
  'nas.home.arpa',
  'orchestrator.internal',
  'nas.lan.:8000',
]
const FOREIGN_NAMES = [
  'evil.example',
  'nas.local.evil.example:8000',
  '127.0.0.1.evil.example',
  'nas.home',
  'a@nas.lan',
  'xlocal.evil',
]

for (const settings of [{ authOff: true }, {}])
  test(`a browser reads under local names only, with ${JSON.stringify(settings)}`, async () => {
    const { get } = apiRig(settings)
    for (const header of [{ origin: 'http://any' }, { 'sec-fetch-mode': 'cors' }] as Record<
      string,
      string
    >[]) {
      for (const host of LOCAL_NAMES)
        assert.equal((await get('/streams', { host, ...header })).statusCode, 200, host)
      for (const host of FOREIGN_NAMES) {
        const answer = await get('/streams', { host, ...header })
        assert.equal(answer.statusCode, 403, host)
        assert.match(answer.json<{ detail: string }>().detail, /set PUBLIC_URL/)
      }
    }
    assert.equal((await get('/streams', { host: 'evil.example' })).statusCode, 200, 'a program is no browser')
  })

test('under a foreign name a browser reads with the key, and guesses of it are counted', async () => {
  const { get } = apiRig()
  const foreign = { host: 'ace.example.org', origin: 'https://ace.example.org' }
  assert.equal((await get('/engines', { ...foreign, ...WITH_KEY })).statusCode, 200)
  const guess = () => get('/engines', { ...foreign, 'x-api-key': 'guess' })
  for (let time = 0; time < 20; time++) assert.equal((await guess()).statusCode, 403)
  assert.equal((await guess()).statusCode, 429)
})

test('the key may travel as X-API-Key, beside the login of a proxy', async () => {
  const { post } = apiRig()
  const status = async (headers: Record<string, string>) => (await post('/gc', undefined, headers)).statusCode
  const proxyLogin = 'Basic dXNlcjpwYXNz'
  assert.equal(await status({ 'x-api-key': KEY }), 200)
  assert.equal(await status({ 'x-api-key': KEY, authorization: proxyLogin }), 200)
  assert.equal(await status({ 'x-api-key': KEY, authorization: 'Bearer the-key-of-the-proxy' }), 200)
  assert.equal(await status({ 'x-api-key': 'wrong', authorization: `Bearer ${KEY}` }), 200)
  assert.equal(await status({ 'x-api-key': 'wrong' }), 403)
  assert.equal(await status({ 'x-api-key': ' ' }), 401)
})

test('guesses wait, a bounded number of them, and the right key does not', async () => {
  const { post } = apiRig()
  const wrong = () => post('/gc', undefined, { authorization: 'Bearer guess' })
  for (let guess = 0; guess < 20; guess++) await wrong()
  const startedAt = performance.now()
  const guesses = Array.from({ length: 20 }, async () => {
    const { statusCode, headers } = await wrong()
    return { statusCode, cut: headers['connection'] === 'close', afterMs: performance.now() - startedAt }
  })
  assert.equal((await post('/gc')).statusCode, 200)
  assert.ok(performance.now() - startedAt < 900, 'the right key does not wait')
  const answers = await Promise.all(guesses)
  assert.ok(answers.every(({ statusCode }) => statusCode === 429))
  assert.equal(answers.filter(({ cut }) => cut).length, 4)
  assert.ok(answers.filter(({ cut }) => !cut).every(({ afterMs }) => afterMs > 900))
})

test('other origins may read the answers only where CORS_ORIGINS names them', async () => {
  const none = await apiRig().get('/engines', { origin: 'https://home.example' })
  assert.equal(none.headers['access-control-allow-origin'], undefined)
  const { api, get } = apiRig({ corsOrigins: ['https://home.example'], protectReads: true })
  const named = await get('/engines', { origin: 'https://home.example' })
  assert.equal(named.statusCode, 401)
  assert.equal(named.headers['access-control-allow-origin'], 'https://home.example')
  const other = await get('/engines', { origin: 'https://evil.example' })
  assert.equal(other.headers['access-control-allow-origin'], undefined)
  const preflight = await api.inject({
    method: 'OPTIONS',
    url: '/containers/x',
    headers: {
      origin: 'https://home.example',
      'access-control-request-method': 'DELETE',
      'access-control-request-headers': 'authorization',
    },
  })
  assert.equal(preflight.statusCode, 204)
  assert.match(String(preflight.headers['access-control-allow-methods']), /DELETE/)
  assert.match(String(preflight.headers['access-control-allow-headers']), /authorization, x-api-key/)
})
