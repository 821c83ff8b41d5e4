import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '../../reasons/reason.ts'
import { sentenceOf } from './reasons.ts'

const MIN = { setting: 'MIN_REPLICAS' } as const

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [
    { code: 'setting_not_allowed', ...MIN, shape: { kind: 'integer', least: 0, most: 1000 } },
    'MIN_REPLICAS debe ser un número entero de 0 a 1000',
  ],
  [
    { code: 'setting_not_allowed', setting: 'LOG_LEVEL', shape: { kind: 'choice', words: ['a', 'b'] } },
    'LOG_LEVEL debe ser uno de a, b',
  ],
  [
    { code: 'setting_above', ...MIN, limit: 'MAX_REPLICAS', value: 6 },
    'MIN_REPLICAS no puede superar MAX_REPLICAS, que es 6',
  ],
  [
    { code: 'setting_set_by_environment', ...MIN, variable: 'MIN_REPLICAS' },
    'definido por la variable de entorno MIN_REPLICAS, que tiene prioridad',
  ],
  [
    {
      code: 'saved_settings_unused',
      settings: ['A', 'B'],
      reason: { code: 'setting_unknown', setting: 'A' },
    },
    'guardado en el panel y sin usar: A, B (A no es un ajuste de esta versión)',
  ],
  [
    { code: 'image_not_listed', setting: 'TARGET_IMAGE', image: 'c', images: ['a', 'b'] },
    'c no está en PROVISION_IMAGES, que contiene a, b',
  ],
  [
    { code: 'older_statistics_deleted', days: 1 },
    'las estadísticas de más de 1 día se borran definitivamente',
  ],
]

for (const [reason, sentence] of SENTENCES)
  test(sentence, () => {
    assert.equal(sentenceOf(reason), sentence)
  })
