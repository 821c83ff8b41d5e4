import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import {
  aStart,
  aStat,
  codesOf,
  MISS,
  NO_ANSWER,
  ok,
  SESSION_UNKNOWN,
  trackerBench,
} from '@acestream-orchestrator/testing/fakes/streams'
import { DomainError } from '../../lib/errors.ts'
import type { StatReading, StopAnswer } from '../ports.ts'
import { createStreamActions } from './actions.ts'

/** Actions over an engine that gives these answers to `stop` and, in turn, to `stat`. */
function stopBench(answer: StopAnswer, ...readings: readonly StatReading[]) {
  const bench = trackerBench()
  const calls: string[] = []
  const left = [...readings]
  const actions = createStreamActions({
    tracker: bench.tracker,
    engines: bench.engines,
    sessions: {
      stop: async ({ host, port }, path) => {
        calls.push(`${host}:${port}${path}`)
        await bench.clock.sleep(10)
        return answer
      },
      stat: async () => left.shift() ?? SESSION_UNKNOWN,
    },
    clock: bench.clock,
    timeoutMs: 3000,
    signal: new AbortController().signal,
  })
  return { ...bench, actions, calls }
}

const STOPPED: StopAnswer = { kind: 'stopped' }
const DENIED = verbatim('access denied')
const STILL_RUNS: Reason = { code: 'session_still_runs' }

function refusedStop(stream: string, reason: Reason): Reason {
  return { code: 'stream_action_failed', action: 'stop', stream, engine: 'name-e1', reason }
}

function refusedStatistics(reason: Reason): Reason {
  return { code: 'stream_action_failed', action: 'read_statistics', stream: 'k1', engine: 'name-e1', reason }
}

async function refusal(stopping: Promise<unknown>): Promise<DomainError> {
  const error = await stopping.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof DomainError)
  return error
}

describe('stopping a stream', () => {
  test('asks its engine at our own address, has it confirmed, and ends it as stopped', async () => {
    const { tracker, actions, clock, calls, recorded } = stopBench(STOPPED)
    const { id, commandPath } = await tracker.started(aStart())
    const stopping = actions.stop(id)
    await clock.advance(100)
    const stream = await stopping
    assert.deepEqual([stream?.phase, stream?.endReason, stream?.stored], ['ended', 'stopped', true])
    assert.deepEqual(calls, [`10.0.0.1:6878${commandPath}`])
    assert.deepEqual(codesOf(recorded), ['stream.started', 'stream.ended'])
  })

  test('waits until the session is really gone', async () => {
    const { tracker, actions, clock } = stopBench(STOPPED, ok({ playbackSessionId: 's1' }), MISS)
    const { id } = await tracker.started(aStart())
    const stopping = actions.stop(id)
    await clock.advance(1000)
    assert.equal((await stopping)?.endReason, 'stopped')
  })

  test('is confirmed too where another session of the content runs by now', async () => {
    const { tracker, actions, clock } = stopBench(STOPPED, ok({ playbackSessionId: 'another' }))
    const { id } = await tracker.started(aStart())
    const stopping = actions.stop(id)
    await clock.advance(1000)
    assert.equal((await stopping)?.endReason, 'stopped')
  })

  test('is refused where the session goes on, though the reporter named it by the token of its path', async () => {
    const goesOn = Array.from({ length: 6 }, () => ok({ playbackSessionId: 'e'.repeat(40) }))
    const { tracker, actions, clock } = stopBench(STOPPED, ...goesOn)
    const { id } = await tracker.started(aStart({ session: 'f528764d624db129b32c21fbca0cb8d6' }))
    const stopping = refusal(actions.stop(id))
    await clock.advance(2000)
    const error = await stopping
    assert.equal(error.code, 'engine_refused')
    assert.deepEqual(error.reason, refusedStop('k1', { code: 'stop_not_confirmed', reason: STILL_RUNS }))
    assert.deepEqual(tracker.startedOn('e1'), [id])
  })

  test('that its engine had forgotten already is stopped', async () => {
    const { tracker, actions, clock } = stopBench({ kind: 'session_unknown' })
    const { id } = await tracker.started(aStart())
    const stopping = actions.stop(id)
    await clock.advance(100)
    assert.deepEqual([(await stopping)?.endReason], ['stopped'])
  })

  test('that its engine refuses goes on, and the refusal is passed on in its words', async () => {
    const { tracker, actions, clock } = stopBench({ kind: 'refused', reason: DENIED })
    const { id } = await tracker.started(aStart())
    const stopping = refusal(actions.stop(id))
    await clock.advance(100)
    const error = await stopping
    assert.equal(error.code, 'engine_refused')
    assert.deepEqual(error.reason, refusedStop('k1', DENIED))
    assert.equal(tracker.counts().started, 1)
  })

  test('that goes on in spite of an "ok" is a refusal', async () => {
    const runs = new Array<StatReading>(10).fill(ok({ playbackSessionId: 's1' }))
    const { tracker, actions, clock } = stopBench(STOPPED, ...runs)
    const { id } = await tracker.started(aStart())
    const stopping = refusal(actions.stop(id))
    await clock.advance(5000)
    assert.deepEqual(
      (await stopping).reason,
      refusedStop('k1', { code: 'stop_not_confirmed', reason: STILL_RUNS }),
    )
    assert.equal(tracker.counts().started, 1)
  })

  test('on an engine without an address says so', async () => {
    const { tracker, actions, engines } = stopBench(STOPPED)
    const { id } = await tracker.started(aStart())
    engines.set('e1', { dial: null })
    assert.equal((await refusal(actions.stop(id))).code, 'engine_refused')
  })

  test('that has ended is answered as it ended; an unknown one is undefined', async () => {
    const { tracker, actions, calls } = stopBench(STOPPED)
    const { id } = await tracker.started(aStart())
    await tracker.ended({ id })
    assert.equal((await actions.stop(id))?.endReason, 'reported')
    assert.equal(await actions.stop('nobody'), undefined)
    assert.deepEqual(calls, [])
  })

  test('whose proxy reports the end first is ours all the same, with its words', async () => {
    const { tracker, actions, clock } = stopBench(STOPPED)
    const { id } = await tracker.started(aStart())
    const stopping = actions.stop(id)
    await clock.advance(5)
    await tracker.ended({ id, detail: verbatim('handler_exit') })
    await clock.advance(100)
    const stream = await stopping
    assert.deepEqual([stream?.endReason, stream?.endDetail], ['stopped', verbatim('handler_exit')])
  })

  test('asked for twice is done once', async () => {
    const { tracker, actions, clock, calls } = stopBench(STOPPED)
    const { id } = await tracker.started(aStart())
    const both = Promise.all([actions.stop(id), actions.stop(id)])
    await clock.advance(100)
    const [one, two] = await both
    assert.deepEqual([one, calls.length], [two, 1])
  })
})

