import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../../fleet/model.ts'
import { isSearch, matches, queryOf, readJournalFilter } from './journal-filter.ts'

const AT = '2026-01-02T22:00:00.000Z'
const entry: Entry = {
  event_type: 'engine',
  severity: 'warning',
  message: 'acestream-2 does not answer',
  timestamp: '2026-01-02T21:00:00Z',
} as Entry

const cases: readonly (readonly [Record<string, string>, boolean])[] = [
  [{}, true],
  [{ type: 'engine' }, true],
  [{ type: 'vpn' }, false],
  [{ severity: 'warning' }, true],
  [{ severity: 'critical' }, false],
  [{ q: 'DOES NOT' }, true],
  [{ q: 'no responde' }, true],
  [{ q: 'acestream-3' }, false],
  [{ at: AT }, true],
  [{ at: '2026-01-02T20:59:00Z' }, false],
  [{ type: 'weather', severity: 'awful', at: 'soon' }, true],
]
for (const [params, expected] of cases)
  test(`${JSON.stringify(params)} ${expected ? 'shows' : 'leaves out'} the entry`, () =>
    assert.equal(matches(entry, readJournalFilter(params), 'acestream-2 no responde'), expected))

test('the server is asked with what is chosen, and with nothing else', () => {
  assert.equal(queryOf(readJournalFilter({ q: '  ' })), '')
  const query = queryOf(readJournalFilter({ type: 'vpn', severity: 'warning', q: 'a&b', at: AT }))
  assert.deepEqual(Object.fromEntries(new URLSearchParams(query)), {
    type: 'vpn',
    severity: 'warning,critical',
    q: 'a&b',
    at: AT,
  })
})

test('a type alone is no search: the latest entries are there', () => {
  assert.equal(isSearch(readJournalFilter({ type: 'vpn' })), false)
  for (const params of [{ q: 'x' }, { severity: 'critical' }, { at: AT }])
    assert.equal(isSearch(readJournalFilter(params)), true)
})
