import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { isReason, sentenceOf, sentenceOrNull } from './sentence.ts'

const exited = { code: 'exited', exitCode: null, oomKilled: false, error: null, lastWords: null } as const

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [{ code: 'verbatim', text: 'dial tcp: refused' }, 'dial tcp: refused'],
  [
    { code: 'all', reasons: [{ code: 'draining' }, { code: 'not_a_status' }] },
    'draining: takes no new streams; answered a result that is no status',
  ],
  [{ code: 'probe_timeout', timeoutMs: 80 }, 'no answer within 0.08 s'],
  [{ code: 'answer_too_long', mostBytes: 1024 * 1024 }, 'the answer is longer than 1 MiB'],
  [{ code: 'unexpected_status', status: 404, text: null }, 'answered HTTP 404 where 200 was expected'],
  [
    { code: 'unexpected_status', status: 500, text: 'no file' },
    'answered HTTP 500 where 200 was expected: "no file"',
  ],
  [{ code: 'not_json', text: '<html>' }, 'answered "<html>" where JSON was expected'],
  [{ code: 'never_answered', afterMs: 25_000 }, 'has not answered within 25 s of its start'],
  [
    { code: 'missed_check', reason: { code: 'connection_refused', address: '10.0.0.1:6878' } },
    'missed a check: connection refused at 10.0.0.1:6878: nothing listens there',
  ],
  [{ code: 'being_removed', why: { code: 'removed_by_operator' } }, 'being removed: removed by you'],
  [{ code: 'restarting', why: { code: 'restarted_by_operator' } }, 'restarting: restarted by you'],
  [exited, 'exited, exit code unknown'],
  [{ ...exited, exitCode: 0 }, 'exited with code 0'],
  [{ ...exited, exitCode: 137 }, 'killed by signal 9 (exit code 137)'],
  [{ ...exited, exitCode: 1 }, 'exited with code 1'],
  [{ ...exited, exitCode: 126 }, 'its command cannot be run (exit code 126)'],
  [{ ...exited, exitCode: 143 }, 'killed by signal 15 (exit code 143)'],
  [{ ...exited, exitCode: 255 }, 'could not be started (exit code 255)'],
  [{ ...exited, exitCode: 137, oomKilled: true }, 'killed: out of memory'],
  [{ ...exited, exitCode: 139 }, 'crashed: SIGSEGV (exit code 139)'],
  [{ ...exited, exitCode: 193 }, 'exited with code 193'],
  [
    { ...exited, exitCode: 127, lastWords: 'sh: ace: not found' },
    'its command was not found (exit code 127): sh: ace: not found',
  ],
  [{ ...exited, exitCode: 128, error: 'no such device' }, 'exit code 128: no such device'],
  [{ ...exited, exitCode: 0, error: 'no such device' }, 'no such device'],
  [
    { code: 'recommended', streams: 0, maxStreams: 1, usedUnreported: false, forwarded: false },
    'healthy, no streams',
  ],
  [
    { code: 'recommended', streams: 1, maxStreams: 3, usedUnreported: true, forwarded: true },
    'healthy, 1 of 3 streams, in use by a player that reports no stream, holds the forwarded port',
  ],
]

describe('sentences', () => {
  for (const [reason, sentence] of SENTENCES)
    test(sentence, () => {
      assert.equal(sentenceOf(reason), sentence)
    })

  test('a code that a newer version stored is its own sentence', () => {
    assert.equal(sentenceOf({ code: 'engine_on_fire' } as unknown as Reason), 'engine on fire')
  })

  test('a code stored without its parameters is its own sentence', () => {
    for (const code of ['all', 'being_removed', 'no_vpn_connected'])
      assert.equal(sentenceOf({ code } as unknown as Reason), code.replaceAll('_', ' '))
  })

  test('a code that is the name of an inherited property has no sentence', () => {
    assert.equal(sentenceOf({ code: 'constructor' } as unknown as Reason), 'constructor')
  })

  test('no reason, no sentence', () => {
    assert.equal(sentenceOrNull(null), null)
  })

  test('a reason is distinguished from everything else', () => {
    assert.ok(isReason({ code: 'draining' }))
    for (const other of [null, undefined, 'draining', 3, {}, { code: 3 }, []]) assert.ok(!isReason(other))
  })
})
