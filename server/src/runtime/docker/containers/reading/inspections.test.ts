import assert from 'node:assert/strict'
import { beforeEach, describe, test } from 'node:test'
import type { ContainerRow } from '../../wire.ts'
import { createInspections, type Inspections } from './inspections.ts'

const BODY = { Id: 'a' }

function aRow(change: Partial<ContainerRow> = {}): ContainerRow {
  return { Id: 'a', Names: ['/engine'], Image: 'x', State: 'running', Status: 'Up 5 minutes', ...change }
}

describe('an inspection', () => {
  let elapsedMs = 0
  let inspections: Inspections

  beforeEach(() => {
    elapsedMs = 0
    inspections = createInspections(
      () => elapsedMs,
      () => 0,
    )
  })

  const recalledAfter = (before: ContainerRow, after: ContainerRow) => {
    inspections.remember(before, BODY)
    return inspections.recall(after) === BODY
  }

  test('is used again while the row shows nothing new', () => {
    assert.ok(recalledAfter(aRow(), aRow({ Status: 'Up 6 minutes' })))
    assert.ok(
      recalledAfter(
        aRow({ State: 'created', Status: 'Created' }),
        aRow({ State: 'created', Status: 'Created' }),
      ),
    )
  })

  const NEWS: readonly (readonly [what: string, before: ContainerRow, after: ContainerRow])[] = [
    ['another state', aRow(), aRow({ State: 'exited', Status: 'Exited (0) 5 minutes ago' })],
    ['an age that went back', aRow(), aRow({ Status: 'Up 2 minutes' })],
    ['a start within the last minute', aRow({ Status: 'Up 3 seconds' }), aRow({ Status: 'Up 9 seconds' })],
    ['another name', aRow(), aRow({ Names: ['/renamed'] })],
    [
      'another address',
      aRow({ NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.2' } } } }),
      aRow({ NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.3' } } } }),
    ],
    [
      'another exit code',
      aRow({ State: 'exited', Status: 'Exited (0) 5 minutes ago' }),
      aRow({ State: 'exited', Status: 'Exited (137) 5 minutes ago' }),
    ],
    ['no age where there was one', aRow(), aRow({ Status: 'something new' })],
  ]

  for (const [what, before, after] of NEWS)
    test(`is made again for ${what}`, () => assert.ok(!recalledAfter(before, after)))

  test('is made again after five minutes, an event, or absence from the list', () => {
    inspections.remember(aRow(), BODY)
    elapsedMs = 299_999
    assert.ok(inspections.recall(aRow()))
    elapsedMs = 300_000
    assert.ok(!inspections.recall(aRow()))
    inspections.remember(aRow(), BODY)
    inspections.forget('a')
    assert.ok(!inspections.recall(aRow()))
    inspections.remember(aRow(), BODY)
    inspections.keepOnly(new Set())
    assert.ok(!inspections.recall(aRow()))
  })
})
