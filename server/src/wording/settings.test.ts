import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const MIN = { setting: 'MIN_REPLICAS' } as const

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [
    { code: 'setting_not_allowed', ...MIN, shape: { kind: 'integer', least: 0, most: 1000 } },
    'MIN_REPLICAS must be a whole number from 0 to 1000',
  ],
  [
    { code: 'setting_not_allowed', setting: 'LOG_LEVEL', shape: { kind: 'choice', words: ['a', 'b'] } },
    'LOG_LEVEL must be one of a, b',
  ],
  [
    { code: 'setting_above', ...MIN, limit: 'MAX_REPLICAS', value: 6 },
    'MIN_REPLICAS must not be above MAX_REPLICAS, which is 6',
  ],
  [
    { code: 'setting_set_by_environment', ...MIN, variable: 'MIN_REPLICAS' },
    'set by the environment variable MIN_REPLICAS, which wins',
  ],
  [
    {
      code: 'saved_settings_unused',
      settings: ['A', 'B'],
      reason: { code: 'setting_unknown', setting: 'A' },
    },
    'saved in the panel and not used: A, B (A is not a setting of this version)',
  ],
  [
    { code: 'image_not_listed', setting: 'TARGET_IMAGE', image: 'c', images: ['a', 'b'] },
    'c is not one of PROVISION_IMAGES, which lists a, b',
  ],
  [{ code: 'older_statistics_deleted', days: 1 }, 'statistics older than 1 day are deleted for good'],
]

for (const [reason, sentence] of SENTENCES)
  test(sentence, () => {
    assert.equal(sentenceOf(reason), sentence)
  })
