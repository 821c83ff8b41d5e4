/** What is wrong, for whom, since when, what is done, and how it ended: as a client reads it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Incident } from '@acestream-orchestrator/contract/incident'
import { someFacts, T0 } from '@acestream-orchestrator/testing/builders/world'
import { openLive } from '@acestream-orchestrator/testing/clients/live-reader'
import type { Cleanup } from '@acestream-orchestrator/testing/machine/temporary'
import { type AppRig, anApp } from '@acestream-orchestrator/testing/rigs/app'
import { anOutside, type Outside } from '@acestream-orchestrator/testing/rigs/outside'

const TWO = { MIN_REPLICAS: '2', MAX_REPLICAS: '3', MIN_FREE_REPLICAS: '0', MAX_STREAMS_PER_ENGINE: '3' }
const HOUR_MS = 3_600_000

function aPool(t: Cleanup): Outside {
  const outside = anOutside(t)
  for (const number of [1, 2]) outside.runtime.put(someFacts({ number, startedAtMs: T0 - HOUR_MS }))
  return outside
}

const incidents = async (app: AppRig, query = '') => (await app.get(`/incidents${query}`)).json<Incident[]>()

async function only(app: AppRig, query = ''): Promise<Incident> {
  const [incident, ...others] = await incidents(app, query)
  assert.ok(incident && others.length === 0, `one incident, and not ${others.length + (incident ? 1 : 0)}`)
  return incident
}

async function until<T>(app: AppRig, mostMs: number, find: () => Promise<T | undefined>): Promise<T> {
  for (let passedMs = 0; passedMs <= mostMs; passedMs += 500) {
    const found = await find()
    if (found !== undefined) return found
    await app.advance(500)
  }
  return assert.fail(`not within ${mostMs / 1000} s`)
}

const opened = (app: AppRig) => until(app, 60_000, async () => (await incidents(app, '?state=open'))[0])
const resolved = (app: AppRig, mostMs = 120_000) =>
  until(app, mostMs, async () => (await incidents(app, '?state=resolved'))[0])

/** The second engine hangs while it plays two streams. */
async function aHungEngine(t: Cleanup) {
  const outside = aPool(t)
  const app = await anApp(t, outside, TWO)
  await app.advance(2000)
  const hung = (await app.engines()).find(({ container_name }) => container_name === 'acestream-2')
  assert.ok(hung)
  const streams = [await app.play(hung, 'a1'), await app.play(hung, 'b2')]
  await app.advance(10_000)
  outside.prober.hung.add(hung.port)
  return { outside, app, hung, streams }
}

test('a hung engine with two streams: who is hit, what is done and when, and how it ended', async (t) => {
  const { app, hung, streams, outside } = await aHungEngine(t)
  const incident = await opened(app)
  assert.equal(incident.message, 'acestream-2 does not answer')
  assert.deepEqual(incident.subject, { kind: 'engine', id: hung.container_id, name: 'acestream-2' })
  assert.equal(incident.severity, 'critical')
  assert.deepEqual(
    incident.affected_streams.map(({ short_id, cut }) => [short_id, cut]),
    streams.map(({ short_id }) => [short_id, false]),
  )
  assert.equal(incident.doing_data?.code, 'replaced_in')
  const waitMs = Date.parse(incident.doing_at ?? '') - outside.clock.now()
  assert.ok(waitMs > 0 && waitMs <= 30_000, `in ${waitMs} ms`)
  assert.deepEqual(incident.can.slice(0, 2), ['restart', 'logs'])
  assert.equal((await app.status()).status, 'degraded')

  const after = await resolved(app)
  assert.equal(after.id, incident.id)
  assert.match(after.outcome ?? '', /^replaced.*, 2 streams cut$/)
  assert.ok(after.affected_streams.every(({ cut }) => cut))
  assert.deepEqual([after.can, after.doing], [[], null])
  await app.advance(10_000)
  const [engine] = (await app.engines()).filter(({ container_name }) => container_name !== 'acestream-1')
  assert.ok(engine)
  assert.equal((await only(app)).outcome_data?.code, 'engine_replaced')
  assert.match((await only(app)).outcome ?? '', new RegExp(`^replaced by ${engine.container_name}, `))

  await app.play(engine, 'a1')
  await app.play(engine, 'b2')
  await app.advance(10_000)
  assert.match((await only(app)).outcome ?? '', /2 streams cut, back after \d+ s$/)
  assert.equal((await app.status()).status, 'healthy')
})

