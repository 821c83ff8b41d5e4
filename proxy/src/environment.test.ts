import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withEnvFile } from './environment.ts'

const FILE = 'API_KEY="from file"\nPORT=8001\n# a comment\nPROXY_PORT=7000\n'

test('a file adds settings, and the environment wins unless it is empty there', () => {
  const found = withEnvFile({ ENV_FILE: ' /x ', PORT: '9000', PROXY_PORT: '' }, (path) =>
    path === '/x' ? FILE : '',
  )
  assert.deepEqual([found['API_KEY'], found['PORT'], found['PROXY_PORT']], ['from file', '9000', '7000'])
})

test('without a file the environment is all there is', () => {
  const environment = { PORT: '1' }
  assert.equal(
    withEnvFile(environment, () => assert.fail('nothing is to be read')),
    environment,
  )
})
