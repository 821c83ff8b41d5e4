/** Readers of long histories and hostile callers for minutes: the memory they took is given back. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { OrchestratorStatus } from '@acestream-orchestrator/contract/status'
import { claimPorts } from '@acestream-orchestrator/testing/machine/port-block'
import {
  startOrchestrator,
  TEST_KEY,
  type TestOrchestrator,
} from '@acestream-orchestrator/testing/orchestrator/process'
import { LONG_STREAM_IDS, writeYear } from './year.ts'

const EMULATOR = fileURLToPath(new URL('../../emulator/src/main.ts', import.meta.url))
const LOAD_MS = Number(process.env['SOAK_LOAD_S'] ?? 60) * 1000
/** After the start, so that what every start needs is there. */
const SETTLING_MS = 60_000
const QUIET_MS = Number(process.env['SOAK_QUIET_S'] ?? 300) * 1000
const MOST_GROWTH = 1.3
const READERS = 20
const HOSTILE = 10
const WITH_KEY = { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' }

const HEAVY_READS = [
  ...LONG_STREAM_IDS.map((id) => `/streams/${id}/stats`),
  '/streams?status=ended',
  '/streams',
  '/events?limit=1000',
  '/contents?limit=1000',
  '/history?metric=engines&window=30d',
  '/vpn/events?limit=1000',
  '/engines',
  '/metrics',
  '/openapi.json',
  '/orchestrator/status',
]

const MEBIBYTE = 1024 * 1024
const badIds = JSON.stringify({ ids: Array.from({ length: 300_000 }, () => 0) }).slice(0, MEBIBYTE)
const HOSTILE_BODIES: readonly (readonly [path: string, body: string])[] = [
  ['/streams/batch-stop', `{"ids":[${'{},'.repeat(300_000)}{}]}`],
  ['/streams/batch-stop', badIds],
  ['/events/stream_started', `${'['.repeat(400_000)}${']'.repeat(400_000)}`],
  ['/events/stream_started', `{${Array.from({ length: 80_000 }, (_, key) => `"k${key}":1`).join(',')}}`],
  ['/events/stream_ended', JSON.stringify({ reason: 'x'.repeat(MEBIBYTE - 100) })],
  ['/provision', JSON.stringify({ labels: { a: 'x'.repeat(MEBIBYTE - 100) } })],
  ['/engines', 'no JSON '.repeat(100_000)],
]

test(`memory is at most ${MOST_GROWTH} times what it was, ${QUIET_MS / 1000} s after long reads and hostile requests`, async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'orchestrator-year-'))
  t.after(() => rmSync(dataDir, { recursive: true, force: true }))
  writeYear(dataDir, Date.now())
  const ports = await claimPorts()
  t.after(() => ports.release())
  const product = await startOrchestrator({
    dataDir,
    env: {
      RUNTIME: 'process',
      ENGINE_COMMAND: `${process.execPath} ${EMULATOR} engine --client-console --http-port {http_port} --api-port {api_port} --port {p2p_port} --bind-all`,
      MIN_REPLICAS: '2',
      ...ports.settings,
      STOP_ENGINES_ON_EXIT: 'true',
      LOG_LEVEL: 'error',
    },
  })
  t.after(() => product.close())
  await delay(SETTLING_MS)
  const before = residentMb(product.pid)

  await underLoad(t, 'long reads', product, () => parallel(READERS, (reader) => readHeavily(product, reader)))
  await underLoad(t, 'hostile requests', product, () =>
    parallel(HOSTILE, (caller) => beHostile(product, caller)),
  )
  for (let waitedMs = 0; waitedMs < QUIET_MS; waitedMs += 30_000) {
    await delay(Math.min(30_000, QUIET_MS - waitedMs))
    t.diagnostic(`quiet for ${(waitedMs + 30_000) / 1000} s: ${residentMb(product.pid).toFixed(0)} MB`)
  }
  const after = residentMb(product.pid)
  t.diagnostic(`before ${before.toFixed(0)} MB, after ${after.toFixed(0)} MB: ${(after / before).toFixed(2)}`)
  const { engines } = await product.get<OrchestratorStatus>('/orchestrator/status')
  assert.equal(engines.healthy >= 2, true, 'it works as before')
  assert.ok(after <= before * MOST_GROWTH, `memory grew from ${before.toFixed(0)} to ${after.toFixed(0)} MB`)
})

/** The load, with the highest memory and the longest answer of `/healthz` meanwhile. */
async function underLoad(
  t: TestContext,
  name: string,
  product: TestOrchestrator,
  load: () => Promise<number>,
): Promise<void> {
  let highest = 0
  let slowestMs = 0
  const watching = new AbortController()
  const watch = (async () => {
    while (!watching.signal.aborted) {
      const askedAt = performance.now()
      await fetch(`${product.url}/healthz`)
      slowestMs = Math.max(slowestMs, performance.now() - askedAt)
      highest = Math.max(highest, residentMb(product.pid))
      await delay(100)
    }
  })()
  const requests = await load()
  watching.abort()
  await watch
  t.diagnostic(
    `${name}: ${requests} requests, at most ${highest.toFixed(0)} MB, /healthz within ${slowestMs.toFixed(0)} ms`,
  )
}

async function parallel(count: number, work: (index: number) => Promise<number>): Promise<number> {
  const requests = await Promise.all(Array.from({ length: count }, (_, index) => work(index)))
  return requests.reduce((sum, each) => sum + each, 0)
}

async function readHeavily(product: TestOrchestrator, reader: number): Promise<number> {
  const untilMs = performance.now() + LOAD_MS
  let requests = 0
  for (; performance.now() < untilMs; requests++) {
    const path = HEAVY_READS[(reader + requests) % HEAVY_READS.length] ?? '/'
    const answer = await fetch(product.url + path)
    assert.ok(answer.ok, `${path}: ${answer.status}`)
    await answer.arrayBuffer()
  }
  return requests
}

async function beHostile(product: TestOrchestrator, caller: number): Promise<number> {
  const untilMs = performance.now() + LOAD_MS
  let requests = 0
  for (; performance.now() < untilMs; requests++) {
    const [path, body] = HOSTILE_BODIES[(caller + requests) % HOSTILE_BODIES.length] ?? ['/', '']
    const answer = await fetch(product.url + path, { method: 'POST', headers: WITH_KEY, body }).catch(
      () => null,
    )
    if (answer) {
      assert.ok(answer.status < 500, `${path} with ${body.slice(0, 40)}: ${answer.status}`)
      await answer.arrayBuffer().catch(() => {})
    }
    await leaveEarly(product)
    await fetch(`${product.url}/gc`, {
      method: 'POST',
      headers: { authorization: `Bearer ${requests}` },
    }).then(
      (refused) => refused.arrayBuffer(),
      () => {},
    )
  }
  return requests
}

/** Asks for much and hangs up in the middle of the answer. */
function leaveEarly({ port }: TestOrchestrator): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.once('data', () => socket.destroy())
    socket.once('close', () => resolve())
    socket.write(`GET /streams?status=ended HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(60_000)}\r\n\r\n`)
  })
}

function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kib) / 1024
}
