import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { anEngine, anId, aWorld } from '@acestream-orchestrator/testing/builders/world'
import { LABELS } from '../../engines/labels.ts'
import { silentLogger } from '../../lib/log.ts'
import type { Lesson } from '../experience/experience.ts'
import type { Step } from '../planning/step.ts'
import type { CreateFailure } from '../ports.ts'
import { openLedger } from '../spec/allocation.ts'
import { specFor } from '../spec/engine-spec.ts'
import { createOutcomes } from './outcomes.ts'

const why = verbatim('because')
const world = aWorld()

function creation(requestId: string | null = null): Extract<Step, { kind: 'create' }> {
  const order = { node: null, forwarded: false, request: null, hasEntrypoint: true, imageDigest: null }
  const spec = specFor(world.policy.spec, openLedger(world), order)
  assert.ok('name' in spec)
  return { kind: 'create', spec, why, node: null, requestId }
}

/** What follows from outcomes, each consequence as a line; `isGivenUp`: the caller is told that it failed. */
function rig({ engine = anEngine(), isGivenUp = false, storeIsDown = false } = {}) {
  const lessons: Lesson[] = []
  const follows: string[] = []
  const conclude = createOutcomes({
    registry: { get: (id) => (id === engine.id ? engine : undefined) },
    experience: { learn: (lesson) => lessons.push(lesson) },
    engineRequests: {
      creationFailed: (id, { kind }) => {
        follows.push(`caller ${id} hears ${kind}`)
        return isGivenUp
      },
    },
    image: { wake: () => follows.push('look for the image') },
    observer: { reread: () => follows.push('read everything again') },
    intents: {
      drop: async (kind, id) => {
        follows.push(`forget the wish to ${kind} ${id}`)
        if (storeIsDown) throw new Error('store is down')
      },
    },
    recorder: {
      record: (event) => void follows.push('event' in event ? JSON.stringify(event.event) : 'other'),
    },
    logger: silentLogger,
  })
  return { conclude, lessons, follows }
}

describe('a creation that went well', () => {
  const created = (id: string, warnings: readonly string[] = []) =>
    ({ kind: 'created', step: creation(), id, warnings }) as const

  for (const [what, readyAtMs, isAnswering] of [
    ['has yet to answer', null, false],
    ['answers already', 5, true],
  ] as const)
    test(`teaches that an engine is there which ${what}`, () => {
      const engine = anEngine({}, { readyAtMs })
      const { conclude, lessons } = rig({ engine })
      conclude(created(engine.id))
      assert.deepEqual(lessons, [{ kind: 'created', id: engine.id, isAnswering }])
    })

  test('teaches of a death too, where its engine had died before the answer', () => {
    const engine = anEngine(
      { status: 'exited', exitCode: 1, startedAtMs: 1000, finishedAtMs: 1500 },
      { readyAtMs: null },
    )
    const { conclude, lessons } = rig({ engine })
    conclude(created(engine.id))
    assert.deepEqual(
      lessons.map((lesson) => (lesson.kind === 'died' ? `died after ${lesson.livedMs} ms` : lesson.kind)),
      ['created', 'died after 500 ms'],
    )
  })

  test('teaches nothing of the death of one that a caller wished for', () => {
    const engine = anEngine({ status: 'exited', exitCode: 1, labels: { [LABELS.request]: 'r1' } })
    const { conclude, lessons } = rig({ engine })
    conclude(created(engine.id))
    assert.deepEqual(
      lessons.map(({ kind }) => kind),
      ['created'],
    )
  })

  test('of an engine that is gone again counts as one that does not answer', () => {
    const { conclude, lessons } = rig()
    conclude(created(anId(99)))
    assert.deepEqual(lessons, [{ kind: 'created', id: anId(99), isAnswering: false }])
  })

  test('has each warning of the runtime recorded once, however many engines bring it', () => {
    const { conclude, follows } = rig()
    conclude(created(anId(1), ['no swap limit', 'old kernel']))
    conclude(created(anId(1), ['no swap limit']))
    assert.deepEqual(follows, [
      '{"code":"system.runtime_warning","warning":"no swap limit"}',
      '{"code":"system.runtime_warning","warning":"old kernel"}',
    ])
  })
})

describe('a creation that failed', () => {
  const OTHER: CreateFailure = { kind: 'other', reason: why }
  const CASES: readonly (readonly [what: string, failure: CreateFailure, follows: readonly string[]])[] = [
    ['for any reason', OTHER, []],
    ['for want of its image', { kind: 'image_missing', reason: why }, ['look for the image']],
    [
      'because a container of ours has its name',
      { kind: 'name_taken', foreign: false, reason: why },
      ['read everything again'],
    ],
    ['because a foreign container has its name', { kind: 'name_taken', foreign: true, reason: why }, []],
    ['because its port is in use', { kind: 'port_taken', port: 19_000, reason: why }, []],
  ]
  for (const [what, failure, expected] of CASES)
    test(`${what} ${expected.length > 0 ? `has us ${expected}` : 'is a lesson and no more'}`, () => {
      const { conclude, lessons, follows } = rig()
      const step = creation()
      conclude({ kind: 'create_failed', step, failure })
      assert.deepEqual(follows, expected)
      assert.deepEqual(lessons, [{ kind: 'create_failed', spec: step.spec, failure, wish: 'pool' }])
    })

  for (const [isGivenUp, wish] of [
    [true, 'given_up'],
    [false, 'caller'],
  ] as const)
    test(`as a caller wished is told to that caller, and learned as ${wish}`, () => {
      const { conclude, lessons, follows } = rig({ isGivenUp })
      conclude({ kind: 'create_failed', step: creation('r1'), failure: OTHER })
      assert.deepEqual(follows, ['caller r1 hears other'])
      assert.deepEqual(
        lessons.map((lesson) => 'wish' in lesson && lesson.wish),
        [wish],
      )
    })
})

describe('a stored wish', () => {
  const removal = { kind: 'remove', id: 'e1', why, cause: 'operator', graceMs: 0 } as const
  const restart = { kind: 'restart', id: 'e1', why, cause: 'operator', graceMs: 0 } as const
  const forgotten = (...kinds: readonly string[]) => kinds.map((kind) => `forget the wish to ${kind} e1`)

  test('of any kind is fulfilled by the removal of its engine', () => {
    const { conclude, follows } = rig()
    conclude({ kind: 'removed', step: removal })
    assert.deepEqual(follows, forgotten('remove', 'drain', 'restart'))
  })

  test('to restart is over once it was tried', () => {
    const { conclude, follows } = rig()
    conclude({ kind: 'restarted', step: restart })
    conclude({ kind: 'failed', step: restart, reason: why })
    assert.deepEqual(follows, forgotten('restart', 'restart'))
  })

  test('to remove stays while the removal fails', () => {
    const { conclude, follows } = rig()
    conclude({ kind: 'failed', step: removal, reason: why })
    assert.deepEqual(follows, [])
  })

  test('that the store can not forget now stops nothing', async () => {
    const { conclude } = rig({ storeIsDown: true })
    conclude({ kind: 'removed', step: removal })
    await new Promise((done) => setImmediate(done)) // an unhandled rejection would fail this test
  })
})
