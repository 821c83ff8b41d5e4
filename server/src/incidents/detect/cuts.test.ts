import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import { anEngine, anId, T0 } from '@acestream-orchestrator/testing/builders/world'
import { aSnapshot, aVpn, findingsIn } from '@acestream-orchestrator/testing/fakes/incidents'
import { cutOn, wasCut } from './cuts.ts'
import { sightOf } from './sight.ts'

const ended = (id: string, endReason: 'engine_gone' | 'vpn_lost' | 'reported', endedAtMs = T0) =>
  aStream(id, { engineId: anId(1), phase: 'ended', endReason, endedAtMs })

const REASONS: readonly (readonly [reason: string | null, cut: boolean])[] = [
  ['engine_gone', true],
  ['engine_unhealthy', true],
  ['vpn_lost', true],
  ['lost', true],
  ['session_unknown', true],
  ['reported', false],
  ['stopped', false],
  ['abandoned', false],
  [null, false],
]

test('a stream was cut if nobody wanted its end', () => {
  for (const [reason, cut] of REASONS) assert.equal(wasCut(reason), cut, String(reason))
})

test('only what ended since the engine is in trouble counts, two seconds for clocks that differ', () => {
  const sight = sightOf(
    aSnapshot({
      ended: [
        ended('before', 'engine_gone', T0 - 2001),
        ended('just before', 'engine_gone', T0 - 2000),
        ended('with it', 'engine_gone'),
        ended('wanted', 'reported'),
      ],
    }),
  )
  const ids = (sinceMs: number | null) => cutOn(sight, anId(1), sinceMs).map(({ id }) => id)
  assert.deepEqual(ids(T0), ['just before', 'with it'])
  assert.deepEqual(ids(null), ['before', 'just before', 'with it'])
  assert.deepEqual(cutOn(sight, anId(2), T0), [])
})

test('a dead engine names the stream whose end was seen before its own', () => {
  const dead = anEngine({ status: 'exited', exitCode: 137, finishedAtMs: T0 })
  const [found] = findingsIn({ engines: [dead], ended: [ended('s', 'engine_gone', T0 + 3)] })
  assert.deepEqual(
    found?.streams.map(({ id, cut }) => [id, cut]),
    [['s', true]],
  )
})

test('a lost VPN names what it cut beside what still plays in it', () => {
  const [found] = findingsIn({
    vpns: [aVpn({ connected: false }), aVpn({ name: 'other' })],
    engines: [anEngine({ vpn: 'gluetun' })],
    streams: [aStream('plays', { engineId: anId(1) })],
    ended: [ended('cut', 'vpn_lost', T0 + 1)],
  })
  assert.deepEqual(
    found?.streams.map(({ id, cut }) => [id, cut]),
    [
      ['plays', false],
      ['cut', true],
    ],
  )
  assert.equal(found?.severity, 'critical')
})
