import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { SETTINGS } from '../src/config/schema.ts'
import { ROUTES } from '../src/wording/control-server.ts'

const read = (name: string) => readFile(new URL(`../../${name}`, import.meta.url), 'utf8')
const compose = await read('compose.gluetun.yaml')

function numbersIn(pattern: RegExp): number[] {
  const [, ...found] = pattern.exec(compose) ?? assert.fail(`the compose example has no ${pattern}`)
  return found.map(Number)
}

test('the compose example publishes on Gluetun one port per engine, the same in and out', () => {
  const max = Number(SETTINGS.MAX_REPLICAS.fallback)
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

for (const name of ['compose.yaml', 'compose.gluetun.yaml'])
  test(`every setting that ${name} gives or proposes to the orchestrator exists`, async () => {
    const [, service = ''] = (await read(name)).split(/^ {2}orchestrator:$/m)
    const [environment = ''] = service.split(/^ {4}(?:# )?environment:$/m).slice(1)
    const [block = ''] = environment.split(/^ {4}ports:$/m)
    const given = [...block.matchAll(/^ {6}(?:# )?([A-Z][A-Z_]+):/gm)].map(([, setting = '']) => setting)
    assert.ok(given.includes('API_KEY') || given.includes('ENGINE_ADVERTISE'), given.join())
    assert.deepEqual(
      given.filter((setting) => !(setting in SETTINGS)),
      [],
    )
  })

for (const name of ['compose.yaml', 'compose.gluetun.yaml'])
  test(`${name} sets no number of engines, so that the panel can`, async () => {
    for (const setting of ['MIN_REPLICAS', 'MAX_REPLICAS', 'MIN_FREE_REPLICAS'])
      assert.doesNotMatch(await read(name), new RegExp(`^ +${setting}:`, 'm'))
  })

test('the engine ports of the example begin where the default range does', () => {
  const [first] = numbersIn(/PORT_RANGE_HOST: (\d+)-/)
  assert.equal(first, Number(SETTINGS.PORT_RANGE_HOST.fallback?.split('-')[0]))
})
