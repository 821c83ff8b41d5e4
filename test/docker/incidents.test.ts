/** What is wrong with engines in real containers: who is hit, what is done and when, how it ended, and what is kept. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { EngineArchive } from '@acestream-orchestrator/contract/archive'
import type { EngineState } from '@acestream-orchestrator/contract/engine'
import type { Incident } from '@acestream-orchestrator/contract/incident'
import { isPodman } from '@acestream-orchestrator/testing/docker/podman'
import { until } from '@acestream-orchestrator/testing/machine/wait'
import {
  containersOf,
  inspect,
  order,
  type Product,
  play,
} from '@acestream-orchestrator/testing/orchestrator/product'
import { useProducts } from '@acestream-orchestrator/testing/orchestrator/product-rig'
import { DATABASE_FILE } from '../../server/src/store/database.ts'

const rig = useProducts()

/** Hung engines are found after a second and replaced three seconds later. */
const QUICK = {
  HEALTH_CHECK_INTERVAL_S: '0.3',
  HEALTH_CHECK_TIMEOUT_S: '0.5',
  UNHEALTHY_GRACE_S: '3',
}

const incidents = (product: Product, state = 'all') => product.get<Incident[]>(`/incidents?state=${state}`)

const opened = (product: Product, code: string) =>
  until(`an open incident ${code}`, async () =>
    (await incidents(product, 'open')).find((each) => each.code === code),
  )

const resolved = (product: Product, id: string) =>
  until('its resolution', async () => (await incidents(product, 'resolved')).find((each) => each.id === id))

const archiveOf = (product: Product, { container_id }: EngineState) =>
  until('its archive', () =>
    product.get<EngineArchive>(`/engines/${container_id}/archive`).catch(() => undefined),
  )

/** A kill within the 20 ms before the commit loses an incident; its cause opens it again. */
function isStored(dataDir: string, { id }: Incident): boolean {
  const database = new DatabaseSync(join(dataDir, DATABASE_FILE), { readOnly: true })
  try {
    return database.prepare('SELECT 1 FROM incidents WHERE id = ?').get(id) !== undefined
  } finally {
    database.close()
  }
}

const kill = (engine: EngineState) => rig.api.json('POST', `/containers/${engine.container_id}/kill`)

/** As Docker has it: with its frame headers between the lines. */
const logOf = async ({ container_id }: EngineState): Promise<string> =>
  (await rig.api.send('GET', `/containers/${container_id}/logs?stdout=true&stderr=true`)).text

/** What an incident of one engine names while it is open. */
function assertNames(incident: Incident, engine: EngineState, streams: readonly string[]): void {
  assert.deepEqual(incident.subject, {
    kind: 'engine',
    id: engine.container_id,
    name: engine.container_name,
  })
  assert.deepEqual(
    incident.affected_streams.map(({ short_id }) => short_id),
    streams,
  )
}

/** What Docker itself has under these labels: one container, running, and not the one that broke. */
async function assertReplaced(product: Product, broken: EngineState): Promise<EngineState> {
  const engine = await product.onlyEngine()
  assert.notEqual(engine.container_id, broken.container_id)
  await until('Docker to have the new one alone', async () => {
    const all = await containersOf(rig.api)
    return all.length === 1 && all[0] === engine.container_id
  })
  assert.equal((await inspect(rig.api, engine.container_id)).State.Running, true)
  return engine
}

