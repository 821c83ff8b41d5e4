import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { aStart, ok, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'
import { silentLogger } from '../../lib/log.ts'
import { startTitles } from './titles.ts'

const HASH = (n: number) => n.toString(16).padStart(40, '0')
const start = (n: number, session = 's') =>
  aStart({ key: `k${n}`, session, statUrl: `http://x/ace/stat/${HASH(n)}/ff` })

/** Titles over an engine that takes `askMs` to answer with what `answer` says. */
function titleBench(answer: (value: string) => string | null, askMs = 10) {
  const bench = trackerBench()
  const asked: string[] = []
  let underWay = 0
  let most = 0
  const titles = startTitles({
    tracker: bench.tracker,
    engines: bench.engines,
    sessions: {
      title: async (_address, { type, value }, signal) => {
        asked.push(`${type} ${value}`)
        underWay++
        most = Math.max(most, underWay)
        await bench.clock.sleep(askMs, signal).finally(() => underWay--)
        return answer(value)
      },
    },
    logger: silentLogger,
  })
  return { ...bench, titles, asked, most: () => most }
}

describe('the title of a stream', () => {
  test('is asked of its engine by the infohash it plays, and stored', async () => {
    const { tracker, clock, asked, store, titles } = titleBench(() => 'Promo Channel')
    const { id } = await tracker.started(start(1))
    await clock.advance(20)
    assert.deepEqual(asked, [`infohash ${HASH(1)}`])
    assert.equal((await tracker.get(id))?.title, 'Promo Channel')
    assert.equal(store.rows.get(id)?.title, 'Promo Channel')
    await titles.stop()
  })

  test('is asked once per content, however many streams play it', async () => {
    const { tracker, clock, asked, titles } = titleBench(() => 'Promo Channel')
    const one = await tracker.started(start(1, 'a'))
    await clock.advance(20)
    await tracker.ended({ id: one.id })
    const two = await tracker.started(start(1, 'b'))
    await clock.advance(0)
    assert.equal(asked.length, 1)
    assert.equal((await tracker.get(two.id))?.title, 'Promo Channel')
    await titles.stop()
  })

  test('is what the journal calls it from the moment it is known, and the next stream of it from its start', async () => {
    const { tracker, clock, recorded, titles } = titleBench(() => 'Promo Channel')
    const one = await tracker.started(start(1, 'a'))
    await clock.advance(20)
    tracker.applyReading(one.id, ok({ downloaded: 16_384 }))
    await tracker.ended({ id: one.id })
    await tracker.started(start(1, 'b'))
    await titles.stop()
    assert.deepEqual(
      recorded.map(({ event }) => ['stream' in event && event.stream, event.code]),
      [
        ['k1', 'stream.started'],
        ['Promo Channel', 'stream.active'],
        ['Promo Channel', 'stream.ended'],
        ['Promo Channel', 'stream.started'],
      ],
    )
  })

  test('that a stream had before our restart is known to the next one of its content', async () => {
    const first = titleBench(() => 'Promo Channel')
    await first.tracker.started(start(1, 'a'))
    await first.clock.advance(20)
    await first.titles.stop()
    const second = trackerBench({ store: first.store })
    await second.tracker.load()
    assert.equal((await second.tracker.started(start(1, 'b'))).title, 'Promo Channel')
  })

  test('that the engine does not know is asked again at the next start only', async () => {
    const { tracker, clock, asked, titles } = titleBench(() => null)
    await tracker.started(start(1, 'a'))
    await clock.advance(1000)
    assert.equal(asked.length, 1)
    await tracker.started(start(1, 'b'))
    await clock.advance(1000)
    assert.equal(asked.length, 2)
    await titles.stop()
  })

  test('is never asked of more than two at a time, and delays no start', async () => {
    const { tracker, clock, asked, most, titles } = titleBench((value) => value, 4000)
    for (let n = 0; n < 8; n++) await tracker.started(start(n))
    assert.equal(asked.length, 2)
    await clock.advance(20_000)
    assert.deepEqual([asked.length, most()], [8, 2])
    await titles.stop()
  })

  test('is not asked for where nothing names the content', async () => {
    const { tracker, clock, asked, titles } = titleBench(() => 'x')
    const play = (key: string) => aStart({ key, statUrl: '/ace/stat/ab/cd' })
    await tracker.started({ ...play('http://x/y'), keyType: 'url' })
    await tracker.started({ ...play('c1'), keyType: 'content_id' })
    await clock.advance(100)
    assert.deepEqual(asked, ['content_id c1'])
    await titles.stop()
  })

  test('that was asked for under another key is shown after the stream itself', async () => {
    const bench = titleBench(() => 'Promo Channel')
    const seen: (string | null)[] = []
    bench.tracker.changes.on((change) => change.kind === 'changed' && seen.push(change.stream.title))
    await bench.tracker.started(start(1, 'a'))
    await bench.clock.advance(20)
    seen.length = 0
    await bench.tracker.started({
      ...start(1, 'b'),
      key: 'by another name',
    })
    await bench.clock.advance(0)
    assert.equal(seen[0], null)
    assert.ok(seen.includes('Promo Channel'))
    await bench.titles.stop()
  })
})
