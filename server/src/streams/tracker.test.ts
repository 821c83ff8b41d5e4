import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import {
  aStart,
  codesOf,
  fakeStore,
  MISS,
  ok,
  SESSION_UNKNOWN,
  trackerBench,
} from '@acestream-orchestrator/testing/fakes/streams'
import { DomainError } from '../lib/errors.ts'
import type { StreamChange } from './tracking/memory.ts'

const HOUR_MS = 3_600_000
const EXITED: Reason = { code: 'exited', exitCode: 137, oomKilled: true, error: null, lastWords: null }

describe('a start event', () => {
  test('begins a stream, stores, records and shows it', async () => {
    const { tracker, store, recorded } = trackerBench()
    const changes: StreamChange[] = []
    tracker.changes.on((change) => changes.push(change))
    const stream = await tracker.started(aStart({ key: 'k', session: 's' }))
    assert.deepEqual(
      [stream.id, stream.engineId, stream.phase, stream.stored],
      ['k|s', 'e1', 'starting', true],
    )
    assert.equal(store.rows.get('k|s')?.endedAtMs, null)
    assert.deepEqual(codesOf(recorded), ['stream.started'])
    assert.deepEqual(
      changes.map((change) => change.kind === 'changed' && change.before),
      [null],
    )
    assert.deepEqual(tracker.startedOn('e1'), ['k|s'])
  })

  test('repeated is answered unchanged and recorded once', async () => {
    const { tracker, clock, recorded } = trackerBench()
    const first = await tracker.started(aStart())
    await clock.advance(1000)
    assert.deepEqual(await tracker.started(aStart()), first)
    assert.equal(recorded.length, 1)
    assert.equal(tracker.counters().started, 1)
  })

  test('sent twice at the same moment is recorded once', async () => {
    const { tracker, recorded } = trackerBench()
    const [one, two] = await Promise.all([tracker.started(aStart()), tracker.started(aStart())])
    assert.deepEqual(one, two)
    assert.equal(recorded.length, 1)
  })

  test('for an ended id is answered as it ended', async () => {
    const { tracker } = trackerBench()
    const { id } = await tracker.started(aStart())
    await tracker.ended({ id, detail: verbatim('handler_exit') })
    const again = await tracker.started(aStart())
    assert.deepEqual(
      [again.phase, again.endReason, again.endDetail],
      ['ended', 'reported', verbatim('handler_exit')],
    )
    assert.deepEqual(tracker.startedOn('e1'), [])
  })

  test('for an id that ended long ago is answered from the store', async () => {
    const { tracker, clock } = trackerBench()
    const { id } = await tracker.started(aStart())
    await tracker.ended({ id })
    await clock.advance(25 * HOUR_MS)
    tracker.tidy()
    assert.deepEqual(tracker.list(), [])
    assert.equal((await tracker.started(aStart())).phase, 'ended')
    assert.equal(tracker.counts().started, 0)
  })

  test('waits for the commit before it is answered', async () => {
    const { tracker, store } = trackerBench()
    let commit = () => {}
    store.gate = new Promise((done) => {
      commit = done
    })
    let answered = false
    const answer = tracker.started(aStart()).then(() => {
      answered = true
    })
    await new Promise((done) => setImmediate(done))
    assert.equal(answered, false)
    assert.equal(tracker.counts().started, 1)
    commit()
    await answer
  })

  test('on an unknown engine is refused and changes nothing', async () => {
    const { tracker, store, recorded } = trackerBench()
    await assert.rejects(
      tracker.started(aStart({ engine: 'nobody' })),
      (error) => error instanceof DomainError && error.code === 'unknown_engine',
    )
    assert.deepEqual([store.writes.length, recorded.length, tracker.list().length], [0, 0, 0])
  })

  test('of the same content on the same engine ends the older session as replaced', async () => {
    const { tracker } = trackerBench()
    const older = await tracker.started(aStart({ session: 's1' }))
    const newer = await tracker.started(aStart({ session: 's2' }))
    const elsewhere = await tracker.started(aStart({ session: 's3', engine: 'e2' }))
    const replaced = await tracker.get(older.id)
    assert.deepEqual([replaced?.endReason, replaced?.replacedBy?.id], ['replaced', newer.id])
    assert.deepEqual([...tracker.startedOn('e1'), ...tracker.startedOn('e2')], [newer.id, elsewhere.id])
  })
})

