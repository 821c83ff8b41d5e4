import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSettingsStore, DEFAULT_SETTINGS, parseSettings, SETTINGS_NAME } from './settings.ts'
import { safeStorage } from './storage.ts'

function memory() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  }
}

const forbidden = () => {
  throw new Error('storage is forbidden')
}

test('what was stored by anybody is read value by value', () => {
  assert.deepEqual(parseSettings(null), DEFAULT_SETTINGS)
  assert.deepEqual(parseSettings('not json'), DEFAULT_SETTINGS)
  assert.deepEqual(parseSettings('[1]'), DEFAULT_SETTINGS)
  const read = parseSettings('{"theme":"light","refresh":"7","language":"fr","serverUrl":""}')
  assert.deepEqual(read, { ...DEFAULT_SETTINGS, theme: 'light' })
})

test('a key is handed only to the server it was typed for', () => {
  const shared = memory()
  const kept = createSettingsStore(safeStorage(() => shared))
  kept.setKey('http://a:8000', 'secret')
  assert.equal(kept.keyFor('http://a:8000'), 'secret')
  assert.equal(kept.keyFor('http://b:8000'), null)
  assert.equal(kept.keyFor('http://a:80'), null)
  kept.setKey('http://a:8000', null)
  assert.equal(kept.keyFor('http://a:8000'), null)
})

test('a change is stored, announced, and read by another tab', () => {
  const shared = memory()
  const one = createSettingsStore(safeStorage(() => shared))
  const two = createSettingsStore(safeStorage(() => shared))
  let told = 0
  const stop = one.subscribe(() => {
    told += 1
  })
  one.update({ theme: 'light' })
  stop()
  one.update({ density: 'compact' })
  assert.equal(told, 1)
  assert.equal(two.get().theme, 'dark')
  two.reload()
  assert.equal(two.get().theme, 'light')
  assert.match(shared.items.get(SETTINGS_NAME) ?? '', /compact/)
})

test('where storage is forbidden, settings last for the session and that is known', () => {
  const store = createSettingsStore(safeStorage(forbidden))
  store.update({ refresh: '5' })
  store.setKey('http://a', 'secret')
  store.reload()
  assert.equal(store.get().refresh, '5')
  assert.equal(store.keyFor('http://a'), 'secret')
  assert.equal(store.persistent(), false)
})

test('where storage is full, the newest value wins over the stored one', () => {
  const shared = memory()
  const storage = safeStorage(() => shared)
  storage.set('x', 'old')
  shared.setItem = forbidden
  storage.set('x', 'new')
  assert.equal(storage.get('x'), 'new')
  assert.equal(shared.getItem('x'), 'old')
})
