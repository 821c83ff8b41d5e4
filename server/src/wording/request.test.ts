import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { sentenceOf } from './sentence.ts'

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [{ code: 'missing_token' }, 'missing bearer token'],
  [{ code: 'invalid_token' }, 'invalid token'],
  [{ code: 'too_many_wrong_keys' }, 'too many wrong keys from this address: wait a minute'],
  [
    { code: 'host_name_unknown', host: 'tv.example' },
    'a browser asks for tv.example, a name that is not known here: if it is ours, set PUBLIC_URL to that address',
  ],
  [
    { code: 'foreign_page', origin: 'https://evil.example' },
    'a page of https://evil.example may not change anything here: add it to CORS_ORIGINS, ' +
      'or set PUBLIC_URL if it is our own address behind a proxy',
  ],
  [
    { code: 'foreign_page', origin: null },
    'a page of another site may not change anything here: add it to CORS_ORIGINS, ' +
      'or set PUBLIC_URL if it is our own address behind a proxy',
  ],
  [{ code: 'path_not_found' }, 'Not Found'],
  [{ code: 'method_not_allowed' }, 'Method Not Allowed'],
  [{ code: 'headers_too_large', mostBytes: 65_536 }, 'the headers are larger than 64 KiB in all'],
  [{ code: 'body_too_large', mostBytes: 1_048_576 }, 'the body is larger than 1 MiB'],
  [{ code: 'engine_not_found', id: 'x' }, 'no engine has the id x'],
  [{ code: 'container_not_found', id: 'x' }, 'no container of ours has the id x'],
  [{ code: 'not_a_time', field: 'since' }, 'reading since: it must be an ISO-8601 time or a Unix time'],
  [{ code: 'id_too_long', most: 4096 }, 'an id has 4,096 characters at most'],
  [{ code: 'body_not_json', text: 'unexpected end' }, 'is not JSON: unexpected end'],
  [{ code: 'value_not_allowed', allowed: ['a', 'b'] }, 'must be one of: a, b'],
  [{ code: 'value_wrong_type', expected: 'integer' }, 'must be a whole number'],
  [{ code: 'value_too_small', least: 1 }, 'must be at least 1'],
  [{ code: 'text_too_short', least: 1 }, 'must not be empty'],
  [{ code: 'text_too_short', least: 3 }, 'must have at least 3 characters'],
  [{ code: 'text_wrong_form', pattern: '^[a-z]+$' }, 'must match ^[a-z]+$'],
  [{ code: 'field_invalid', field: 'ports.0', reason: { code: 'value_missing' } }, 'ports.0: is missing'],
  [{ code: 'list_too_long', most: 500, count: 501 }, 'must have 500 items at most, not 501'],
  [{ code: 'map_too_large', most: 64, count: 65 }, 'must have 64 entries at most, not 65'],
]

for (const [reason, sentence] of SENTENCES)
  test(sentence, () => {
    assert.equal(sentenceOf(reason), sentence)
  })
