import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiRig, WITH_KEY } from '@acestream-orchestrator/testing/rigs/api'

test('the doctor is asked with the key only, also where reads are open', async () => {
  const { get, deps } = apiRig()
  const refused = await get('/doctor')
  assert.equal(refused.statusCode, 401)
  assert.equal(refused.json().detail, 'missing bearer token')
  const answered = await get('/doctor', WITH_KEY)
  assert.equal(answered.statusCode, 200)
  assert.deepEqual(answered.json(), await deps.doctor())
})

test('its route is described', async () => {
  const { get } = apiRig()
  const { paths } = (await get('/openapi.json')).json()
  assert.deepEqual(Object.keys(paths['/doctor'].get.responses), [
    '200',
    '400',
    '401',
    '403',
    '429',
    '500',
    '503',
  ])
})
