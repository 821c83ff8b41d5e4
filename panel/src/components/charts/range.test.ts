import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boundsOf, paramsOf, readRange, toField } from './range.ts'

const NOW = new Date(2026, 2, 1, 10, 30, 12).getTime()

test('a window is read from the address and ends at the edge', () => {
  assert.deepEqual(readRange({ window: '7d' }, '1h', NOW), { name: '7d' })
  assert.deepEqual(boundsOf({ name: '1h' }, NOW), { fromMs: NOW - 3_600_000, toMs: NOW })
})

test('yesterday evening is local, also on the first of a month', () => {
  const { fromMs, toMs } = boundsOf(readRange({ window: 'evening' }, '1h', NOW), NOW)
  assert.equal(fromMs, new Date(2026, 1, 28, 18).getTime())
  assert.equal(toMs, new Date(2026, 2, 1, 0).getTime())
})

test('a range of one’s own lies where it was put', () => {
  const own = { window: 'own', from: '2026-02-01T10:00:00Z', to: '2026-02-02T10:00:00Z' }
  const range = readRange(own, '1h', NOW)
  assert.deepEqual(boundsOf(range, NOW), {
    name: 'own',
    fromMs: Date.parse(own.from),
    toMs: Date.parse(own.to),
  })
})

for (const params of [
  {},
  { window: '2y' },
  { window: 'own' },
  { window: 'own', from: 'soon', to: 'later' },
  { window: 'own', from: '2026-02-02', to: '2026-02-01' },
])
  test(`what makes no sense is the fallback: ${JSON.stringify(params)}`, () =>
    assert.deepEqual(readRange(params, '24h', NOW), { name: '24h' }))

test('choosing one’s own begins with what was shown, and leaving it forgets it', () => {
  const shown = { fromMs: NOW - 3_600_000, toMs: NOW }
  const { from, to } = paramsOf('own', shown)
  assert.deepEqual(readRange({ window: 'own', from: from ?? '', to: to ?? '' }, '1h', NOW), {
    name: 'own',
    fromMs: Math.floor(shown.fromMs / 60_000) * 60_000,
    toMs: Math.floor(NOW / 60_000) * 60_000,
  })
  assert.deepEqual(paramsOf('6h', shown), { window: '6h', from: null, to: null })
  assert.equal(toField(NOW), '2026-03-01T10:30')
})
