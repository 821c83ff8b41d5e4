import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const NO_ANSWER: Reason = { code: 'probe_timeout', timeoutMs: 3000 }
const UNUSABLE = { code: 'session_url_unusable', form: '/ace/stat/<hex>/<hex>' } as const

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [{ code: 'not_read_yet' }, 'idle: no player reads it yet'],
  [{ code: 'prebuffering', percent: 23, peers: 4 }, 'prebuffering 23 %, 4 peers'],
  [{ code: 'prebuffering', percent: 0, peers: 1 }, 'prebuffering 0 %, 1 peer'],
  [{ code: 'prebuffering', percent: null, peers: 0 }, 'prebuffering, 0 peers'],
  [{ code: 'buffering', percent: 7, peers: null }, 'buffering 7 %'],
  [{ code: 'checking_stored_data', percent: 60, peers: null }, 'checking stored data 60 %'],
  [{ code: 'waiting_for_first_data', percent: null, peers: 3 }, 'waiting for first data, 3 peers'],
  [{ code: 'in_engine_status', status: 'loading', percent: null, peers: null }, 'the engine says loading'],
  [{ code: 'file_complete' }, 'all of the file is here'],
  [
    { code: 'old_recording', behindMs: 7_200_000 },
    'the newest piece in the swarm is over 2 h old: an old recording',
  ],
  [{ code: 'no_data', forMs: 20_000, peers: 0, status: null }, 'no data for 20 s: 0 peers'],
  [{ code: 'no_data', forMs: 20_000, peers: 7, status: null }, 'no data for 20 s from 7 peers'],
  [{ code: 'no_data', forMs: 20_000, peers: 1, status: null }, 'no data for 20 s from 1 peer'],
  [{ code: 'no_data', forMs: 20_000, peers: null, status: null }, 'no data for 20 s'],
  [
    { code: 'no_data', forMs: 20_000, peers: 2, status: 'buf' },
    'no data for 20 s from 2 peers (the engine says buf)',
  ],
  [
    { code: 'no_data', forMs: 20_000, peers: 0, status: 'prebuf' },
    'no data for 20 s: 0 peers (the engine says prebuf)',
  ],
  [{ code: 'engine_not_answering', reason: NO_ANSWER }, 'its engine does not answer: no answer within 3 s'],
  [
    { code: 'statistics_unreadable', reason: NO_ANSWER },
    "its statistics can't be read: no answer within 3 s",
  ],
  [
    { code: 'silent', forMs: 120_000, reason: NO_ANSWER },
    'no sign of life for 120 s while its engine answers: no answer within 3 s',
  ],
  [{ code: 'session_unknown', asked: 2 }, 'its engine no longer knows the session (asked 2 times)'],
  [{ code: 'abandoned', forMs: 600_000 }, 'no data for 600 s and no sign of a reader'],
  [{ code: 'replaced_by_session', session: 's2' }, 'session s2 took its place'],
  [
    { code: 'stop_not_confirmed', reason: { code: 'session_still_runs' } },
    'it answered "ok" but did not confirm: the session still runs',
  ],
  [
    {
      code: 'stream_action_failed',
      action: 'stop',
      stream: 'k1',
      engine: 'acestream-1',
      reason: { code: 'engine_error', text: 'access denied' },
    },
    'stopping "k1" on acestream-1: access denied',
  ],
  [
    {
      code: 'stream_action_failed',
      action: 'read_statistics',
      stream: 'k1',
      engine: 'acestream-1',
      reason: { code: 'session_not_known' },
    },
    'asking for the statistics of "k1" on acestream-1: its engine does not know the session',
  ],
  [{ code: 'stream_not_found', id: 'x' }, 'no stream has the id x'],
  [{ code: 'viewer_not_found', id: 'x' }, 'no viewer of this stream has the id x'],
  [
    {
      code: 'all',
      reasons: [
        { ...UNUSABLE, field: 'stat_url', url: 'http://e/ace/stat/"x"' },
        { ...UNUSABLE, field: 'command_url', form: '/ace/cmd/<hex>/<hex>', url: '/y' },
      ],
    },
    'no statistics: stat_url should end in /ace/stat/<hex>/<hex>, not "http://e/ace/stat/\\"x\\""; ' +
      'command_url should end in /ace/cmd/<hex>/<hex>, not "/y"',
  ],
  [
    { code: 'session_url_invalid', field: 'stat_url', form: '/ace/stat/<hex>/<hex>' },
    'reading stat_url: its path must be /ace/stat/<hex>/<hex>',
  ],
  [
    { code: 'reported_engine_unknown', container: null, address: 'e:6878' },
    'recording the start of a stream: no engine here is reached at e:6878; ' +
      'a proxy with engines of its own registers them first (POST /engines)',
  ],
  [
    { code: 'reported_engine_unknown', container: 'abc', address: 'e:6878' },
    'recording the start of a stream: no engine here is container abc or is reached at e:6878; ' +
      'a proxy with engines of its own registers them first (POST /engines)',
  ],
  [
    { code: 'too_many_streams_reported', most: 1000, reporter: '10.0.0.9' },
    'recording the start of a stream: 1000 streams of 10.0.0.9 run already; report their ends',
  ],
  [{ code: 'labels_too_long', most: 32_768 }, 'all labels together have 32768 characters at most'],
]

for (const [reason, sentence] of SENTENCES)
  test(sentence, () => {
    assert.equal(sentenceOf(reason), sentence)
  })
