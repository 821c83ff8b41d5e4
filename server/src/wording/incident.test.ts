import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const cut = { streamsCut: 2, streamsBack: 2, backAfterMs: 31_400, afterMs: 46_000 }

const OUTCOMES: readonly (readonly [Reason, string])[] = [
  [{ code: 'engine_answers_again', afterMs: 119_000 }, 'answered again after 119 s'],
  [{ code: 'vpn_in_order_again', afterMs: 125_000 }, 'in order again after 2 min 5 s'],
  [{ code: 'store_works_again', afterMs: 12_000_000 }, 'writable again after 3 h 20 min'],
  [
    { code: 'engine_replaced', by: 'acestream-5', ...cut },
    'replaced by acestream-5, 2 streams cut, back after 31 s',
  ],
  [
    { code: 'engine_replaced', by: null, ...cut, streamsBack: 1 },
    'replaced, 2 streams cut, 1 of them back after 31 s',
  ],
  [
    {
      code: 'engine_gone',
      reason: { code: 'removed_by_operator' },
      ...cut,
      streamsCut: 1,
      streamsBack: 0,
      backAfterMs: null,
    },
    'removed (removed by you), 1 stream cut',
  ],
  [{ code: 'vpn_connected_again', ...cut, streamsCut: 0, streamsBack: 0 }, 'connected again after 46 s'],
]

describe('how it ended', () => {
  for (const [reason, sentence] of OUTCOMES)
    test(sentence, () => {
      assert.equal(sentenceOf(reason), sentence)
    })
})