test('the journal says which entries tell of it, from the first one on', async (t) => {
  const { app, hung } = await aHungEngine(t)
  const { id } = await opened(app)
  await resolved(app)
  await app.advance(1000)
  const told = (await app.journal()).filter(({ incident_id }) => incident_id === id)
  const said = told.map(({ event_type, category }) => `${event_type}.${category}`)
  assert.equal(said[0], 'health.unhealthy')
  for (const each of ['engine.removing', 'stream.ended', 'engine.removed'])
    assert.ok(said.includes(each), said.join())
  assert.ok(told.every(({ container_id }) => container_id === hung.container_id))
})

test('Docker away is one incident, and ends when it answers', async (t) => {
  const outside = aPool(t)
  const app = await anApp(t, outside, TWO)
  await app.advance(2000)
  outside.runtime.setReachable(false)
  const incident = await opened(app)
  assert.equal(incident.code, 'runtime_unreachable')
  await app.advance(30_000)
  assert.equal((await only(app)).id, incident.id)
  outside.runtime.setReachable(true)
  assert.equal((await resolved(app)).outcome_data?.code, 'runtime_answers_again')
})

test('a lost VPN with ten engines is one incident', async (t) => {
  const outside = anOutside(t, ['gluetun'])
  const app = await anApp(t, outside, { MIN_REPLICAS: '10', MAX_REPLICAS: '10', MIN_FREE_REPLICAS: '0' })
  await until(app, 60_000, async () => ((await app.status()).engines.healthy === 10 ? true : undefined))
  await app.advance(5000)
  outside.vpn.stop('gluetun')
  const incident = await opened(app)
  assert.equal(incident.code, 'vpn_down')
  assert.equal(incident.affected_engines_total, 10)
  await app.advance(20_000)
  const all = await incidents(app, '?state=open')
  assert.deepEqual(
    all.map(({ code }) => code),
    ['vpn_down'],
  )
})

test('a restart in the middle repeats nothing: the same incident goes on and ends', async (t) => {
  const { app, outside } = await aHungEngine(t)
  const before = await opened(app)
  await app.stop()
  const again = await anApp(t, outside, TWO)
  const [kept] = await incidents(again, '?state=open')
  assert.equal(kept?.id, before.id)
  assert.equal(kept?.opened_at, before.opened_at)
  const after = await resolved(again, 180_000)
  assert.equal(after.id, before.id)
  assert.equal(after.count, 1)
  assert.equal((await incidents(again, '?state=all')).length, 1)
})

test('an engine that went while we were away, and one that somebody removed', async (t) => {
  const { app, outside, hung } = await aHungEngine(t)
  const before = await opened(app)
  await app.stop()
  outside.runtime.vanish(hung.container_id)
  const again = await anApp(t, outside, TWO)
  assert.equal((await resolved(again)).id, before.id)
  const [first] = await again.engines()
  assert.ok(first)
  await again.play(first, 'c3')
  await again.advance(5000)
  outside.runtime.vanish(first.container_id)
  const incident = await opened(again)
  assert.equal(incident.message, `${first.container_name} died`)
  assert.equal(incident.reason, 'its container is gone')
  assert.deepEqual(
    incident.affected_streams.map(({ cut }) => cut),
    [true],
  )
})

test('metrics: open ones by severity, and a counter of each code that starts at 0', async (t) => {
  const { app } = await aHungEngine(t)
  const metric = async (line: string) => (await app.get('/metrics')).body.includes(line)
  assert.ok(await metric('orch_incidents_total{code="engine_unhealthy"} 0'))
  await opened(app)
  assert.ok(await metric('orch_incidents_open{severity="critical"} 1'))
  assert.ok(await metric('orch_incidents_total{code="engine_unhealthy"} 1'))
})

