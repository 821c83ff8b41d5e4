/** A fleet that is broken again and again for a long time: nothing may leak, pile up or stay broken. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import { claimPorts } from '@acestream-orchestrator/testing/machine/port-block'
import {
  startOrchestrator,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'

const EMULATOR = fileURLToPath(new URL('../../emulator/src/main.ts', import.meta.url))
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 30)
const ENGINES = 4
/** Memory settles in this part of the time; what it holds then may grow by so much until the end. */
const SETTLING_FRACTION = 0.3
const MOST_GROWTH_MB = 40

function residentMb(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024
}

/** Kills one engine, or makes it hang: what the field does to them. */
async function breakOne(product: TestOrchestrator, round: number): Promise<void> {
  const engines = await product.get<EngineState[]>('/engines?all=true')
  const victim = engines.filter((engine) => engine.state === 'ready')[round % ENGINES]
  if (!victim) return
  const how = round % 2 === 0 ? 'crash' : 'fault'
  const body = JSON.stringify(how === 'crash' ? { exitCode: 1 } : { api: 'hang' })
  await fetch(`http://127.0.0.1:${victim.port}/emulator/${how}`, { method: 'POST', body }).catch(() => {})
}

async function whole(product: TestOrchestrator): Promise<boolean> {
  const { engines } = await product.get<OrchestratorStatus>('/orchestrator/status')
  return engines.healthy >= ENGINES && engines.unhealthy === 0 && engines.failed === 0
}

test(`a fleet broken every 5 s for ${MINUTES} minutes heals each time and leaks nothing`, async (t) => {
  const ports = await claimPorts()
  t.after(() => ports.release())
  const product = await startOrchestrator({
    env: {
      RUNTIME: 'process',
      ENGINE_COMMAND: `${process.execPath} ${EMULATOR} engine --client-console --http-port {http_port} --api-port {api_port} --port {p2p_port} --bind-all`,
      EMULATOR_CONTROL: 'on',
      MIN_REPLICAS: String(ENGINES),
      ...ports.settings,
      HEALTH_CHECK_INTERVAL_S: '1',
      HEALTH_CHECK_TIMEOUT_S: '1',
      UNHEALTHY_GRACE_S: '2',
      STOP_ENGINES_ON_EXIT: 'true',
      LOG_LEVEL: 'warn',
    },
  })
  t.after(() => product.close())
  const untilMs = Date.now() + MINUTES * 60_000
  const settledAtMs = Date.now() + MINUTES * 60_000 * SETTLING_FRACTION
  let settledMb: number | null = null
  for (let round = 0; Date.now() < untilMs; round++) {
    await breakOne(product, round)
    await delay(5000)
    if (settledMb === null && Date.now() >= settledAtMs) settledMb = residentMb(product.pid)
  }
  const grewMb = residentMb(product.pid) - (settledMb ?? 0)
  t.diagnostic(`memory: ${settledMb?.toFixed(0)} MB when settled, ${grewMb.toFixed(1)} MB more at the end`)
  for (let waited = 0; waited < 60 && !(await whole(product)); waited++) await delay(1000)
  assert.ok(await whole(product), 'every engine is healthy a minute after the last fault')
  assert.ok(grewMb < MOST_GROWTH_MB, `memory grew by ${grewMb.toFixed(1)} MB`)
})
