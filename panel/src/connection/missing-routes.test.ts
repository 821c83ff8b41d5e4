import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SafeStorage } from '../platform/storage.ts'
import { missingRoutesOf } from './missing-routes.ts'

function memory(): SafeStorage {
  const kept = new Map<string, string>()
  return {
    get: (name) => kept.get(name) ?? null,
    set: (name, value) => void kept.set(name, value),
    persistent: () => true,
  }
}

test('a missing route is remembered for its own server, also after a reload', () => {
  const storage = memory()
  missingRoutesOf('http://a', storage).add('/live')
  assert.equal(missingRoutesOf('http://a', storage).has('/live'), true)
  assert.equal(missingRoutesOf('http://a', storage).has('/jobs'), false)
  assert.equal(missingRoutesOf('http://b', storage).has('/live'), false)
})

test('a missing route is asked for again after an hour', () => {
  let nowMs = 0
  const missing = missingRoutesOf('http://a', memory(), () => nowMs)
  missing.add('/live')
  nowMs = 3_599_999
  assert.equal(missing.has('/live'), true)
  nowMs = 3_600_000
  assert.equal(missing.has('/live'), false)
})

test('forgetting one server leaves the other', () => {
  const storage = memory()
  const missing = missingRoutesOf('http://a', storage)
  missing.add('/live')
  missingRoutesOf('http://b', storage).add('/jobs')
  missing.forget()
  assert.equal(missing.has('/live'), false)
  assert.equal(missingRoutesOf('http://b', storage).has('/jobs'), true)
})

test('a storage that holds something else is no memory at all', () => {
  const storage = memory()
  storage.set('acestream-orchestrator.missing-routes', '[oops')
  const missing = missingRoutesOf('http://a', storage)
  assert.equal(missing.has('/live'), false)
  missing.add('/live')
  assert.equal(missing.has('/live'), true)
})
