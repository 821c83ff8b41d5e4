import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@acestream-orchestrator/testing/fakes/manual-clock'
import { createVacancy, VACATED_WITHIN_MS } from './vacancy.ts'

function bench() {
  const clock = manualClock()
  const vacancy = createVacancy(clock)
  const life = new AbortController()
  /** Whether the engine is given up, as time goes on. */
  function waitFor(engineId: string) {
    let isDone = false
    const done = vacancy.vacated(engineId, life.signal).then(() => {
      isDone = true
    })
    return { done, isDone: () => isDone }
  }
  return { clock, vacancy, life, waitFor }
}

test('an engine that no proxy feeds viewers from is vacant', async () => {
  const { vacancy, waitFor } = bench()
  vacancy.note('p', new Set(['e2']))
  await waitFor('e1').done
})

test('one is vacated when the last proxy reports that its viewers are elsewhere, or is gone', async () => {
  const { clock, vacancy, waitFor } = bench()
  vacancy.note('p', new Set(['e1']))
  vacancy.note('q', new Set(['e1', 'e2']))
  const wait = waitFor('e1')
  vacancy.note('p', new Set(['e2']))
  await clock.advance(1000)
  assert.equal(wait.isDone(), false)
  vacancy.note('q', null)
  await wait.done
})

test('nobody waits for ever', async () => {
  const { clock, vacancy, waitFor } = bench()
  vacancy.note('p', new Set(['e1']))
  const wait = waitFor('e1')
  await clock.advance(VACATED_WITHIN_MS - 1)
  assert.equal(wait.isDone(), false)
  await clock.advance(1)
  await wait.done
})

test('and not when the process stops', async () => {
  const { vacancy, life, waitFor } = bench()
  vacancy.note('p', new Set(['e1']))
  const { done } = waitFor('e1')
  life.abort()
  await done
})
