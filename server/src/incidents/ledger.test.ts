import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { anEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aSnapshot, aVpn } from '@acestream-orchestrator/testing/fakes/incidents'
import type { Engine } from '../engines/engine.ts'
import { detect } from './detect/detect.ts'
import { sightOf } from './detect/sight.ts'
import type { Incident } from './incident.ts'
import { advance, type Change, type Ledger, ledgerOf } from './ledger.ts'
import type { GoneEngine, Snapshot } from './snapshot.ts'

/** A ledger under a clock that is moved by hand. */
function bench(stored: readonly Incident[] = []) {
  let ledger: Ledger = ledgerOf(stored)
  let ids = 0
  let nowMs = T0
  return {
    later: (ms: number) => {
      nowMs += ms
      return nowMs
    },
    look: (change: Partial<Snapshot>): readonly Change[] => {
      const sight = sightOf(aSnapshot({ nowMs, ...change }))
      const newId = () => `i-${++ids}`
      const after = advance(ledger, { sight, findings: detect(sight), newId, word: ({ code }) => code })
      ledger = after.ledger
      return after.changes
    },
    ledger: () => ledger,
  }
}

const timeout = { code: 'probe_timeout', timeoutMs: 5000 } as const
const hung = { health: { status: 'unhealthy', failures: 3, sinceMs: T0, reason: timeout } } as const
/** One that was there long before. */
const old = anEngine({}, { firstSeenMs: T0 - 3_600_000 })
const silent = (change: Partial<Engine> = {}) => anEngine({ number: 2 }, { ...hung, ...change })
const on = (id: string, change = {}) => aStream(id, { engineId: anId(2), key: id, ...change })
const kinds = (changes: readonly Change[]) => changes.map(({ kind, incident }) => `${kind} ${incident.code}`)
const outcomeIn = (changes: readonly Change[]): Reason | null => changes[0]?.incident.outcome ?? null

const gone: GoneEngine = {
  id: anId(2),
  name: 'acestream-2',
  vpn: null,
  cause: 'unhealthy',
  reason: { code: 'unhealthy_for', forMs: 30_000, reason: timeout },
  external: false,
  goneAtMs: T0,
}

test('a hung engine with two streams: opened, updated while it is replaced, resolved with what it cost', () => {
  const { look, later } = bench()
  const streams = [on('a'), on('b')]
  const opened = look({ engines: [old, silent()], streams })
  assert.deepEqual(kinds(opened), ['opened engine_unhealthy'])
  later(1000)
  assert.deepEqual(look({ engines: [old, silent()], streams }), [], 'time alone is no news')
  const removal = { atMs: T0, why: timeout, cause: 'unhealthy' } as const
  assert.deepEqual(kinds(look({ engines: [old, silent({ removal })], streams })), [
    'updated engine_unhealthy',
  ])
  const nowMs = later(14_000)
  const ended = streams.map(
    (each) => ({ ...each, phase: 'ended', endReason: 'engine_unhealthy', endedAtMs: nowMs }) as const,
  )
  const resolved = look({ engines: [old], gone: [gone], ended })
  assert.deepEqual(kinds(resolved), ['resolved engine_unhealthy'])
  const nothingBack = { streamsCut: 2, streamsBack: 0, backAfterMs: null, afterMs: 15_000 }
  assert.deepEqual(outcomeIn(resolved), { code: 'engine_replaced', by: null, ...nothingBack })
  assert.equal(resolved[0]?.incident.id, opened[0]?.incident.id)
  assert.equal(resolved[0]?.incident.doing, null)

  const backAtMs = later(10_000)
  const substitute = anEngine({ number: 5, createdAtMs: backAtMs }, { firstSeenMs: backAtMs })
  const again = { startedAtMs: backAtMs, firstDataAtMs: backAtMs + 1000, engineId: anId(5) }
  const [followed] = look({
    engines: [old, substitute],
    gone: [gone],
    ended,
    streams: [on('a2', { key: 'a', ...again }), on('b2', { key: 'b', ...again })],
  })
  assert.deepEqual(followed?.incident.outcome, {
    code: 'engine_replaced',
    by: 'acestream-5',
    streamsCut: 2,
    streamsBack: 2,
    backAfterMs: 26_000,
    afterMs: 15_000,
  })
})

test('an engine that flaps is one incident with a count', () => {
  const { look, later, ledger } = bench()
  const opened = new Set<string>()
  for (let round = 0; round < 50; round++) {
    const health = { ...hung.health, sinceMs: later(0) }
    for (const { kind, incident } of look({ engines: [old, silent({ health })] }))
      if (kind === 'opened') opened.add(incident.id)
    later(20_000)
    assert.deepEqual(outcomeIn(look({ engines: [old, anEngine({ number: 2 })] })), {
      code: 'engine_answers_again',
      afterMs: 20_000,
    })
    later(60_000)
  }
  assert.equal(opened.size, 1)
  const [incident] = [...ledger().recent.values()]
  assert.equal(incident?.count, 50)
  assert.equal(incident?.firstOpenedAtMs, T0)
})

