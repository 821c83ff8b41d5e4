import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DEFAULT_RULE } from '../rules/rule.ts'
import { readAlertsDocument, readSecretsDocument } from './read-documents.ts'

const NOTIFIER = {
  id: 'n-1',
  kind: 'ntfy',
  name: 'Phone',
  enabled: true,
  language: 'es',
  fields: { url: 'https://ntfy.sh/my-topic' },
}

test('what the book writes is read again, with and without rules', () => {
  for (const rules of [null, [], [DEFAULT_RULE]]) {
    const written = { notifiers: [NOTIFIER], rules }
    assert.deepEqual(readAlertsDocument(JSON.parse(JSON.stringify(written))), written)
  }
})

for (const [what, data] of [
  ['no object', 'text'],
  ['nothing', null],
  ['no list of notifiers', { notifiers: {}, rules: null }],
  ['no rules at all', { notifiers: [] }],
  ['a kind that nobody knows', { notifiers: [{ ...NOTIFIER, kind: 'pigeon' }], rules: null }],
  ['a kind that every object has', { notifiers: [{ ...NOTIFIER, kind: 'constructor' }], rules: null }],
  ['an id that is no text', { notifiers: [{ ...NOTIFIER, id: 7 }], rules: null }],
  ['a switch that is no flag', { notifiers: [{ ...NOTIFIER, enabled: 'yes' }], rules: null }],
  ['a field that is no text', { notifiers: [{ ...NOTIFIER, fields: { url: 1 } }], rules: null }],
  ['a rule without a delay', { notifiers: [], rules: [{ ...DEFAULT_RULE, delayMs: undefined }] }],
  ['a rule without severities', { notifiers: [], rules: [{ ...DEFAULT_RULE, severities: 'critical' }] }],
] as const)
  test(`alerts with ${what} are damaged`, () => assert.equal(readAlertsDocument(data), undefined))

test('secrets are texts by notifier, and nothing else', () => {
  assert.deepEqual(readSecretsDocument({ 'n-1': { token: 'x' } }), { 'n-1': { token: 'x' } })
  assert.deepEqual(readSecretsDocument({}), {})
  for (const damaged of [null, [1], { 'n-1': 'x' }, { 'n-1': { token: 1 } }])
    assert.equal(readSecretsDocument(damaged), undefined, JSON.stringify(damaged))
})
