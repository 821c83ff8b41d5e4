import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { negotiate } from './api-version.ts'

const ENGINES: readonly (readonly [engine: string, newest: string, oldest: string, spoken: string])[] = [
  ['20.10.24', '1.41', '1.12', '1.41'],
  ['24.0.9', '1.43', '1.12', '1.43'],
  ['25.0.5', '1.44', '1.24', '1.44'],
  ['27.5.1', '1.47', '1.24', '1.47'],
  ['28.3.0', '1.51', '1.24', '1.51'],
  ['29.0.0', '1.52', '1.44', '1.51'],
  ['29.2.0', '1.53', '1.44', '1.51'],
  ['29.7.2', '1.55', '1.40', '1.51'],
  ['one that dropped 1.51', '1.60', '1.53', '1.53'],
  ['5.8.2 (Podman)', '1.44', '1.24', '1.44'],
]

for (const [engine, newest, oldest, spoken] of ENGINES)
  test(`Docker ${engine} is spoken to in ${spoken}`, () => {
    const body = { Version: engine, ApiVersion: newest, MinAPIVersion: oldest }
    assert.deepEqual(negotiate(body), { ok: true, engine, api: spoken })
  })

const REFUSED: readonly (readonly [what: string, body: object, reason: Reason])[] = [
  [
    'too old',
    { Version: '19.03', ApiVersion: '1.40' },
    { code: 'docker_too_old', version: '19.03', api: '1.40', oldestApi: '1.41' },
  ],
  [
    'too new',
    { Version: '40.0', ApiVersion: '1.90', MinAPIVersion: '1.80' },
    { code: 'docker_too_new', version: '40.0', newestApi: '1.55' },
  ],
  ['not Docker at all', {}, { code: 'not_docker' }],
]

for (const [what, body, reason] of REFUSED)
  test(`an engine that is ${what} is refused`, () => {
    const negotiated = negotiate(body)
    assert.deepEqual(negotiated.ok ? null : negotiated.reason, reason)
  })
