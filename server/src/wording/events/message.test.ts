import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CodedEvent } from '@acestream-orchestrator/contract/events/event'
import { detailsOf, messageOf } from './message.ts'

const found = { engine: 'acestream-2', image: 'ace:1', port: 19001, vpn: null, reducedHardening: false }
const gone = {
  code: 'exited',
  exitCode: 137,
  oomKilled: false,
  error: null,
  lastWords: null,
} as const

const MESSAGES: readonly (readonly [CodedEvent, string])[] = [
  [{ code: 'engine.created', ...found }, 'acestream-2 was created, on port 19001'],
  [{ code: 'engine.adopted', ...found }, 'acestream-2 was found running and kept, on port 19001'],
  [
    { code: 'engine.created', ...found, reducedHardening: true },
    'acestream-2 was created with reduced hardening (this Docker runs nothing with init and no-new-privileges), on port 19001',
  ],
  [
    { code: 'engine.failed', engine: 'acestream-2', reason: gone, exitCode: 137, oomKilled: false },
    'acestream-2 died: killed by signal 9 (exit code 137)',
  ],
  [
    {
      code: 'engine.vpn_lost',
      engine: 'acestream-2',
      vpn: 'gluetun',
      reason: { code: 'vpn_restarted', vpn: 'gluetun' },
    },
    'acestream-2 lost its VPN connection (its VPN gluetun was restarted: this engine is cut off until it is restarted too)',
  ],
  [{ code: 'engine.ready', engine: 'acestream-2', afterDrain: false }, 'acestream-2 is ready'],
  [{ code: 'engine.ready', engine: 'acestream-2', afterDrain: true }, 'acestream-2 takes streams again'],
]

describe('messages of journal events', () => {
  for (const [event, message] of MESSAGES)
    test(message, () => {
      assert.equal(messageOf(event), message)
    })
})

test('times of parameters are ISO strings under names without their unit; durations stay', () => {
  assert.deepEqual(detailsOf({ sinceMs: 0, startedAtMs: null, forMs: 5 }), {
    since: '1970-01-01T00:00:00.000Z',
    started_at: null,
    for_ms: 5,
  })
})

test('details are the parameters in snake_case, reasons as sentences', () => {
  assert.deepEqual(
    detailsOf({ engine: 'acestream-2', reason: gone, exitCode: 137, oomKilled: false, list: [{ code: 1 }] }),
    {
      engine: 'acestream-2',
      reason: 'killed by signal 9 (exit code 137)',
      exit_code: 137,
      oom_killed: false,
      list: [{ code: 1 }],
    },
  )
})