describe('an end event', () => {
  test('ends the stream it names, with the reporter’s words', async () => {
    const { tracker, recorded } = trackerBench()
    const { id } = await tracker.started(aStart())
    const answer = await tracker.ended({ id, detail: verbatim('handler_exit') })
    assert.equal(answer.updated, true)
    assert.deepEqual(
      [answer.stream?.endReason, answer.stream?.endDetail],
      ['reported', verbatim('handler_exit')],
    )
    assert.deepEqual(codesOf(recorded), ['stream.started', 'stream.ended'])
  })

  test('repeated changes nothing and is answered with the ended stream', async () => {
    const { tracker, clock } = trackerBench()
    const { id } = await tracker.started(aStart())
    const first = await tracker.ended({ id })
    await clock.advance(1000)
    assert.deepEqual(await tracker.ended({ id, detail: verbatim('again') }), {
      updated: false,
      stream: first.stream,
    })
  })

  test('before its start lets the start be recorded as ended', async () => {
    const { tracker, clock } = trackerBench()
    assert.deepEqual(await tracker.ended({ id: 'k1|s1', detail: verbatim('early') }), {
      updated: false,
      stream: null,
    })
    await clock.advance(59_000)
    const stream = await tracker.started(aStart())
    assert.deepEqual(
      [stream.phase, stream.endReason, stream.endDetail],
      ['ended', 'reported', verbatim('early')],
    )
  })

  test('is forgotten after a minute', async () => {
    const { tracker, clock } = trackerBench()
    await tracker.ended({ id: 'k1|s1' })
    await clock.advance(61_000)
    assert.equal((await tracker.started(aStart())).phase, 'starting')
  })

  test('without a stream_id ends the container’s one running stream', async () => {
    const { tracker } = trackerBench()
    const { id } = await tracker.started(aStart())
    const answer = await tracker.ended({ containerId: 'e1' })
    assert.deepEqual([answer.updated, answer.stream?.id], [true, id])
  })

  test('without a stream_id changes nothing where two streams run', async () => {
    const { tracker } = trackerBench()
    await tracker.started(aStart({ key: 'a' }))
    await tracker.started(aStart({ key: 'b' }))
    assert.deepEqual(await tracker.ended({ containerId: 'e1' }), { updated: false, stream: null })
    assert.equal(tracker.counts().started, 2)
  })

  test('with a stream_id never falls back to the container', async () => {
    const { tracker } = trackerBench()
    await tracker.started(aStart())
    const answer = await tracker.ended({ containerId: 'e1', id: 'another' })
    assert.deepEqual([answer, tracker.counts().started], [{ updated: false, stream: null }, 1])
  })

  test('without either is answered, not refused', async () => {
    const { tracker } = trackerBench()
    assert.deepEqual(await tracker.ended({}), { updated: false, stream: null })
  })
})

