import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import { runContained } from '@acestream-orchestrator/testing/orchestrator/contained'
import { type OrchestratorClient, orchestratorAt } from '@acestream-orchestrator/testing/orchestrator/process'
import { inspect } from '@acestream-orchestrator/testing/orchestrator/product'
import { NEEDS_PRIVATE, useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'

const AT_ONCE_MS = 2_000
const MOST_EVENTS = 20_000
/** Each plays of its own content, so that a start is one line in the log. */
const CONTENTS = 100

interface LogWord {
  readonly log: { readonly ok: boolean; readonly reason: string | null }
}

interface Gap {
  readonly lines: number
}

/** Something that is logged. */
async function event({ call }: OrchestratorClient, engine: EngineState, number: number): Promise<void> {
  const key = String(number % CONTENTS).padStart(40, '0')
  await call('POST', '/events/stream_started', {
    container_id: engine.container_id,
    engine: { host: engine.host, port: engine.port },
    stream: { key_type: 'infohash', key },
    session: {
      playback_session_id: `session-${number}`,
      stat_url: `http://${engine.host}:${engine.port}/ace/stat/${key}/${number}`,
      command_url: `http://${engine.host}:${engine.port}/ace/cmd/${key}/${number}`,
      is_live: 1,
    },
  })
}

async function dropped({ url }: OrchestratorClient): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^orch_log_dropped_lines_total (\d+)$/m.exec(metrics)?.[1] ?? assert.fail('no such metric'))
}

const logOf = (client: OrchestratorClient) => client.get<LogWord>('/orchestrator/status')

const rig = useProducts({ bystanders: false, liveRestore: true })

/** With live-restore a container outlives dockerd, and meanwhile nobody reads what it writes. */
test('while dockerd is away with live-restore the API answers on, and what the log lost is reported afterwards', {
  skip: NEEDS_PRIVATE,
}, async (t) => {
  const { id, product } = await runContained(rig, 'bridge')
  rig.eraseFirst(id)
  const engine = await product.onlyEngine()
  const { NetworkSettings } = await inspect(rig.api, id)
  // Its published port is forwarded by dockerd's own process.
  const client = orchestratorAt(`http://${NetworkSettings.Networks['bridge']?.IPAddress}:8000`)
  await rig.control.kill()

  let sent = 0
  let slowestMs = 0
  while ((await dropped(client)) === 0) {
    assert.ok(sent < MOST_EVENTS, 'the log is bounded')
    await Promise.all(Array.from({ length: 100 }, () => event(client, engine, ++sent)))
    const askedAtMs = performance.now()
    assert.equal((await fetch(`${client.url}/healthz`)).status, 200)
    slowestMs = Math.max(slowestMs, performance.now() - askedAtMs)
  }
  t.diagnostic(`lines were dropped after ${sent} events; /healthz took ${Math.round(slowestMs)} ms at most`)
  assert.ok(slowestMs < AT_ONCE_MS)
  const { log } = await logOf(client)
  assert.equal(log.ok, false)
  assert.match(log.reason ?? '', /nobody reads the log/)

  await rig.control.start()
  await until('the log to flow again', async () => (await logOf(client)).log.ok, 30_000)
  const told = await until('the gap to be reported', async () => {
    const { text } = await rig.api.send('GET', `/containers/${id}/logs?stdout=true&stderr=true`)
    const gaps = text.split('\n').filter((line) => line.includes('lines of the log were dropped'))
    return gaps.length > 0 && gaps.map((line) => (JSON.parse(line.slice(line.indexOf('{'))) as Gap).lines)
  })
  assert.equal(
    told.reduce((sum, lines) => sum + lines, 0),
    await dropped(client),
  )
})
