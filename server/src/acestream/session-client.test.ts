import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { fakeEngine, saying } from '@acestream-orchestrator/testing/fakes/engine'
import { createEngineHttp } from './http.ts'
import { createSessionClient } from './session-client.ts'

const http = createEngineHttp(8)
const client = createSessionClient(http)
const never = new AbortController().signal
after(() => http.close())

const NOTHING = {
  status: null,
  peers: null,
  speedDown: null,
  speedUp: null,
  downloaded: null,
  uploaded: null,
  progress: null,
  totalProgress: null,
  liveLast: null,
  behindLiveS: null,
  playbackSessionId: null,
  isLive: null,
}

const FULL = {
  uploaded: 491520,
  speed_down: 257,
  speed_up: 29,
  total_progress: 0,
  status: 'dl',
  downloaded: 3276800,
  peers: 4,
  playback_session_id: '15ad634c7ed4deb28045e641c825adcebe5b5f27',
  livepos: { last: '1639986704', live_first: '1639984904', live_last: '1639986704', buffer_pieces: '30' },
}

async function stat(text: string, status = 200) {
  await using engine = await fakeEngine(saying(text, status))
  const reading = await client.stat(engine.address, '/ace/stat/aa/bb', 1000, never)
  assert.deepEqual(engine.requests, ['GET /ace/stat/aa/bb?skip_player_activity=1'])
  return reading
}

describe('statistics', () => {
  const answers: readonly [title: string, response: unknown, expected: object][] = [
    ['nothing yet', {}, {}],
    [
      'everything',
      FULL,
      {
        status: 'dl',
        peers: 4,
        speedDown: 257,
        speedUp: 29,
        downloaded: 3276800,
        uploaded: 491520,
        totalProgress: 0,
        liveLast: 1639986704,
        playbackSessionId: FULL.playback_session_id,
      },
    ],
    ['numbers as strings', { peers: '7', speed_down: '1200' }, { peers: 7, speedDown: 1200 }],
    ['camelCase', { speedDown: 10, speedUp: 2 }, { speedDown: 10, speedUp: 2 }],
    ['nonsense in a field', { peers: 'many', speed_down: -1, downloaded: null, status: 5, livepos: [] }, {}],
    ['prebuffering', { status: 'prebuf', progress: 42 }, { status: 'prebuf', progress: 42 }],
  ]
  for (const [title, response, expected] of answers)
    test(`${title}: ${JSON.stringify(response)}`, async () => {
      const reading = await stat(JSON.stringify({ response, error: null }))
      assert.deepEqual(reading, { kind: 'ok', stat: { ...NOTHING, ...expected }, raw: response })
    })

  test('an unknown session is distinguished from a miss', async () => {
    const reading = await stat('{"response": null, "error": "unknown playback session id"}')
    assert.deepEqual(reading, { kind: 'session_unknown' })
  })

  const misses: readonly [text: string, status: number, reason: Reason][] = [
    [
      '{"response": null, "error": "failed to load content"}',
      200,
      { code: 'engine_error', text: 'failed to load content' },
    ],
    [
      '{"response": null, "error": null}',
      200,
      { code: 'field_missing', field: 'response', text: '{"response": null, "error": null}' },
    ],
    ['{"response": [1], "error": null}', 200, { code: 'not_statistics' }],
    ['{"response": {"peers": NaN}}', 200, { code: 'not_json', text: '{"response": {"peers": NaN}}' }],
    ['download not found', 500, { code: 'unexpected_status', status: 500, text: 'download not found' }],
  ]
  for (const [text, status, reason] of misses)
    test(`a miss: HTTP ${status} ${text}`, async () => {
      const reading = await stat(text, status)
      assert.ok(reading.kind === 'miss')
      assert.deepEqual(reading.reason, reason)
    })
})

describe('stop', () => {
  const answers: readonly [text: string, status: number, expected: object][] = [
    ['{"response": "ok", "error": null}', 200, { kind: 'stopped' }],
    ['{"response": "ok", "error": ""}', 200, { kind: 'stopped' }],
    ['{"response": "ok", "error": ""}', 200, { kind: 'stopped' }],
    ['{"response": null, "error": "unknown playback session id"}', 200, { kind: 'session_unknown' }],
    [
      '{"response": null, "error": "not now"}',
      200,
      { kind: 'refused', reason: { code: 'engine_error', text: 'not now' }, quotes: true },
    ],
    [
      'busy',
      500,
      {
        kind: 'refused',
        reason: { code: 'unexpected_status', status: 500, text: 'busy' },
        quotes: true,
      },
    ],
  ]
  for (const [text, status, expected] of answers)
    test(`HTTP ${status} ${text}`, async () => {
      await using engine = await fakeEngine(saying(text, status))
      assert.deepEqual(await client.stop(engine.address, '/ace/cmd/aa/bb', 1000, never), expected)
      assert.deepEqual(engine.requests, ['GET /ace/cmd/aa/bb?method=stop'])
    })
})

describe('titles', () => {
  const answers: Readonly<Record<string, string | null>> = {
    '{"result": {"files": [{"index": 0, "filename": "f.ts"}], "name": " Promo Channel "}}': 'Promo Channel',
    '{"result": {"files": [{"index": 0, "filename": "f.ts"}], "name": ""}}': 'f.ts',
    '{"result": {"files": []}}': null,
    '{"error": {"message": "cannot get transport file", "code": 0}}': null,
    nonsense: null,
  }
  for (const [text, title] of Object.entries(answers))
    test(`${text} is ${title}`, async () => {
      await using engine = await fakeEngine(saying(text))
      assert.equal(await client.title(engine.address, { type: 'infohash', value: 'aa' }, never), title)
      assert.deepEqual(engine.requests, ['GET /server/api?api_version=3&method=get_media_files&infohash=aa'])
    })
})
