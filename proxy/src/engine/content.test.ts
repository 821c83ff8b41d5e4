import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Content, nameOf } from './content.ts'

const NAMES: readonly [content: Content, name: string][] = [
  [{ kind: 'content_id', value: 'a'.repeat(40) }, 'a'.repeat(40)],
  [
    { kind: 'url', value: 'https://me:pass@tv.example/x.acelive?token=secret#y' },
    'https://tv.example/x.acelive',
  ],
  [
    { kind: 'magnet', value: `magnet:?xt=urn:btih:${'b'.repeat(500)}` },
    `magnet:?xt=urn:btih:${'b'.repeat(100)}`,
  ],
]
for (const [content, name] of NAMES)
  test(`in the log a ${content.kind} is short and holds no secret`, () => assert.equal(nameOf(content), name))
