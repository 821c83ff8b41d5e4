import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { ROUTES } from './reasons.ts'

const compose = await readFile(new URL('../../../compose.gluetun.yaml', import.meta.url), 'utf8')

function numbersIn(pattern: RegExp): number[] {
  const [, ...found] = pattern.exec(compose) ?? assert.fail(`the compose example has no ${pattern}`)
  return found.map(Number)
}

test('the compose example publishes on Gluetun one port per engine, the same in and out', () => {
  const [max = 0] = numbersIn(/MAX_REPLICAS: (\d+)/)
  const [first = 0, last = 0] = numbersIn(/PORT_RANGE_HOST: (\d+)-(\d+)/)
  const published = numbersIn(/'127\.0\.0\.1:(\d+)-(\d+):(\d+)-(\d+)'/)
  assert.deepEqual(published, [first, last, first, last])
  assert.equal(last - first + 1, max)
})

test("the compose example's role lists every route that v3.41 has and we ask for, and nothing else", () => {
  const listed = /^ *routes = \[(.*)\]$/m
    .exec(compose)?.[1]
    ?.split(', ')
    .map((route) => route.replaceAll('"', ''))
  const { portsBefore341, ...asked } = ROUTES
  assert.ok(!listed?.includes(portsBefore341))
  assert.deepEqual(listed?.toSorted(), [...Object.values(asked), 'GET /v1/version'].toSorted())
})
