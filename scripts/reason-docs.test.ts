import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { REASON_DOCS, renderReasonDocs } from './reason-docs.ts'

test('docs/reasons.md lists the codes there are (else run: npm run docs:reasons)', () => {
  assert.equal(readFileSync(REASON_DOCS, 'utf8'), renderReasonDocs())
})

test('each code is listed with its parameters, those it inherits among them', () => {
  const docs = renderReasonDocs()
  for (const row of [
    '| `probe_timeout` | `timeoutMs: number` |  |',
    '| `prebuffering` | `percent: number \\| null`, `peers: number \\| null` |  |',
    '| `store_locked` | `file: string`, `sqliteCode: number` |  |',
    '| `verbatim` | `text: string` | Somebody else',
  ])
    assert.ok(docs.includes(row), row)
})