describe('an engine that dies', () => {
  test('ends its streams with the reason and leaves others alone', async () => {
    const { tracker } = trackerBench()
    const one = await tracker.started(aStart({ key: 'a' }))
    const two = await tracker.started(aStart({ key: 'b', engine: 'e2' }))
    tracker.engineGone('e1', 'engine_gone', EXITED)
    assert.deepEqual((await tracker.get(one.id))?.endReason, 'engine_gone')
    assert.deepEqual((await tracker.get(two.id))?.phase, 'starting')
  })

  test('in the second of a start ends that stream as engine_gone', async () => {
    const { tracker, engines } = trackerBench()
    tracker.engineGone('e1', 'engine_gone', EXITED)
    engines.set('e1', { answering: false })
    const stream = await tracker.started(aStart())
    assert.deepEqual([stream.phase, stream.endReason, stream.endDetail], ['ended', 'engine_gone', EXITED])
  })

  test('and was restarted in place takes new streams', async () => {
    const { tracker } = trackerBench()
    tracker.engineGone('e1', 'engine_removed', { code: 'restarted_by_operator' })
    assert.equal((await tracker.started(aStart())).phase, 'starting')
  })

  test('while we were down ends its streams as soon as the list is known', async () => {
    const before = trackerBench()
    await before.tracker.started(aStart({ key: 'a' }))
    await before.tracker.started(aStart({ key: 'b', engine: 'e2' }))
    const { tracker } = trackerBench({ store: fakeStore([...before.store.rows.values()]) })
    await tracker.load()
    assert.equal(tracker.counts().started, 2)
    tracker.keepOnlyEngines(new Set(['e2']))
    assert.deepEqual(
      tracker.list({ status: 'ended' }).map((stream) => stream.endReason),
      ['engine_gone'],
    )
  })
})

describe('readings', () => {
  test('make the stream active, and a change of phase is recorded once', async () => {
    const { tracker, clock, recorded, store } = trackerBench()
    const { id } = await tracker.started(aStart())
    for (const downloaded of [1000, 2000, 3000]) {
      await clock.advance(5000)
      tracker.applyReading(id, ok({ downloaded }))
    }
    assert.deepEqual(codesOf(recorded), ['stream.started', 'stream.active'])
    assert.deepEqual(
      store.writes.map((row) => row.phase),
      ['starting', 'active'],
    )
    const [stream] = tracker.list()
    assert.deepEqual(
      [stream?.downloaded, stream?.totals.samples, stream?.totals.peakSpeedDown],
      [3000, 3, 300],
    )
    assert.equal((stream?.firstDataAtMs ?? 0) - (stream?.startedAtMs ?? 0), 5000)
  })

  test('answer the sample, null for a gap and undefined once it has ended', async () => {
    const { tracker } = trackerBench()
    const { id } = await tracker.started(aStart())
    assert.equal(tracker.applyReading(id, ok({ peers: 9 }))?.peers, 9)
    assert.equal(tracker.applyReading(id, MISS), null)
    assert.equal(tracker.applyReading(id, SESSION_UNKNOWN), null)
    assert.equal(tracker.applyReading(id, SESSION_UNKNOWN), undefined)
    assert.equal((await tracker.get(id))?.endReason, 'session_unknown')
  })

  test('of an unknown stream leave no figures that nobody vouches for', async () => {
    const { tracker, engines } = trackerBench()
    const { id } = await tracker.started(aStart())
    tracker.applyReading(id, ok({ downloaded: 1000 }))
    assert.deepEqual(tracker.loadOf('e1'), { speedDown: 300, speedUp: 20, peers: 5 })
    engines.set('e1', { answering: false })
    tracker.applyReading(id, MISS)
    assert.equal(tracker.counts().unknown, 1)
    assert.deepEqual(tracker.loadOf('e1'), { speedDown: null, speedUp: null, peers: null })
    assert.equal((await tracker.get(id))?.downloaded, 1000)
  })

  test('that tell of another stream’s session end the older one as replaced', async () => {
    const { tracker } = trackerBench()
    const older = await tracker.started(aStart({ key: 'content-id', session: 's1' }))
    const newer = await tracker.started(aStart({ key: 'its-infohash', session: 's2' }))
    tracker.applyReading(newer.id, ok({ playbackSessionId: 's2', downloaded: 1 }))
    assert.equal(tracker.applyReading(older.id, ok({ playbackSessionId: 's2', downloaded: 1 })), undefined)
    assert.deepEqual((await tracker.get(older.id))?.replacedBy?.id, newer.id)
    assert.equal((await tracker.get(newer.id))?.phase, 'active')
  })

  test('survive a jump of the wall clock', async () => {
    const { tracker, clock } = trackerBench()
    const { id } = await tracker.started(aStart())
    tracker.applyReading(id, ok({ downloaded: 1000 }))
    clock.jump(clock.now() + 30 * 24 * HOUR_MS)
    tracker.applyReading(id, ok({ downloaded: 1000 }))
    tracker.applyReading(id, MISS)
    tracker.tidy()
    assert.equal((await tracker.get(id))?.phase, 'active')
  })
})

