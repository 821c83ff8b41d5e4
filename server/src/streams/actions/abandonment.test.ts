import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import {
  aStart,
  aStat,
  codesOf,
  ok,
  SESSION_UNKNOWN,
  trackerBench,
} from '@acestream-orchestrator/testing/fakes/streams'
import { silentLogger } from '../../lib/log.ts'
import type { StopAnswer } from '../ports.ts'
import { startAbandonment } from './abandonment.ts'
import { createStreamActions } from './actions.ts'

const BUSY = verbatim('busy')

/** A started stream that stood still for ten minutes, on an engine that gives these answers to `stop`. */
async function still(...answers: readonly StopAnswer[]) {
  const bench = trackerBench()
  const { tracker, clock, engines } = bench
  let asked = 0
  const isStopped = () => asked > 0 && answers[asked - 1]?.kind === 'stopped'
  const actions = createStreamActions({
    tracker,
    engines,
    sessions: {
      stop: async () => answers[asked++] ?? { kind: 'refused', reason: BUSY },
      stat: async () => (isStopped() ? SESSION_UNKNOWN : { kind: 'ok', stat: aStat(), raw: {} }),
    },
    clock,
    timeoutMs: 3000,
    signal: new AbortController().signal,
  })
  startAbandonment({ tracker, actions, clock, logger: silentLogger })
  const { id } = await tracker.started(aStart())
  async function read(afterMs: number): Promise<void> {
    await clock.advance(afterMs)
    tracker.applyReading(id, ok({ downloaded: 1 }))
    await clock.advance(0)
  }
  await read(0)
  await read(600_000)
  return { ...bench, id, read, asked: () => asked }
}

test('is stopped on its engine once, and ends as abandoned', async () => {
  const { tracker, id, asked, recorded } = await still({ kind: 'stopped' })
  const stream = await tracker.get(id)
  assert.deepEqual([stream?.endReason, asked()], ['abandoned', 1])
  assert.equal(codesOf(recorded).filter((code) => code === 'stream.ended').length, 1)
  assert.deepEqual(stream?.endDetail, { code: 'abandoned', forMs: 600_000 })
})

test('goes on where its engine refuses, and is tried again after a minute, not at each reading', async () => {
  const { tracker, id, asked, read } = await still({ kind: 'refused', reason: BUSY }, { kind: 'stopped' })
  assert.equal((await tracker.get(id))?.endReason, null)
  await read(5000)
  assert.equal(asked(), 1)
  await read(55_000)
  assert.deepEqual([(await tracker.get(id))?.endReason, asked()], ['abandoned', 2])
})

test('an end that is reported meanwhile is the one stop all the same', async () => {
  const { tracker, id, recorded } = await still({ kind: 'session_unknown' })
  await tracker.ended({ id })
  assert.equal((await tracker.get(id))?.endReason, 'abandoned')
  assert.equal(codesOf(recorded).filter((code) => code === 'stream.ended').length, 1)
})

test('media that its engine delivers counts for it only where no other stream is active there', async () => {
  const { tracker, engines, clock } = trackerBench()
  engines.set('e1', { delivering: true })
  const abandoned: string[] = []
  tracker.abandoned.on(({ id }) => abandoned.push(id))
  const { id } = await tracker.started(aStart({ engine: 'e1', key: 'k1', session: 's1' }))
  const other = await tracker.started(aStart({ engine: 'e1', key: 'k2', session: 's2' }))
  tracker.applyReading(id, ok({ downloaded: 1 }))
  await clock.advance(600_000)
  tracker.applyReading(id, ok({ downloaded: 1 }))
  assert.deepEqual(abandoned, [])
  tracker.applyReading(other.id, ok({ downloaded: 1 }))
  await clock.advance(600_000)
  tracker.applyReading(id, ok({ downloaded: 1 }))
  assert.deepEqual(abandoned, [id])
})