describe('an incident', () => {
  test('of a killed engine: its exit code, the stream that was cut, the one that took its place', async () => {
    const product = await rig.run(QUICK)
    const engine = await product.onlyEngine()
    const stream = await play(product, engine)
    await kill(engine)
    const incident = await opened(product, 'engine_failed')
    assertNames(incident, engine, [stream.short_id])
    assert.equal(incident.message, 'acestream-1 died')
    assert.equal(incident.reason, 'killed by signal 9 (exit code 137)')
    assert.equal(incident.severity, 'critical')
    assert.equal(incident.doing_data?.code, 'replacement_is_created')
    assert.ok(incident.can.includes('logs'))
    const successor = await assertReplaced(product, engine)
    const after = await resolved(product, incident.id)
    assert.match(after.outcome ?? '', new RegExp(`^replaced by ${successor.container_name}, 1 stream cut`))
    assert.equal(after.affected_streams[0]?.cut, true)
    assert.equal((await incidents(product)).length, 1)

    const archive = await archiveOf(product, engine)
    assert.equal(archive.container_name, engine.container_name)
    assert.equal(archive.end_reason, 'failed')
    assert.equal(archive.exit_code, 137)
    assert.equal(archive.oom_killed, false)
    assert.ok(archive.log.length > 0, String(archive.log_missing))
    assert.ok(archive.checks.some(({ ok }) => ok))
    assert.deepEqual(
      archive.streams.map(({ short_id, end_reason }) => [short_id, end_reason]),
      [[stream.short_id, 'engine_gone']],
    )
  })

  test('of one out of memory says so, and so does its archive', async () => {
    const product = await rig.run({ ...QUICK, ENGINE_MEMORY_LIMIT: '150m' })
    const engine = await product.onlyEngine()
    await order(engine, 'fault', { memoryBytesPerSecond: 300_000_000 })
    const incident = await opened(product, 'engine_failed')
    assertNames(incident, engine, [])
    if (!isPodman) assert.match(incident.reason ?? '', /^killed: out of memory/)
    await assertReplaced(product, engine)
    await resolved(product, incident.id)
    const archive = await archiveOf(product, engine)
    assert.equal(archive.oom_killed, !isPodman)
    assert.equal(archive.exit_code, 137)
  })

  test('of a hung engine: when it is replaced, and what it wrote last', async () => {
    const product = await rig.run(QUICK)
    const engine = await product.onlyEngine()
    const stream = await play(product, engine)
    await order(engine, 'fault', { probes: 'hang' })
    const incident = await opened(product, 'engine_unhealthy')
    assertNames(incident, engine, [stream.short_id])
    assert.equal(incident.message, 'acestream-1 does not answer')
    assert.match(incident.reason ?? '', /no answer within 0\.5 s/)
    assert.equal(incident.doing_data?.code, 'replaced_in')
    const inMs = Date.parse(incident.doing_at ?? '') - Date.parse(incident.opened_at)
    assert.ok(inMs > 0 && inMs <= 3_500, `${inMs} ms`)
    const log = await logOf(engine)
    await assertReplaced(product, engine)
    const after = await resolved(product, incident.id)
    assert.equal(after.outcome_data?.code, 'engine_replaced')
    assert.equal(after.count, 1)
    const archive = await archiveOf(product, engine)
    assert.equal(archive.end_reason, 'unhealthy')
    assert.ok(archive.checks.some(({ ok }) => !ok))
    const lines = log.trimEnd().split('\n').length
    assert.ok(lines > 0 && archive.log.length >= lines)
    for (const line of archive.log.slice(0, lines)) assert.ok(log.includes(line), line)
    assert.deepEqual(
      archive.streams.map(({ end_reason }) => end_reason),
      ['engine_unhealthy'],
    )
  })
})

test('the orchestrator killed in the middle of an incident: it goes on as the same one', async () => {
  const dataDir = rig.dataDirectory()
  const env = { ...QUICK, UNHEALTHY_GRACE_S: '20' }
  const first = await rig.run(env, dataDir)
  const engine = await first.onlyEngine()
  await order(engine, 'fault', { probes: 'hang' })
  const before = await opened(first, 'engine_unhealthy')
  await until('its row on disk', async () => isStored(dataDir, before))
  await first.kill()
  const second = await rig.run({ ...env, UNHEALTHY_GRACE_S: '3', STARTUP_TIMEOUT_S: '3' }, dataDir)
  const [kept, ...others] = await until('what was open', async () => {
    const open = await incidents(second, 'open')
    return open.length > 0 && open
  })
  assert.deepEqual([kept?.id, kept?.opened_at, others], [before.id, before.opened_at, []])
  await assertReplaced(second, engine)
  const after = await resolved(second, before.id)
  assert.deepEqual([after.count, after.outcome_data?.code], [1, 'engine_replaced'])
  assert.equal((await incidents(second)).length, 1)
})

test('an engine that comes and goes is one incident with a count', async () => {
  const product = await rig.run({ ...QUICK, UNHEALTHY_GRACE_S: '60' })
  const engine = await product.onlyEngine()
  const ids = new Set<string>()
  for (let round = 1; round <= 3; round++) {
    await order(engine, 'fault', { probes: 'hang' })
    const { id, count } = await opened(product, 'engine_unhealthy')
    assert.equal(count, round)
    ids.add(id)
    await order(engine, 'fault', { probes: 'ok' })
    const { outcome_data } = await resolved(product, id)
    assert.equal(outcome_data?.code, 'engine_answers_again')
    await delay(200)
  }
  assert.equal(ids.size, 1)
  assert.equal((await incidents(product)).length, 1)
  assert.ok((await containersOf(rig.api)).includes(engine.container_id), 'it was not replaced')
})
