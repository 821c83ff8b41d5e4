import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verbatim } from '@acestream-orchestrator/contract/reasons/verbatim'
import { aStart, trackerBench } from '@acestream-orchestrator/testing/fakes/streams'

const urlOf = (session: string) => `http://127.0.0.1:6878/ace/stat/0a48/${session}`
const play = (session: string, engine = 'e1') =>
  aStart({ streamId: 'ch-42', session, engine, statUrl: urlOf(session) })

/** A first play under `ch-42` has ended in some way, and a second one has begun after `ms`. */
async function playedAgain(
  end: (bench: ReturnType<typeof trackerBench>, firstId: string) => Promise<unknown>,
  { ms = 1_000, engine = 'e1' } = {},
) {
  let made = 0
  const bench = trackerBench({ newId: () => `our-${++made}` })
  const first = await bench.tracker.started(play('aa'))
  await end(bench, first.id)
  await bench.clock.advance(ms)
  const second = await bench.tracker.started(play('bb', engine))
  return { ...bench, first, second }
}
type Bench = ReturnType<typeof trackerBench>
const reported = ({ tracker }: Bench) => tracker.ended({ id: 'ch-42', detail: verbatim('handler_exit') })

for (const [how, end] of [
  ['was reported', reported],
  ['was our own stop', ({ tracker }: Bench, id: string) => tracker.end(id, 'stopped', null)],
  ['was the new play', async () => undefined],
] as const)
  test(`an end that comes a moment after an earlier play’s, which ${how}, ends nothing`, async () => {
    const { tracker, clock, first, second } = await playedAgain(end)
    await clock.advance(2_000)
    const answer = await tracker.ended({ id: 'ch-42', containerId: 'e1' })
    assert.deepEqual([answer.updated, answer.stream?.id], [false, first.id])
    assert.deepEqual(tracker.startedOn('e1'), [second.id])
  })

test('an end that comes later than a reporter repeats one ends the play that runs', async () => {
  const { tracker, clock, second } = await playedAgain(reported)
  await clock.advance(4_001)
  const answer = await tracker.ended({ id: 'ch-42' })
  assert.deepEqual([answer.updated, answer.stream?.id], [true, second.id])
})

test('an end by our own id leaves no doubt', async () => {
  const { tracker, second } = await playedAgain(reported)
  assert.equal((await tracker.ended({ id: second.id })).updated, true)
})

test('of plays on two engines an end is about the one it names, however late', async () => {
  for (const [named, ended] of [
    ['e1', false],
    ['e2', true],
  ] as const) {
    const { tracker, clock } = await playedAgain(reported, { engine: 'e2' })
    await clock.advance(named === 'e1' ? 60_000 : 1_000)
    const { updated } = await tracker.ended({ id: 'ch-42', containerId: named })
    assert.equal(updated, ended, named)
  }
})

test('an engine that none of the plays ran on decides nothing', async () => {
  const { tracker, clock } = await playedAgain(reported)
  await clock.advance(60_000)
  assert.equal((await tracker.ended({ id: 'ch-42', containerId: 'e2' })).updated, true)
})

test('of two that ran side by side each has its own end, however close', async () => {
  const { tracker } = trackerBench()
  await tracker.started(play('aa'))
  await tracker.started(play('bb', 'e2'))
  for (let end = 0; end < 2; end++) assert.equal((await reported({ tracker } as Bench)).updated, true)
  assert.equal(tracker.counts().started, 0)
})

test('an end without a play under its id ends a stable id’s next play only within seconds', async () => {
  for (const [ms, phase] of [
    [4_000, 'ended'],
    [6_000, 'starting'],
  ] as const) {
    const { tracker, clock } = trackerBench()
    await tracker.ended({ id: 'ch-42' })
    await clock.advance(ms)
    assert.equal((await tracker.started(play('aa'))).phase, phase, `${ms} ms`)
  }
})
