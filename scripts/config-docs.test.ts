import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { CONFIG_DOCS, renderConfigDocs } from './config-docs.ts'

test('docs/config.md is what the table of settings says (else run: npm run docs:config)', () => {
  assert.equal(readFileSync(CONFIG_DOCS, 'utf8'), renderConfigDocs())
})