describe('stopping several', () => {
  test('gives each its result, in the order asked', async () => {
    const { tracker, actions, clock } = stopBench(STOPPED)
    const one = await tracker.started(aStart({ key: 'a' }))
    const two = await tracker.started(aStart({ key: 'b' }))
    const stopping = actions.stopAll([two.id, 'nobody', one.id])
    await clock.advance(1000)
    const results = await stopping
    assert.deepEqual(
      results.map(({ id, stopped, stream }) => [id, stopped, stream?.endReason]),
      [
        [two.id, true, 'stopped'],
        ['nobody', false, undefined],
        [one.id, true, 'stopped'],
      ],
    )
    assert.deepEqual(results[1]?.detail, { code: 'stream_not_found', id: 'nobody' })
  })

  test('an engine that refuses one does not keep the others', async () => {
    const { tracker, actions, engines, clock } = stopBench(STOPPED)
    const one = await tracker.started(aStart({ key: 'a' }))
    const two = await tracker.started(aStart({ key: 'b', engine: 'e2' }))
    engines.set('e1', { dial: null })
    const stopping = actions.stopAll([one.id, two.id])
    await clock.advance(1000)
    const results = await stopping
    assert.deepEqual(
      results.map(({ stopped }) => stopped),
      [false, true],
    )
    assert.equal(results[0]?.stream?.phase, 'starting')
  })
})

describe('the engine’s own statistics', () => {
  const signal = new AbortController().signal

  test('are passed on as they are', async () => {
    const { tracker, actions } = stopBench(STOPPED, {
      kind: 'ok',
      stat: aStat(),
      raw: { status: 'dl', x: 1 },
    })
    const { id } = await tracker.started(aStart())
    assert.deepEqual(await actions.rawStat(id, signal), { status: 'dl', x: 1 })
    assert.equal(await actions.rawStat('nobody', signal), undefined)
  })

  test('that it does not give are refused with the reason', async () => {
    const { tracker, actions, engines } = stopBench(STOPPED, MISS, SESSION_UNKNOWN)
    const { id } = await tracker.started(aStart())
    const why = async () => (await refusal(actions.rawStat(id, signal))).reason
    assert.deepEqual(await why(), refusedStatistics(NO_ANSWER))
    assert.deepEqual(await why(), refusedStatistics({ code: 'session_not_known' }))
    engines.byId.delete('e1')
    assert.deepEqual(await why(), refusedStatistics({ code: 'engine_not_known' }))
  })
})
