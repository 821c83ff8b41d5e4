import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anEngine } from '@acestream-orchestrator/testing/builders/world'
import type { Engine } from '../../engines/engine.ts'
import { LABELS } from '../../engines/labels.ts'
import type { Lesson } from '../experience/experience.ts'
import { createLearning } from './learning.ts'

function rig(isFollowing = true) {
  const lessons: Lesson[] = []
  const follows: string[] = []
  const learnFrom = createLearning({
    observer: { isFollowing: () => isFollowing },
    experience: { learn: (lesson) => lessons.push(lesson) },
    limits: { forget: (id) => follows.push(`limits forget ${id}`) },
    engineRequests: {
      creationFailed: (id, failure) => {
        follows.push(`caller ${id} hears ${failure.kind} ${'port' in failure ? failure.port : ''}`)
        return false
      },
    },
  })
  const changed = (before: Engine | null, engine: Engine) => learnFrom({ kind: 'changed', before, engine })
  return { lessons, follows, learnFrom, changed }
}

const starting = anEngine({}, { readyAtMs: null })
const dead = anEngine({ status: 'exited', exitCode: 1 })

test('the first answer of an engine is learned', () => {
  const { lessons, changed } = rig()
  changed(starting, anEngine())
  assert.deepEqual(lessons, [{ kind: 'answered', id: starting.id }])
})

test('a death is learned only if it was seen as it happened', () => {
  for (const [isFollowing, kinds] of [
    [true, ['died']],
    [false, []],
  ] as const) {
    const { lessons, changed } = rig(isFollowing)
    changed(anEngine(), dead)
    assert.deepEqual(
      lessons.map(({ kind }) => kind),
      kinds,
    )
  }
})

test('an engine that is gone is forgotten by the limits too', () => {
  const { lessons, follows, learnFrom } = rig()
  learnFrom({ kind: 'gone', engine: dead })
  assert.deepEqual(lessons, [{ kind: 'gone', id: dead.id }])
  assert.deepEqual(follows, [`limits forget ${dead.id}`])
})

test('the caller whose engine met somebody else on its port hears of that, and the port is learned', () => {
  const facts = { number: 5, labels: { [LABELS.request]: 'r1' } }
  const met = {
    health: { ...anEngine().health, status: 'unhealthy', foreignAnswers: 3 },
    readyAtMs: null,
  } as const
  const { lessons, follows, changed } = rig()
  changed(anEngine(facts, { readyAtMs: null }), anEngine(facts, met))
  assert.deepEqual(follows, ['caller r1 hears port_taken 19004'])
  assert.deepEqual(
    lessons.map((lesson) => lesson.kind === 'port_occupied' && lesson.port),
    [19_004],
  )
})
