import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeDocument } from '@acestream-orchestrator/testing/fakes/document'
import { loadConfig } from '../config/load.ts'
import { readSaved, type Saved } from './saved.ts'
import { createSettings } from './settings.ts'

function someSettings(saved: Saved | null = null, environment: Readonly<Record<string, string>> = {}) {
  const document = fakeDocument<Saved>(saved)
  const { base } = loadConfig(environment, { arch: 'x64', isTerminal: false })
  const settings = createSettings(base, document)
  const heard: unknown[] = []
  settings.changed.on((changes) => heard.push(changes))
  return { settings, document, heard }
}

test('a change is saved, then in force, then told', async () => {
  const { settings, document, heard } = someSettings()
  const live: number[] = []
  settings.config.on(({ provisioning }) => live.push(provisioning.minReplicas))
  assert.deepEqual(await settings.change({ MIN_REPLICAS: '4' }, 0), { kind: 'saved', revision: 1 })
  assert.deepEqual(document.current().data, { MIN_REPLICAS: '4' })
  assert.equal(settings.config.get().provisioning.minReplicas, 4)
  assert.deepEqual(live, [4])
  assert.deepEqual(heard, [[{ setting: 'MIN_REPLICAS', from: '1', to: '4' }]])
  const state = settings.list().find(({ name }) => name === 'MIN_REPLICAS')
  assert.deepEqual([state?.value, state?.source, state?.saved, state?.fixed], ['4', 'panel', '4', null])
})

test('two tabs: the second is refused and changes nothing', async () => {
  const { settings } = someSettings()
  await settings.change({ MIN_REPLICAS: '4' }, 0)
  assert.deepEqual(await settings.change({ MIN_REPLICAS: '2' }, 0), { kind: 'conflict', revision: 1 })
  const [first, second] = await Promise.all([
    settings.change({ MIN_REPLICAS: '3' }, 1),
    settings.change({ MAX_REPLICAS: '8' }, 1),
  ])
  assert.deepEqual([first.kind, second.kind], ['saved', 'conflict'])
  assert.equal(settings.config.get().provisioning.minReplicas, 3)
  assert.equal(settings.config.get().provisioning.maxReplicas, 6)
})

test('what can not be saved does not hold', async () => {
  const { settings, document, heard } = someSettings()
  const invalid = await settings.change({ MIN_REPLICAS: '9' }, 0)
  assert.equal(invalid.kind === 'invalid' && invalid.faults.get('MIN_REPLICAS')?.code, 'setting_above')
  document.refusal = { code: 'document_not_writable', file: 'DATA_DIR/settings.json', errorCode: 'ENOSPC' }
  assert.deepEqual(await settings.change({ MIN_REPLICAS: '2' }, 0), {
    kind: 'refused',
    reason: document.refusal,
  })
  assert.equal(settings.config.get().provisioning.minReplicas, 1)
  assert.deepEqual(settings.fault(), document.refusal)
  assert.deepEqual(heard, [])
})

test('the same value again is no change', async () => {
  const { settings, document, heard } = someSettings({ MIN_REPLICAS: '2' })
  assert.deepEqual(await settings.change({ MIN_REPLICAS: '2' }, 1), { kind: 'saved', revision: 1 })
  assert.equal(document.current().revision, 1)
  assert.deepEqual(heard, [])
})

test('a saved value that can not be used is a fault until it is taken away', async () => {
  const { settings } = someSettings({ MIN_REPLICAS: '9', IDLE_TTL_S: '5' })
  assert.deepEqual(settings.fault(), {
    code: 'saved_settings_unused',
    settings: ['MIN_REPLICAS'],
    reason: { code: 'setting_above', setting: 'MIN_REPLICAS', limit: 'MAX_REPLICAS', value: 6 },
  })
  await settings.change({ MIN_REPLICAS: null }, 1)
  assert.equal(settings.fault(), null)
})

test('no list shows a secret', () => {
  const { settings } = someSettings(null, { API_KEY: 'abcdefghijklmnopq', ENGINE_ENV: 'TOKEN=hush' })
  assert.doesNotMatch(JSON.stringify(settings.list()), /abcdefghijklmnopq|hush/)
})

test('only texts by name are what this program saved', () => {
  assert.deepEqual(readSaved({ A: '1' }), { A: '1' })
  for (const other of [null, [], 'x', { A: 1 }, { A: null }]) assert.equal(readSaved(other), undefined)
})