describe('our own restart', () => {
  test('takes streams up again with their sums, and the silence meanwhile ends none', async () => {
    const before = trackerBench()
    const { id } = await before.tracker.started(aStart())
    before.tracker.applyReading(id, ok({ downloaded: 1000 }))
    await before.clock.advance(0)
    const { tracker, clock } = trackerBench({ store: fakeStore([...before.store.rows.values()]) })
    clock.jump(before.clock.now() + HOUR_MS)
    await tracker.load()
    assert.equal(tracker.applyReading(id, MISS), null)
    tracker.applyReading(id, ok({ downloaded: 2000 }))
    const stream = await tracker.get(id)
    assert.deepEqual([stream?.phase, stream?.totals.samples], ['active', 2])
    assert.deepEqual(tracker.startedOn('e1'), [id])
  })

  test('with a store that can’t be read takes streams up later, each once', async () => {
    const before = trackerBench()
    const one = await before.tracker.started(aStart({ key: 'a' }))
    const two = await before.tracker.started(aStart({ key: 'b' }))
    const { tracker, store } = trackerBench({ store: fakeStore([...before.store.rows.values()]) })
    const { load } = store
    store.load = () => Promise.reject(new DomainError('store_unavailable', 'loading streams: locked'))
    await assert.rejects(tracker.load())
    assert.equal((await tracker.ended({ id: one.id })).updated, true)
    store.load = load
    await tracker.load()
    await tracker.load()
    assert.deepEqual(tracker.startedOn('e1'), [two.id])
    assert.equal(tracker.list().length, 2)
  })

  test('loses at most half a minute of running sums', async () => {
    const { tracker, clock, store } = trackerBench()
    const { id } = await tracker.started(aStart())
    for (let beat = 1; beat <= 8; beat++) {
      await clock.advance(5000)
      tracker.applyReading(id, ok({ downloaded: beat * 1000 }))
      tracker.tidy()
    }
    assert.ok((store.rows.get(id)?.downloaded ?? 0) >= 7000)
  })
})

describe('a store that is down', () => {
  test('refuses nobody: the answer says stored false, and true again once it is kept', async () => {
    const { tracker, store } = trackerBench()
    store.down = true
    const one = await tracker.started(aStart({ key: 'a' }))
    const two = await tracker.started(aStart({ key: 'b' }))
    assert.deepEqual([one.stored, two.stored], [false, false])
    assert.equal((await tracker.ended({ id: two.id })).stream?.stored, false)
    store.down = false
    tracker.tidy()
    await new Promise((done) => setImmediate(done))
    assert.deepEqual(
      tracker.list().map((stream) => stream.stored),
      [true, true],
    )
    assert.equal(store.rows.get(two.id)?.phase, 'ended')
  })

  test('that refuses one row goes on taking the others', async () => {
    const store = fakeStore()
    const { put } = store
    store.put = (stream) =>
      stream.key === 'poison' ? Promise.reject(new Error('datatype mismatch')) : put(stream)
    const { tracker } = trackerBench({ store })
    assert.equal((await tracker.started(aStart({ key: 'poison' }))).stored, false)
    store.down = true
    const { id } = await tracker.started(aStart({ key: 'a' }))
    store.down = false
    tracker.tidy()
    await new Promise((done) => setImmediate(done))
    assert.equal((await tracker.get(id))?.stored, true)
  })

  test('is asked for one stream at a time until it is back', async () => {
    const { tracker, store, clock } = trackerBench()
    store.down = true
    for (const key of ['a', 'b', 'c']) await tracker.started(aStart({ key }))
    const writes = store.writes.length
    await clock.advance(60_000)
    tracker.tidy()
    await clock.advance(0)
    assert.equal(store.writes.length, writes + 1)
  })
})