test('the live connection begins with what is wrong, and says each change of it', async (t) => {
  const { app, hung } = await aHungEngine(t)
  const address = await app.listen()
  const before = await openLive(address)
  t.after(before.close)
  assert.deepEqual((await before.next('snapshot')).incidents, [])
  const incident = await opened(app)
  const live = await openLive(address)
  t.after(live.close)
  const [shown, ...others] = (await live.next('snapshot')).incidents ?? []
  assert.deepEqual([shown?.id, shown?.code, others], [incident.id, 'engine_unhealthy', []])
  await resolved(app)
  await until(app, 10_000, async () =>
    before.all('incident').some(({ state }) => state === 'resolved') ? true : undefined,
  )
  const said = before.all('incident')
  assert.ok(said.every(({ id }) => id === incident.id))
  const [first, last] = [said[0], said.at(-1)]
  assert.deepEqual([first?.state, first?.subject.id], ['open', hung.container_id])
  const announced = said.find(({ doing_data }) => doing_data?.code === 'replaced_in')
  assert.equal(announced?.state, 'open', said.map((each) => each.doing_data?.code ?? each.state).join())
  assert.deepEqual([last?.state, last?.doing, last?.can], ['resolved', null, []])
  assert.ok(said.length < 12, `${said.length} events: the passing of time is none`)
})

test('two readers are told the same, and one that comes late has it in its snapshot', async (t) => {
  const { app } = await aHungEngine(t)
  const address = await app.listen()
  const readers = [await openLive(address), await openLive(address)]
  for (const reader of readers) t.after(reader.close)
  for (const reader of readers) await reader.next('snapshot')
  await opened(app)
  await resolved(app)
  const told = await until(app, 10_000, async () => {
    const [one, other] = readers.map((reader) => reader.all('incident').at(-1))
    return one?.state === 'resolved' && other?.state === 'resolved' ? [one, other] : undefined
  })
  assert.deepEqual(told[0], told[1])
  const late = await openLive(address)
  t.after(late.close)
  assert.equal((await late.next('snapshot')).incidents?.[0]?.state, 'resolved', 'it stays for a while')
})

/** Another version of the orchestrator, or an older run, left this in the database. */
async function leftBehind(
  outside: Outside,
  t: Cleanup,
  values: Readonly<Record<string, string | number | null>>,
) {
  const app = await anApp(t, outside, TWO)
  const row = {
    ...{
      id: 'left',
      key: 'k',
      code: 'engine_unhealthy',
      severity: 'critical',
      message: 'acestream-9 does not answer',
    },
    ...{ opened_at_ms: T0, first_opened_at_ms: T0, updated_at_ms: T0, resolved_at_ms: null, count: 3 },
    rest: JSON.stringify({ subject: { kind: 'engine', id: 'long-gone', name: 'acestream-9' } }),
    ...values,
  }
  await app.store.database.write([
    {
      sql: `INSERT INTO incidents VALUES (${Object.keys(row)
        .map(() => '?')
        .join()})`,
      params: Object.values(row),
    },
  ])
  await app.stop()
  return anApp(t, outside, TWO)
}

test('an incident of an engine that is long gone ends with our first look, under its id', async (t) => {
  const app = await leftBehind(aPool(t), t, {})
  const after = await resolved(app)
  assert.deepEqual([after.id, after.count, after.message], ['left', 3, 'acestream-9 does not answer'])
  assert.equal((await incidents(app)).length, 1)
})

test('one that a newer version left is kept in its own words', async (t) => {
  const rest = JSON.stringify({ subject: { kind: 'moon', id: null, name: null }, phase: 'total' })
  const newer = { code: 'moon_eclipsed', message: 'the moon is eclipsed', rest }
  const outside = aPool(t)
  const app = await leftBehind(outside, t, newer)
  const after = await resolved(app)
  assert.deepEqual([after.id, after.code, after.message], ['left', 'moon_eclipsed', 'the moon is eclipsed'])
  await app.stop()
  const again = await anApp(t, outside, TWO)
  assert.equal((await only(again, '?state=all')).message, 'the moon is eclipsed', 'and it stays so')
})
