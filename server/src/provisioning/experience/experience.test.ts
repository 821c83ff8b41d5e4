import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import type { CreateFailure } from '../ports.ts'
import { breakerAt } from './breaker.ts'
import { type Experience, INEXPERIENCED, type Lesson, learn } from './experience.ts'

const X = verbatim('exec format error')
const PORTS = { http: 19_000, https: 22_000, api: 20_000, p2p: 21_000 }
const HOUR_MS = 3_600_000

function after(
  lessons: readonly (readonly [atMs: number, lesson: Lesson])[],
  from = INEXPERIENCED,
): Experience {
  return lessons.reduce((experience, [atMs, lesson]) => learn(experience, lesson, atMs), from)
}

function failure(given: CreateFailure, wish: 'pool' | 'caller' | 'given_up' = 'pool'): Lesson {
  return { kind: 'create_failed', spec: { name: 'acestream-1', ports: PORTS }, failure: given, wish }
}

const created = (id: string): Lesson => ({ kind: 'created', id, isAnswering: false })
const answered = (id: string): Lesson => ({ kind: 'answered', id })
const died = (id: string, livedMs: number | null): Lesson => ({
  kind: 'died',
  id,
  livedMs,
  reason: { code: 'died_young', engine: id, reason: X },
})
const ids = ['a', 'b', 'c', 'd', 'e']
const five = (lesson: (id: string) => Lesson, atMs = 0) => ids.map((id) => [atMs, lesson(id)] as const)
const stateAt = ({ breaker }: Experience, atMs: number) => breakerAt(breaker, atMs).state

describe('deaths', () => {
  const table: readonly (readonly [what: string, livedMs: number | null, state: string])[] = [
    ['five that lived for an hour', HOUR_MS, 'closed'],
    ['five that lived for just a minute', 60_000, 'closed'],
    ['five that lived for less', 59_999, 'open'],
    ['five of unknown age that were here before us', null, 'closed'],
  ]
  for (const [what, livedMs, state] of table)
    test(`${what} leave the breaker ${state}`, () =>
      assert.equal(stateAt(after(five((id) => died(id, livedMs))), 0), state))

  test('five of unknown age count by their first answer where we created them', () => {
    const fleet = after([...five(created), ...five(answered)])
    assert.equal(
      stateAt(
        after(
          five((id) => died(id, null), 1000),
          fleet,
        ),
        1000,
      ),
      'open',
    )
    assert.equal(
      stateAt(
        after(
          five((id) => died(id, null), 60_000),
          fleet,
        ),
        60_000,
      ),
      'closed',
    )
  })

  test('one that never answered died young at any age', () => {
    const fleet = after(five(created))
    assert.equal(
      stateAt(
        after(
          five((id) => died(id, HOUR_MS)),
          fleet,
        ),
        0,
      ),
      'open',
    )
  })

  test('those that went with the runtime are forgotten', () => {
    const lost = after([...five((id) => died(id, 5000)), [2000, { kind: 'runtime_lost' }]])
    assert.equal(stateAt(lost, 2000), 'closed')
  })

  test('the sixth after a survivor is the first again', () => {
    const survivor = after([[0, created('s')], [0, answered('s')], ...five((id) => died(id, 1000), 1000)])
    assert.equal(stateAt(survivor, 1000), 'open')
    const proven = after([[60_000, { kind: 'time_passed' }]], survivor)
    assert.equal(stateAt(proven, 60_000), 'closed')
    assert.equal(stateAt(after([[60_001, died('x', 1000)]], proven), 60_001), 'closed')
  })

  test('an old engine that lives on proves nothing about new ones', () => {
    const looping = after([[0, answered('old')], ...five((id) => died(id, 1000))])
    assert.notEqual(stateAt(after([[HOUR_MS, { kind: 'time_passed' }]], looping), HOUR_MS), 'closed')
  })
})