describe('the memory of ended streams', () => {
  test('is bounded, and what leaves it is announced', async () => {
    const { tracker } = trackerBench({ endedLimit: 2 })
    const gone: string[] = []
    tracker.changes.on((change) => change.kind === 'gone' && gone.push(change.stream.id))
    for (const key of ['a', 'b', 'c']) {
      const { id } = await tracker.started(aStart({ key }))
      await tracker.ended({ id })
    }
    tracker.tidy()
    assert.deepEqual(gone, ['a|s1'])
    assert.deepEqual(
      tracker
        .list()
        .map((stream) => stream.key)
        .sort(),
      ['b', 'c'],
    )
    assert.equal((await tracker.get('a|s1'))?.phase, 'ended')
  })

  test('ends with the day on the monotonic clock, not on the wall', async () => {
    const { tracker, clock } = trackerBench()
    const { id } = await tracker.started(aStart())
    await tracker.ended({ id })
    clock.jump(clock.now() + 48 * HOUR_MS)
    tracker.tidy()
    assert.equal(tracker.list().length, 1)
    await clock.advance(24 * HOUR_MS + 1)
    tracker.tidy()
    assert.equal(tracker.list().length, 0)
  })
})

describe('lists', () => {
  test('are newest first and filtered by status and engine', async () => {
    const { tracker, clock } = trackerBench()
    await tracker.started(aStart({ key: 'a' }))
    await clock.advance(10)
    await tracker.started(aStart({ key: 'b', engine: 'e2' }))
    await clock.advance(10)
    const { id } = await tracker.started(aStart({ key: 'c' }))
    await tracker.ended({ id })
    const keys = (filter?: Parameters<typeof tracker.list>[0]) =>
      tracker.list(filter).map((stream) => stream.key)
    assert.deepEqual(keys(), ['c', 'b', 'a'])
    assert.deepEqual(keys({ status: 'started' }), ['b', 'a'])
    assert.deepEqual(keys({ status: 'ended' }), ['c'])
    assert.deepEqual(keys({ engineId: 'e1' }), ['c', 'a'])
  })

  test('the last use of an engine is reported at the start, now and then while data flows, and at the end', async () => {
    const { tracker, clock } = trackerBench()
    const reported: number[] = []
    const begun = clock.now()
    tracker.used.on(({ atMs }) => reported.push((atMs - begun) / 1000))
    const { id } = await tracker.started(aStart())
    for (let beat = 1; beat <= 13; beat++) {
      await clock.advance(5000)
      tracker.applyReading(id, ok({ downloaded: beat }))
    }
    await tracker.ended({ id })
    assert.deepEqual(reported, [0, 30, 60, 65])
  })
})

