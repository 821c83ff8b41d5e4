import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  anEngine,
  anExternalEngine,
  aPolicy,
  aWorld,
  inWorld,
} from '@acestream-orchestrator/testing/builders/world'
import fc from 'fast-check'
import { desired } from '../desired.ts'
import type { World, WorldEngine } from '../world.ts'
import { admit } from './replacement-limits.ts'

const NO_ANSWER = { code: 'probe_timeout', timeoutMs: 5000 } as const
const sick = { status: 'unhealthy', failures: 3, sinceMs: 0, reason: NO_ANSWER } as const
const HOUR_MS = 3_600_000

const hung = (number: number, hungAfterMs = HOUR_MS, vpn?: string) =>
  inWorld(anEngine({ number, ...(vpn ? { vpn } : {}) }, { health: sick }), {
    unhealthyForMs: 60_000,
    hungAfterMs,
  })
const several = (count: number, hungAfterMs = HOUR_MS, from = 1) =>
  Array.from({ length: count }, (_, i) => hung(from + i, hungAfterMs))
const answering = (number = 20, vpn?: string) => inWorld(anEngine({ number, ...(vpn ? { vpn } : {}) }))
const starting = (number = 30) => inWorld(anEngine({ number }, { readyAtMs: null }))
const missed = inWorld(
  anEngine({ number: 21 }, { health: { ...sick, status: 'healthy', failures: 1, reason: NO_ANSWER } }),
)

function admitted(due: readonly WorldEngine[], others: readonly WorldEngine[], change: Partial<World> = {}) {
  const engines = [...due, ...others]
  const maxReplicas = engines.filter(({ engine }) => engine.container !== null).length // no room beside them
  const policy = aPolicy({ minReplicas: maxReplicas, maxReplicas, minFree: 0 })
  const world = aWorld({ policy, engines, relapsesLeft: 12, ...change })
  return admit(world, desired(world), due)
}

describe('how many hung engines are replaced at once', () => {
  const table: [string, WorldEngine[], WorldEngine[], number, Partial<World>?][] = [
    ['three of four', several(3), [answering()], 3],
    ['nineteen of twenty', several(19), [answering()], 19],
    ['where none answers, two are tried', several(4), [], 2],
    ['where none answers, a quarter of a larger pool is tried', several(20), [], 5],
    ['one that missed its last check is no proof that any answers', several(3), [missed], 2],
    ['an external engine is no proof either', several(3), [inWorld(anExternalEngine())], 2],
    ['while two are on trial, no more', several(2), [starting(30), starting(31)], 0],
    ['while one is on trial, one more', several(2), [starting()], 1],
    ['one on trial that never answered counts no more', several(2), [hung(30, 0)], 2],
    ['while two make way, no more', several(2), [30, 31].map((n) => ({ ...hung(n), busyWith: 'remove' })), 0],
    ['when the first of them answers, all others', several(2), [answering(), starting()], 2],
    [
      'those that hung soon after their start, within the limit',
      several(3, 299_999),
      [answering()],
      1,
      { relapsesLeft: 1 },
    ],
    [
      'those that hung later, whatever is left of the limit',
      several(3, 300_000),
      [answering()],
      3,
      { relapsesLeft: 0 },
    ],
    [
      'both kinds, each by its own rule',
      [...several(2), ...several(2, 0, 5)],
      [answering()],
      3,
      { relapsesLeft: 1 },
    ],
  ]
  for (const [name, due, others, expected, change] of table)
    test(name, () => {
      const { now, notes } = admitted(due, others, change)
      assert.equal(now.length, expected)
      assert.equal(notes.size, due.length - expected)
    })
})

test('engines of a VPN that all hang are tried first, though those of another answer', () => {
  const due = [1, 2, 3].map((number) => hung(number, HOUR_MS, 'gluetun'))
  assert.equal(admitted(due, [answering(20, 'spare')]).now.length, 2)
  assert.equal(admitted(due, [answering(20, 'gluetun')]).now.length, 3)
})

test('engines that are about to be created are on trial too', () => {
  const change = { policy: aPolicy({ minReplicas: 2, maxReplicas: 4, minFree: 0 }) }
  assert.equal(admitted(several(2), [], change).now.length, 0)
})

test('the note says what is waited for', () => {
  assert.deepEqual(
    [...admitted(several(3), []).notes.values()],
    [{ code: 'replacement_waits_for_an_answer' }],
  )
  assert.deepEqual(
    [...admitted(several(1, 0), [answering()], { relapsesLeft: 0 }).notes.values()],
    [{ code: 'replacement_waits_for_relapses' }],
  )
})

test('of engines that hang soon never more than the limit, whatever else is the case', () => {
  const age = fc.integer({ max: 600_000, min: 0 })
  fc.assert(
    fc.property(fc.array(age, { maxLength: 12 }), fc.boolean(), fc.nat(12), (ages, isOneUp, relapsesLeft) => {
      const due = ages.map((ms, i) => hung(i + 1, ms))
      const { now } = admitted(due, isOneUp ? [answering()] : [], { relapsesLeft })
      assert.ok(now.filter(({ hungAfterMs }) => (hungAfterMs ?? 0) < 300_000).length <= relapsesLeft)
    }),
  )
})