describe('engines that never answer', () => {
  const silent = (id: string): Lesson => ({
    kind: 'never_answered',
    id,
    reason: { code: 'never_answered', afterMs: 60_000 },
  })

  test('open the breaker where we created them', () => {
    assert.equal(stateAt(after([...five(created), ...five(silent)]), 0), 'open')
  })

  test('say nothing where they were here before us', () => {
    assert.equal(stateAt(after(five(silent)), 0), 'closed')
  })
})

describe('creations that fail', () => {
  test('rest longer each time, until one succeeds', () => {
    const taken = failure({ kind: 'port_taken', port: 19_000, reason: X })
    const twice = after([
      [0, taken],
      [100, taken],
    ])
    assert.equal(twice.restsUntilMs, 200)
    assert.equal(after([[200, created('a')]], twice).failuresInARow, 0)
    assert.equal(after([[0, failure({ kind: 'other', reason: X }, 'given_up')]]).restsUntilMs, 0)
  })

  test("open the breaker by the third of the pool, never by callers' own", () => {
    const broken = { kind: 'other', reason: X } as const
    const thrice = (wish: 'pool' | 'caller') => after([1, 2, 3].map((atMs) => [atMs, failure(broken, wish)]))
    assert.equal(stateAt(thrice('pool'), 3), 'open')
    assert.deepEqual(thrice('pool').breaker.reason, {
      code: 'engine_failed',
      engine: 'acestream-1',
      reason: X,
    })
    assert.equal(stateAt(thrice('caller'), 3), 'closed')
  })

  test("another's port and name are left alone for five minutes", () => {
    const known = after([
      [0, failure({ kind: 'port_taken', port: null, reason: X })],
      [0, failure({ kind: 'name_taken', foreign: true, reason: X })],
    ])
    assert.deepEqual([...known.takenPorts.keys()], Object.values(PORTS))
    assert.deepEqual([...known.takenNames.keys()], ['acestream-1'])
    const later = after([[300_000, { kind: 'time_passed' }]], known)
    assert.deepEqual([later.takenPorts.size, later.takenNames.size], [0, 0])
  })

  test('a name of ours is held by a creation under way, and tried again soon', () => {
    const known = after([[0, failure({ kind: 'name_taken', foreign: false, reason: X })]])
    assert.deepEqual([...known.pendingNames.keys()], ['acestream-1'])
    assert.equal(after([[5000, { kind: 'time_passed' }]], known).pendingNames.size, 0)
  })

  test('because the runtime is away say nothing else', () => {
    const away = after([1, 2, 3, 4].map((atMs) => [atMs, failure({ kind: 'unreachable', reason: X })]))
    assert.equal(stateAt(away, 4), 'closed')
  })
})

describe('ports that something else answers on', () => {
  const occupied = (id: string, port = 19_001): Lesson => ({
    kind: 'port_occupied',
    id,
    port,
    reason: { code: 'port_occupied', port },
    requestId: null,
  })
  const eleven = Array.from({ length: 11 }, (_, index) => `engine-${index}`)

  test('are avoided for a while, and the breaker hears nothing', () => {
    const known = after([
      [0, created('a')],
      [0, occupied('a')],
    ])
    assert.deepEqual([[...known.takenPorts.keys()], known.unproven.size], [[19_001], 0])
    assert.deepEqual(known.breaker, INEXPERIENCED.breaker)
    assert.equal(after([[300_000, { kind: 'time_passed' }]], known).takenPorts.size, 0)
  })

  test('open it where it goes on port after port and no engine answers in between', () => {
    const asEach = (id: string, index: number) => [0, occupied(id, 19_000 + index)] as const
    assert.equal(stateAt(after(eleven.slice(0, 5).map(asEach)), 0), 'closed')
    assert.equal(stateAt(after(eleven.map(asEach)), 0), 'open')
    const between = [[0, created('b')] as const, [0, answered('b')] as const]
    const halves = [...eleven.slice(0, 5).map(asEach), ...between, ...eleven.slice(5, 10).map(asEach)]
    assert.equal(stateAt(after(halves), 0), 'closed')
  })
})