describe('a reporter with stable ids', () => {
  const [A, B] = ['aa', 'bb'].map((token) => `http://127.0.0.1:6878/ace/stat/0a48/${token}`) as [
    string,
    string,
  ]
  const first = { streamId: 'ch-42', session: 'A', statUrl: A }

  test('begins another play with another session: it runs, and both are in history', async () => {
    let made = 0
    const { tracker, store } = trackerBench({ newId: () => `our-${++made}` })
    const older = await tracker.started(aStart(first))
    await tracker.ended({ id: 'ch-42' })
    const newer = await tracker.started(aStart({ streamId: 'ch-42', session: 'B', statUrl: B }))
    assert.deepEqual([newer.reportedId, newer.phase], ['ch-42', 'starting'])
    assert.notEqual(newer.id, older.id)
    assert.deepEqual(tracker.startedOn('e1'), [newer.id])
    assert.deepEqual(tracker.reportedOn('e1'), ['ch-42'])
    assert.deepEqual([...store.rows.keys()], [older.id, newer.id])
    assert.equal((await tracker.get('ch-42'))?.id, newer.id)
    assert.equal((await tracker.get(older.id))?.endReason, 'reported')
  })

  test('that repeats a session changes nothing, running or ended', async () => {
    const { tracker } = trackerBench()
    const { id } = await tracker.started(aStart(first))
    assert.equal((await tracker.started(aStart(first))).id, id)
    await tracker.ended({ id: 'ch-42' })
    assert.deepEqual((await tracker.started(aStart(first))).phase, 'ended')
    assert.equal(tracker.counters().started, 1)
  })

  test('may play on two engines at once; its end is the end of the older', async () => {
    const { tracker } = trackerBench()
    const older = await tracker.started(aStart(first))
    const newer = await tracker.started(aStart({ ...first, engine: 'e2', session: 'B', statUrl: B }))
    assert.deepEqual([tracker.startedOn('e1'), tracker.startedOn('e2')], [[older.id], [newer.id]])
    assert.equal((await tracker.ended({ id: 'ch-42' })).stream?.id, older.id)
    assert.deepEqual(tracker.startedOn('e2'), [newer.id])
  })

  test('sees the older play of one content on one engine replaced', async () => {
    const { tracker } = trackerBench()
    const older = await tracker.started(aStart(first))
    const newer = await tracker.started(aStart({ ...first, session: 'B', statUrl: B }))
    assert.deepEqual((await tracker.get(older.id))?.replacedBy, { id: newer.id, reportedId: 'ch-42' })
  })

  test('whose URLs stay the same plays again when the engine has another session behind them', async () => {
    let current = 'e'.repeat(40)
    const sessions = { stat: async () => ok({ playbackSessionId: current }) }
    const { tracker } = trackerBench({ sessions })
    const older = await tracker.started(aStart(first))
    tracker.applyReading(older.id, ok({ playbackSessionId: current, downloaded: 1 }))
    await tracker.ended({ id: 'ch-42' })
    assert.equal((await tracker.started(aStart(first))).phase, 'ended', 'the same session')
    current = 'f'.repeat(40)
    const newer = await tracker.started(aStart(first))
    assert.deepEqual([newer.phase, tracker.startedOn('e1')], ['starting', [newer.id]])
  })
})

describe('a session that is reported on another engine than its URLs lead to', () => {
  const crossed = aStart({ engine: 'e1', statUrl: 'http://10.0.0.2:6878/ace/stat/aa/bb' })
  const sessionsOf = (holder: string) => ({
    stat: async ({ host }: { readonly host: string }) => (host === holder ? ok() : SESSION_UNKNOWN),
  })

  test('belongs to the one that knows it', async () => {
    const { tracker } = trackerBench({ sessions: sessionsOf('10.0.0.2') })
    assert.equal((await tracker.started(crossed)).engineId, 'e2')
  })
  test('stays with the one that is named when that knows it, or nobody does', async () => {
    for (const holder of ['10.0.0.1', 'nobody']) {
      const { tracker } = trackerBench({ sessions: sessionsOf(holder) })
      assert.equal((await tracker.started(crossed)).engineId, 'e1')
    }
  })
})

describe('the engine knows better than the reporter', () => {
  test('a film that was called live is not stalled once all of it is here', async () => {
    const { tracker, clock } = trackerBench()
    const { id } = await tracker.started(aStart({ isLive: 1 }))
    const film = { isLive: false, totalProgress: 100, downloaded: 5 }
    tracker.applyReading(id, ok(film))
    await clock.advance(40_000)
    tracker.applyReading(id, ok(film))
    const stream = await tracker.get(id)
    assert.deepEqual([stream?.phase, stream?.isLive], ['active', false])
  })

  test('a key in capitals, with blanks or as a URL writes them is one content', async () => {
    const { tracker } = trackerBench()
    const hash = '0a4848271c91ce2d8965ce416267c25047dc8141'
    for (const [n, key] of [hash, hash.toUpperCase(), ` ${hash}\n`, `${hash}%20`].entries())
      await tracker.started(aStart({ key, session: `s${n}` }))
    assert.deepEqual(new Set(tracker.list().map(({ key }) => key)), new Set([hash]))
    assert.equal(tracker.counts().started, 1)
    assert.equal((await tracker.ended({ id: `${hash}|s3` })).updated, true)
  })
})
