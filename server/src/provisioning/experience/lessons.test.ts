import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anEngine, anExternalEngine, T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../../engines/engine.ts'
import { engineEvents } from '../../engines/events.ts'
import { LABELS } from '../../engines/labels.ts'
import { publicHealth } from '../../engines/public-health.ts'
import { lessonsOf, lessonsOfCreation } from './lessons.ts'

const dead = { status: 'exited', exitCode: 137, startedAtMs: T0, finishedAtMs: T0 + 5000 } as const
const silent = {
  status: 'unhealthy',
  failures: 3,
  sinceMs: T0,
  reason: { code: 'never_answered', afterMs: 60_000 },
} as const
const unanswered = { readyAtMs: null, health: { ...silent, status: 'unknown', failures: 0 } } as const

function kinds(before: Engine | null, engine: Engine, isFollowing = true): string[] {
  return lessonsOf({ kind: 'changed', before, engine }, isFollowing).map(({ kind }) => kind)
}

test('the first answer, a death and giving up are lessons', () => {
  const starting = anEngine({}, unanswered)
  assert.deepEqual(kinds(starting, anEngine()), ['answered'])
  assert.deepEqual(kinds(anEngine(), anEngine(dead)), ['died'])
  assert.deepEqual(kinds(starting, anEngine({}, { readyAtMs: null, health: silent })), ['never_answered'])
})

test('what helps against a death is told with the breaker and shown, but not told with each death', () => {
  const engine = anEngine({
    ...dead,
    exitCode: 127,
    lastWords: 'not page-aligned',
    cure: verbatim('boot another kernel'),
  })
  const change = { kind: 'changed', before: anEngine(), engine } as const
  const exited = {
    code: 'exited',
    exitCode: 127,
    oomKilled: false,
    error: null,
    lastWords: 'not page-aligned',
  } as const
  const withCure = { code: 'with_cure', reason: exited, cure: verbatim('boot another kernel') } as const
  const [lesson] = lessonsOf(change, true)
  assert.ok(lesson?.kind === 'died')
  assert.deepEqual(lesson.reason, { code: 'died_young', engine: 'acestream-1', reason: withCure })
  assert.deepEqual(publicHealth(engine).reason, withCure)
  const [told] = engineEvents(change, T0)
  assert.ok(told?.event.code === 'engine.failed')
  assert.deepEqual(told.event.reason, exited)
})

test('an engine seen for the first time, and one that stays as it was, teach nothing', () => {
  assert.deepEqual(kinds(null, anEngine(dead)), [])
  assert.deepEqual(kinds(anEngine(dead), anEngine(dead)), [])
})

test('a dead engine that runs again is revived, unless the restart is ours', () => {
  assert.deepEqual(kinds(anEngine(dead), anEngine()), ['revived'])
  const restart = { atMs: T0, why: verbatim('its VPN came back'), cause: 'vpn' } as const
  assert.deepEqual(kinds(anEngine(dead, { restart }), anEngine({}, { restart })), [])
  assert.deepEqual(kinds(anEngine(dead), anEngine({}, { restart })), [])
})

test('one that had died before its creation was answered died', () => {
  const clean = anEngine({ ...dead, exitCode: 0 }, unanswered)
  assert.deepEqual(
    lessonsOfCreation(clean).map(({ kind }) => kind),
    ['died'],
  )
  assert.deepEqual(lessonsOfCreation(anEngine({}, unanswered)), [])
})

test("neither external engines nor callers' own teach anything", () => {
  const external = anExternalEngine()
  assert.deepEqual(kinds(external, { ...external, health: silent }), [])
  const labels = { [LABELS.request]: 'r1' }
  assert.deepEqual(kinds(anEngine({ labels }), anEngine({ ...dead, labels })), [])
})

test('a death with its VPN, or found after a gap, says nothing', () => {
  assert.deepEqual(kinds(anEngine(), anEngine(dead, { vpnDown: { code: 'outside_vpn' } })), [])
  assert.deepEqual(kinds(anEngine(), anEngine(dead), false), [])
  assert.deepEqual(kinds(anEngine({}, unanswered), anEngine(), false), ['answered'])
})

test('an age is told by the container, and unknown where its times make no sense', () => {
  const ages = [dead, { ...dead, finishedAtMs: null }, { ...dead, finishedAtMs: T0 - 1 }].map((facts) => {
    const [lesson] = lessonsOf({ kind: 'changed', before: anEngine(), engine: anEngine(facts) }, true)
    return lesson?.kind === 'died' ? lesson.livedMs : undefined
  })
  assert.deepEqual(ages, [5000, null, null])
})

describe('an engine whose port something else holds', () => {
  const answered = (foreignAnswers: number, status: 'unknown' | 'unhealthy') =>
    ({ readyAtMs: null, health: { ...silent, status, foreignAnswers } }) as const
  const inVpn = { networkOwner: 'g1' } as const
  const seen = anEngine(inVpn, answered(1, 'unknown'))

  test('is a lesson once: when it is given up, or dies by itself', () => {
    const givenUp = anEngine(inVpn, answered(3, 'unhealthy'))
    assert.deepEqual(kinds(seen, givenUp), ['port_occupied'])
    assert.deepEqual(kinds(givenUp, anEngine(inVpn, answered(4, 'unhealthy'))), [])
    assert.deepEqual(kinds(seen, anEngine({ ...inVpn, ...dead }, answered(1, 'unknown'))), ['port_occupied'])
    assert.deepEqual(kinds(anEngine(inVpn, unanswered), seen), [])
  })

  test('is one where a caller wished for it too, and says for whom', () => {
    const labels = { [LABELS.request]: 'r1' }
    const engine = anEngine({ ...inVpn, labels }, answered(3, 'unhealthy'))
    const [lesson] = lessonsOf({ kind: 'changed', before: seen, engine }, true)
    assert.ok(lesson?.kind === 'port_occupied')
    assert.deepEqual([lesson.port, lesson.requestId], [engine.engineSpec.httpPort, 'r1'])
  })
})
