import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventInSpanish } from '../events/events.ts'

const STREAMS: readonly (readonly [why: string, stored: string, name: string])[] = [
  ['a title', 'Final', '«Final»'],
  ['a title that an earlier version stored with quotation marks', '"Final"', '«Final»'],
  ['a title that begins with a quotation', '"Derbi" en vivo', '«"Derbi" en vivo»'],
  ['the same, stored with quotation marks', '""Derbi" en vivo"', '«"Derbi" en vivo»'],
  ['a title with guillemets of its own', '«Derbi» en vivo', '«“Derbi” en vivo»'],
]

for (const [why, stored, name] of STREAMS)
  test(`quotation marks of a stream: ${why}`, () => {
    const params = { stream: stored, engine: 'acestream-2', warning: null }
    assert.equal(eventInSpanish('stream.started', params), `${name} ha empezado en acestream-2`)
  })
