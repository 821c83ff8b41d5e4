import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from './settings.ts'

function settingsOf(env: Readonly<Record<string, string>>) {
  const read = readSettings(env)
  assert.equal(read.kind, 'settings')
  return read.settings
}

test('without any setting it listens where an engine would, on this machine only', () => {
  const { host, port, publicUrl, orchestrator, apiKeyFile } = settingsOf({})
  assert.deepEqual([host, port, publicUrl], ['127.0.0.1', 6878, null])
  assert.deepEqual(orchestrator, { host: '127.0.0.1', port: 8000, basePath: '' })
  assert.equal(apiKeyFile, './data/api-key')
})

test('the orchestrator is found by its own settings, or by its URL', () => {
  const own = settingsOf({ PORT: '9000', BASE_PATH: 'ace/' }).orchestrator
  assert.deepEqual(own, { host: '127.0.0.1', port: 9000, basePath: '/ace' })
  const url = settingsOf({ ORCHESTRATOR_URL: 'http://orchestrator:8000/prefix/', PORT: '1' }).orchestrator
  assert.deepEqual(url, { host: 'orchestrator', port: 8000, basePath: '/prefix' })
})

test('times are seconds outside and milliseconds inside', () => {
  const { emptyGraceMs, stallTimeoutMs } = settingsOf({ EMPTY_GRACE_S: '0', STALL_TIMEOUT_S: '2.5' })
  assert.deepEqual([emptyGraceMs, stallTimeoutMs], [0, 2500])
})

const FAULTS: readonly [name: string, value: string, fault: RegExp][] = [
  ['PROXY_PORT', '70000', /^PROXY_PORT: "70000" is no number from 0 to 65535$/],
  ['PROXY_PORT', 'ace', /^PROXY_PORT: "ace" is no number/],
  ['STALL_TIMEOUT_S', '0', /^STALL_TIMEOUT_S: "0" is no number from 0.1/],
  ['ORCHESTRATOR_URL', 'https://x', /^ORCHESTRATOR_URL: "https:\/\/x" is no http URL$/],
  ['PROXY_PUBLIC_URL', 'tv.example', /^PROXY_PUBLIC_URL: "tv.example" is no http URL$/],
]
for (const [name, value, fault] of FAULTS)
  test(`${name}=${value} is named as wrong`, () => {
    const read = readSettings({ [name]: value })
    assert.ok(read.kind === 'faults')
    assert.equal(read.faults.length, 1)
    assert.match(read.faults[0] ?? '', fault)
  })

test('the key of players is given itself or in a file', () => {
  const keyOf = (env: Readonly<Record<string, string>>) => {
    const read = readSettings(env, (path) => (path === '/run/key' ? 'from file\n' : assert.fail(path)))
    return read.kind === 'settings' ? read.settings.playbackKey : read.faults
  }
  assert.equal(keyOf({}), null)
  assert.equal(keyOf({ PLAYBACK_KEY_FILE: '/run/key' }), 'from file')
  assert.equal(keyOf({ PLAYBACK_KEY_FILE: '/run/key', PLAYBACK_KEY: 'given' }), 'given')
})

test('a file of the key that cannot be read ends the start: nobody is to play without it by accident', () => {
  const read = readSettings({ PLAYBACK_KEY_FILE: '/nowhere/key' })
  assert.ok(read.kind === 'faults')
  assert.match(read.faults.join(), /^PLAYBACK_KEY_FILE: ENOENT/)
})

test('what Kubernetes says of a service named "proxy" is no port', () => {
  assert.equal(settingsOf({ PROXY_PORT: 'tcp://10.0.0.1:6878' }).port, 6878)
})
