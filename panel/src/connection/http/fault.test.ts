import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultOfAnswer, faultOfGarbage, faultOfLastWords, faultOfSilence } from './fault.ts'

const answer = (status: number, body: unknown) =>
  faultOfAnswer(status, 'application/json', JSON.stringify(body))

test('each refusal has its own kind', () => {
  const cases: [number, unknown, string][] = [
    [401, { detail: 'missing bearer token' }, 'key_missing'],
    [403, { detail: 'invalid token' }, 'key_wrong'],
    [403, { detail: 'origin not allowed', code: 'origin' }, 'origin'],
    [404, { detail: 'Not Found' }, 'not_found'],
    [422, { detail: [] }, 'invalid'],
    [429, { detail: 'wait' }, 'too_many_keys'],
    [429, { detail: 'wait', code: 'too_many_attempts' }, 'too_many_keys'],
    [429, { detail: '200 run', code: 'too_many_streams' }, 'too_many_streams'],
    [429, { detail: 'a limit to come', code: 'too_many_things' }, 'other'],
    [500, { detail: 'x' }, 'server'],
    [502, { detail: 'the engine refused' }, 'gateway'],
    [503, { detail: {} }, 'unavailable'],
    [418, {}, 'other'],
  ]
  for (const [status, body, kind] of cases) assert.equal(answer(status, body).kind, kind)
})

test('all three shapes of a detail become words', () => {
  assert.equal(answer(404, { detail: 'no such engine' }).detail, 'no such engine')
  assert.equal(
    answer(422, { detail: [{ loc: ['body', 'port'], msg: 'too small' }] }).detail,
    'body.port: too small',
  )
  const blocked = answer(503, {
    detail: { code: 'vpn_disconnected', message: 'no VPN', recovery_eta_seconds: 30 },
  })
  assert.deepEqual([blocked.detail, blocked.code, blocked.retryInSeconds], ['no VPN', 'vpn_disconnected', 30])
})

test('the last words of a stream are a sentence, and its reason where the server sends one', () => {
  const data = { code: 'runtime_not_answering' }
  const fault = faultOfLastWords('Docker does not answer', JSON.stringify(data))
  assert.deepEqual([fault.kind, fault.detail, fault.reason], ['other', 'Docker does not answer', data])
  for (const older of [null, 'cut off {']) assert.equal(faultOfLastWords('x', older).reason, null)
})

test('a refused value is said in words, and in data beside them', () => {
  const reason_data = { code: 'field_invalid', field: 'port', reason: { code: 'value_too_small', least: 1 } }
  const fault = answer(422, { detail: [{ loc: ['body', 'port'], msg: 'must be at least 1' }], reason_data })
  assert.deepEqual([fault.detail, fault.reason], ['body.port: must be at least 1', reason_data])
})

test('a web page instead of an answer is recognised, and its text is not shown', () => {
  const fault = faultOfAnswer(404, 'text/html; charset=utf-8', '<h1>Not here</h1>')
  assert.deepEqual([fault.kind, fault.detail], ['html', null])
})

test('a proxy that can’t reach the server, or wants its own sign-in, is distinguished from both', () => {
  const page = 'text/html; charset=utf-8'
  assert.equal(faultOfAnswer(502, page, '<h1>Bad Gateway</h1>').kind, 'proxy')
  assert.equal(faultOfAnswer(401, page, '<h1>Authorization Required</h1>').kind, 'sign_in')
  assert.equal(faultOfAnswer(403, page, '<h1>Sign in with …</h1>').kind, 'sign_in')
  assert.equal(faultOfAnswer(401, 'text/plain', 'Unauthorized').kind, 'sign_in')
  assert.equal(answer(401, { message: 'Unauthorized' }).kind, 'sign_in')
  assert.equal(faultOfGarbage(200, page, '<form><input name=p type="password"></form>').kind, 'sign_in')
  assert.equal(faultOfGarbage(200, page, '<p>router</p>').kind, 'html')
  assert.equal(faultOfGarbage(200, 'text/plain', 'hello').kind, 'not_json')
})

test('where the browser itself would ask for the password, that is known', () => {
  const asks = (challenge: string | null) => faultOfAnswer(401, 'text/html', '', challenge).code
  assert.deepEqual([asks('Basic realm="Home"'), asks('Bearer'), asks(null)], ['basic', null, null])
})

test('silence is a timeout, a page on https that may not read http, or an unreachable server', () => {
  const timeout = new DOMException('too slow', 'TimeoutError')
  assert.equal(faultOfSilence(timeout, 'http://a/', 'http://b').kind, 'timeout')
  assert.equal(faultOfSilence(new TypeError('failed'), 'https://a/', 'http://nas:8000').kind, 'mixed_content')
  assert.equal(faultOfSilence(new TypeError('failed'), 'https://a/', 'http://localhost:8000').kind, 'network')
  assert.equal(faultOfSilence(new TypeError('failed'), 'http://a/', 'http://nas:8000').kind, 'network')
})