test('a container of the same name that hangs again is the same incident, with the new id', () => {
  const { look, later } = bench()
  look({ engines: [old, silent()] })
  later(30_000)
  look({ engines: [old], gone: [gone] })
  later(60_000)
  const [again] = look({ engines: [old, { ...silent(), id: 'another' }], gone: [gone] })
  assert.equal(again?.incident.count, 2)
  assert.equal(again?.incident.subject.id, 'another')
})

test('what comes back after a quarter of an hour is another incident', () => {
  const { look, later } = bench()
  const [first] = look({ engines: [old, silent()] })
  later(1000)
  look({ engines: [old, anEngine({ number: 2 })] })
  later(900_001)
  look({ engines: [old, anEngine({ number: 2 })] })
  const [second] = look({ engines: [old, silent()] })
  assert.notEqual(second?.incident.id, first?.incident.id)
  assert.equal(second?.incident.count, 1)
})

test('an engine that is being restarted is not well yet', () => {
  const { look, later } = bench()
  look({ engines: [old, silent()] })
  later(1000)
  const restart = { atMs: T0, why: { code: 'restarted_by_operator' }, cause: 'operator' } as const
  const health = { status: 'unknown', failures: 0, sinceMs: T0, reason: null } as const
  const [waiting] = look({ engines: [old, silent({ restart, health })] })
  assert.equal(waiting?.kind, 'updated')
  assert.equal(waiting?.incident.doing?.reason.code, 'restarting')
  assert.deepEqual(outcomeIn(look({ engines: [old, anEngine({ number: 2 })] })), {
    code: 'engine_answers_again',
    afterMs: 1000,
  })
})

test('an engine that hangs and then dies is one incident', () => {
  const { look, later } = bench()
  const [opened] = look({ engines: [old, silent()] })
  later(5000)
  const changes = look({ engines: [old, anEngine({ number: 2, status: 'exited', exitCode: 137 })] })
  assert.deepEqual(kinds(changes), ['updated engine_failed'])
  assert.equal(changes[0]?.incident.id, opened?.incident.id)
  later(5000)
  assert.equal(outcomeIn(look({ engines: [old, anEngine({ number: 2 })] }))?.code, 'engine_runs_again')
})

test('a VPN with ten engines is one incident; what it takes along ends as part of it', () => {
  const { look, later } = bench()
  const ten = (change: Partial<Engine>) =>
    Array.from({ length: 10 }, (_, n) => anEngine({ number: n + 1, vpn: 'gluetun' }, change))
  look({ vpns: [aVpn()], engines: ten(hung) })
  later(1000)
  const reason = { code: 'tunnel_connecting' } as const
  const changes = look({
    vpns: [aVpn({ connected: false, reason })],
    engines: ten({ ...hung, vpnDown: reason }),
  })
  assert.equal(changes.filter(({ kind }) => kind === 'opened').length, 1)
  assert.deepEqual(
    new Set(changes.filter(({ kind }) => kind === 'resolved').map(({ incident }) => incident.outcome?.code)),
    new Set(['part_of_another']),
  )
  later(30_000)
  const back = look({ vpns: [aVpn()], engines: ten({}) })
  assert.deepEqual(outcomeIn(back), {
    code: 'vpn_connected_again',
    streamsCut: 0,
    streamsBack: 0,
    backAfterMs: null,
    afterMs: 31_000,
  })
})

test('what must last for a while opens when it has', () => {
  const { look, later } = bench()
  const full = { ...aSnapshot().fleet, existing: 6, available: 0 }
  assert.deepEqual(look({ engines: [old], fleet: full }), [])
  later(4000)
  look({ engines: [old] })
  assert.deepEqual(look({ engines: [old], fleet: full }), [], 'it began again')
  later(5000)
  assert.deepEqual(kinds(look({ engines: [old], fleet: full })), ['opened capacity_full'])
})

describe('after our start', () => {
  const [{ incident } = assert.fail()] = bench().look({ engines: [old, silent()] })

  test('what was open goes on under its id, and is not resolved before everything was looked at', () => {
    const { look, later, ledger } = bench([incident])
    later(60_000)
    assert.deepEqual(look({ wasRead: false }), [])
    const health = { status: 'unknown', failures: 0, sinceMs: T0, reason: null } as const
    assert.deepEqual(kinds(look({ engines: [anEngine({ number: 2 }, { health })] })), [], 'not checked yet')
    assert.deepEqual(
      look({ engines: [silent()] }).filter(({ kind }) => kind === 'opened'),
      [],
    )
    assert.equal([...ledger().open.values()][0]?.id, incident.id)
  })

  test('an engine that is long gone ends its incident', () => {
    const { look, later } = bench([incident])
    later(3_600_000)
    assert.equal(outcomeIn(look({ engines: [old] }))?.code, 'engine_replaced')
  })

  test('what a newer version found keeps its sentence, and is no longer looked for', () => {
    const { look } = bench([
      { ...incident, code: 'moon_eclipsed', key: 'moon', message: 'the moon is eclipsed' },
    ])
    const [change] = look({ engines: [old] })
    assert.equal(change?.incident.message, 'the moon is eclipsed')
    assert.equal(change?.incident.outcome?.code, 'no_longer_looked_for')
  })
})
