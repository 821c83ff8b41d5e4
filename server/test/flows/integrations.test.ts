/** What docs/integrations reads of us is there: metrics, labels, fields, routes. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { apiRig } from '@acestream-orchestrator/testing/rigs/api'

const FOLDER = fileURLToPath(new URL('../../../docs/integrations/', import.meta.url))
const read = (path: string) => readFileSync(join(FOLDER, path), 'utf8')

const BLOCKED = { code: 'max_capacity', reason: { code: 'unspecified' }, etaS: null } as const

/** With what only shows at times: a VPN, and a reason why no engine can be created. */
function rigWithAll() {
  const { deps } = apiRig()
  const gauges = () => [{ node: 'gluetun', connected: true, forwardedPort: 1234 }]
  const rig = apiRig({}, { vpn: { ...deps.vpn, gauges } })
  rig.provisioning.now = { ...rig.provisioning.now, blocked: BLOCKED }
  return rig
}

/** Each metric with the labels of its samples. */
async function metrics(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { body } = await rigWithAll().get('/metrics')
  const found = new Map<string, Set<string>>()
  for (const [, name = ''] of body.matchAll(/^# TYPE (\S+)/gm)) found.set(name, new Set(['instance', 'job']))
  for (const [, name = '', labels = ''] of body.matchAll(/^(\w+)(?:\{(.*)\})? /gm)) {
    const known = found.get(name) ?? new Set(['instance', 'job'])
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label)
    found.set(name, known)
  }
  return found
}

/** Prometheus's own. */
const FOREIGN = new Set(['up'])

interface Query {
  readonly expr: string
  /** What is shown of it, with `{{label}}`. */
  readonly shown: string
}

function dashboardQueries(): readonly Query[] {
  const { panels } = JSON.parse(read('grafana/dashboard.json')) as {
    panels: readonly { targets: readonly { expr: string; legendFormat: string }[] }[]
  }
  return panels.flatMap(({ targets }) =>
    targets.map(({ expr, legendFormat }) => ({ expr, shown: legendFormat })),
  )
}

function ruleQueries(): readonly Query[] {
  const rules = read('prometheus/rules.yml')
    .split(/^ {6}- alert: /m)
    .slice(1)
  return rules.map((shown) => ({ expr: /^ {8}expr: (.*)$/m.exec(shown)?.[1] ?? '', shown }))
}

for (const [what, queries] of [
  ['the Grafana dashboard', dashboardQueries()],
  ['the alert rules', ruleQueries()],
] as const)
  test(`every metric and label that ${what} names is in /metrics`, async () => {
    const known = await metrics()
    assert.ok(queries.length > 10)
    for (const { expr, shown } of queries) {
      const names = [...expr.matchAll(/\b(?:orch|process)_\w+|\bup\b/g)].map(String)
      assert.ok(names.length > 0, expr)
      for (const name of names.filter((each) => !FOREIGN.has(each))) assert.ok(known.has(name), name)
      const used = [
        ...[...expr.matchAll(/(\w+)\s*=~?"/g)].map(([, label = '']) => label),
        ...[...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/)),
        ...[...shown.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label),
      ]
      const labels = new Set(names.flatMap((name) => [...(known.get(name) ?? ['instance', 'job'])]))
      for (const label of used) assert.ok(labels.has(label), `${label} of ${expr}`)
    }
  })

/** `engines.healthy` in what `GET /orchestrator/status` answers. */
async function assertStatusHas(paths: readonly string[]): Promise<void> {
  const status = (await apiRig().get('/orchestrator/status')).json()
  for (const path of paths) {
    const value = path
      .split('.')
      .reduce((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], status)
    assert.notEqual(value, undefined, path)
  }
}

test('every field of the Home Assistant sensors is in the status', async () => {
  const text = read('home-assistant/acestream.yaml')
  const fields = [...text.matchAll(/value_json\.([\w.]+)/g)].map(([, path = '']) => path)
  assert.equal(fields.length, 9)
  await assertStatusHas([...fields, 'reason'])
})

test('every field of the Homepage tile is in the status', async () => {
  const fields = [...read('homepage/services.yaml').matchAll(/- field:\n\s+(\w+): (\w+)/g)]
  assert.equal(fields.length, 4)
  await assertStatusHas(fields.map(([, group, name]) => `${group}.${name}`))
})

test('every field that the page tells Uptime Kuma to look at is in the status', async () => {
  const queries = [...read('README.md').matchAll(/query `([\w.]+)`/g)].map(([, path = '']) => path)
  assert.equal(queries.length, 2)
  await assertStatusHas(queries)
})

test('every route that a file names exists', async () => {
  const { get } = apiRig()
  const texts = globSync('**/*', { cwd: FOLDER })
    .filter((path) => /\.\w+$/.test(path))
    .map(read)
  const paths = texts.flatMap((text) =>
    [...text.matchAll(/192\.168\.1\.10:8000(\/[\w/]+)/g)].map(([, path = '']) => path),
  )
  assert.ok(paths.includes('/readyz'))
  for (const path of new Set(paths)) {
    const { statusCode } = await get(path)
    // The rig has no built panel.
    assert.ok(path.startsWith('/panel') || [200, 503].includes(statusCode), `${path}: ${statusCode}`)
  }
})

test('every setting that a file names exists', async () => {
  const { SETTINGS } = await import('../../src/config/schema.ts')
  const texts = globSync('{nginx,caddy,traefik}/*', { cwd: FOLDER }).map(read)
  const names = texts.flatMap((text) => [...text.matchAll(/^# {3}([A-Z_]+)=/gm)].map(([, name = '']) => name))
  assert.ok(names.includes('PUBLIC_URL') && names.includes('BASE_PATH'))
  for (const name of names) assert.ok(name in SETTINGS, name)
})
