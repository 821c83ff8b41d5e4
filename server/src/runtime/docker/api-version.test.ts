import assert from 'node:assert/strict'
import { test } from 'node:test'
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

test('an engine too old, one too new and something else are refused with what to do', () => {
  const reasonOf = (body: object) => {
    const negotiated = negotiate(body)
    return negotiated.ok ? '' : negotiated.reason
  }
  assert.match(
    reasonOf({ Version: '19.03', ApiVersion: '1.40' }),
    /Docker 19\.03 .* API 1\.40.*update Docker/,
  )
  assert.match(
    reasonOf({ Version: '40.0', ApiVersion: '1.90', MinAPIVersion: '1.80' }),
    /Docker 40\.0 .*update the orchestrator/,
  )
  assert.match(reasonOf({}), /no Docker engine: check DOCKER_HOST/)
})
