import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anIncident, aRule } from '@acestream-orchestrator/testing/builders/alert'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import type { Incident } from '../incidents/incident.ts'
import type { Change } from '../incidents/ledger.ts'
import { createEmitter } from '../lib/emitter.ts'
import { startAlerts } from './alerts.ts'
import { type Told, toldKey } from './announce/told.ts'
import { createDelivery } from './delivery/delivery.ts'
import type { AlertMessage } from './message.ts'
import type { AlertMemory, AlertStore, Delivery, LastResult } from './ports.ts'

/** Keeps in memory what a database would keep over a restart; `isDown`: it keeps nothing. */
function memoryStore() {
  const told = new Map<string, Told>()
  const outbox = new Map<string, AlertMessage>()
  const results = new Map<string, LastResult>()
  let isDown = false
  const store: AlertStore = {
    load: async () => memory(),
    keep: async (change) => {
      if (isDown) return
      for (const each of change.forgotten) told.delete(toldKey(each.notifier, each.item.id))
      for (const each of change.told) told.set(toldKey(each.notifier, each.item.id), each)
      for (const each of change.messages) outbox.set(each.id, each)
    },
    drop: (id) => void outbox.delete(id),
    putResult: (result) => void results.set(result.notifier, result),
  }
  const memory = (): AlertMemory => ({
    told: [...told.values()],
    outbox: [...outbox.values()],
    results: [...results.values()],
  })
  return { store, memory, down: () => (isDown = true) }
}

type Kept = ReturnType<typeof memoryStore>

/** One run of the process: incidents that a test puts there, and a receiver that answers as it says. */
function run(kept: Kept, incidents: Incident[], deliver: () => Promise<Delivery>, clock = manualClock(T0)) {
  const changes = createEmitter<Change>()
  const got: string[] = []
  const delivery = createDelivery({
    clock,
    deliver: async ({ opened, resolved }) => {
      got.push([...opened.map(({ id }) => `+${id}`), ...resolved.map(({ id }) => `-${id}`)].join(' '))
      return deliver()
    },
    onDone: kept.store.drop,
    onResult: kept.store.putResult,
  })
  const alerts = startAlerts({
    incidents: { changes, recent: () => incidents },
    rules: () => [aRule({ delayMs: 10_000, gatherMs: 0 })],
    notifiers: () => ['tg'],
    delivery,
    store: kept.store,
    clock,
  })
  const put = (incident: Incident) => {
    incidents.splice(0, incidents.length, ...incidents.filter(({ id }) => id !== incident.id), incident)
    changes.emit({ kind: 'updated', incident })
  }
  const stop = async () => {
    await alerts.stop()
    await delivery.stop()
  }
  return { clock, got, alerts, put, stop }
}

const works = async (): Promise<Delivery> => ({ kind: 'sent' })
const hangs = () => new Promise<Delivery>(() => {})

test('an incident is told when its delay is over, and that it is over', async (t) => {
  const kept = memoryStore()
  const { clock, got, alerts, put, stop } = run(kept, [], works)
  t.after(stop)
  alerts.restore(null)
  put(anIncident({ id: 'x' }))
  await clock.advance(9_000)
  assert.deepEqual(got, [])
  await clock.advance(2_000)
  assert.deepEqual(got, ['+x'])
  put(anIncident({ id: 'x', resolvedAtMs: clock.now() }))
  await clock.advance(11_000)
  assert.deepEqual(got, ['+x', '-x'])
  assert.deepEqual(kept.memory().told, [])
  assert.deepEqual(kept.memory().outbox, [])
})

test('nobody is told before it is known what they were told before', async (t) => {
  const { clock, got, alerts, stop } = run(memoryStore(), [anIncident()], works)
  t.after(stop)
  await clock.advance(60_000)
  assert.deepEqual(got, [])
  alerts.restore(null)
  await clock.advance(1_000)
  assert.deepEqual(got, ['+i-1'])
})

test('a restart between raising and sending: sent once', async (t) => {
  const kept = memoryStore()
  const first = run(kept, [anIncident()], hangs)
  first.alerts.restore(null)
  await first.clock.advance(15_000)
  assert.deepEqual(first.got, ['+i-1'], 'on its way')
  await first.stop()
  assert.equal(kept.memory().outbox.length, 1)

  const second = run(kept, [anIncident()], works)
  t.after(second.stop)
  second.alerts.restore(kept.memory())
  await second.clock.advance(600_000)
  assert.deepEqual(second.got, ['+i-1'])
  assert.deepEqual(kept.memory().outbox, [])
})

test('a restart after sending: not sent again, and its end is told', async (t) => {
  const kept = memoryStore()
  const first = run(kept, [anIncident()], works)
  first.alerts.restore(null)
  await first.clock.advance(15_000)
  await first.stop()

  const second = run(kept, [anIncident()], works)
  t.after(second.stop)
  second.alerts.restore(kept.memory())
  await second.clock.advance(60_000)
  assert.deepEqual(second.got, [])
  second.put(anIncident({ resolvedAtMs: second.clock.now() }))
  await second.clock.advance(11_000)
  assert.deepEqual(second.got, ['-i-1'])
})

test('while nothing can be stored people are told all the same', async (t) => {
  const kept = memoryStore()
  kept.down()
  const { clock, got, alerts, put, stop } = run(kept, [], works)
  t.after(stop)
  alerts.restore(null)
  put(anIncident({ id: 'store' }))
  await clock.advance(11_000)
  assert.deepEqual(got, ['+store'])
})
