/** Prometheus's own tool on what docs/integrations offers it, and on the metrics of a running orchestrator. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd, temporaryFolder } from '@acestream-orchestrator/testing/machine/temporary'
import { startOrchestrator } from '@acestream-orchestrator/testing/orchestrator/process'
import { inRepository } from '../../scripts/repository.ts'

const INTEGRATIONS = inRepository('docs', 'integrations')

function promtool(args: readonly string[], input = ''): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return { status, said: `${stdout}${stderr}` }
}

function assertPasses(...args: readonly string[]): void {
  const { status, said } = promtool(args)
  assert.equal(status, 0, said)
}

test('the scrape configuration and the rules that it names are valid', () => {
  assertPasses('check', 'config', join(INTEGRATIONS, 'prometheus', 'prometheus.yml'))
})

test('each alert fires after its time, and none while all is well', () => {
  assertPasses('test', 'rules', inRepository('test', 'integrations', 'rules.test.yml'))
})

test('every query of the Grafana dashboard is PromQL', (t) => {
  const { panels } = JSON.parse(readFileSync(join(INTEGRATIONS, 'grafana', 'dashboard.json'), 'utf8')) as {
    panels: readonly { readonly targets: readonly { readonly expr: string }[] }[]
  }
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
  assert.ok(queries.length > 25)
  const rules = queries.map((expr, index) => {
    const query = expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*')
    return { record: `query:${index}`, expr: query }
  })
  const file = join(temporaryFolder(t), 'queries.yml')
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }))
  assertPasses('check', 'rules', file)
})

/** Names that clients of the older orchestrator and prom-client chose. */
const KEPT = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
  'orch_engines_total',
]

test('the metrics of a running orchestrator are as Prometheus wants them, but for names that stay', async (t) => {
  const orchestrator = await startOrchestrator({
    env: { RUNTIME: 'process', ENGINE_COMMAND: 'sleep 600', MIN_REPLICAS: '0', MIN_FREE_REPLICAS: '0' },
  })
  atEnd(t, () => orchestrator.close())
  const metrics = await (await fetch(`${orchestrator.url}/metrics`)).text()
  assert.match(metrics, /^orch_build_info\{version="[\d.]+"\} 1$/m)
  const { said } = promtool(['check', 'metrics'], metrics)
  const complaints = said.trim().split('\n')
  assert.deepEqual(
    complaints.filter((line) => !KEPT.includes(line.split(' ')[0] ?? '')),
    [],
  )
})
