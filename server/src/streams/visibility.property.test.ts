import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { aStart, ok, type TrackerBench, trackerBench } from '../../test/stream-fakes.ts'

/** A play as its reporter knows it. Channels have stable ids, and each start of one is a new session. */
interface Play {
  readonly id: string
  readonly engine: string
  readonly key: string
  readonly session: string
  readonly statUrl: string
}

const INFOHASH = '0a4848271c91ce2d8965ce416267c25047dc8141'

type Step =
  | {
      readonly kind: 'start'
      readonly id: string
      readonly engine: string
      readonly key: string
      readonly token: string
    }
  | { readonly kind: 'repeat' | 'end' | 'end again' | 'read'; readonly pick: number; readonly named: boolean }
  | { readonly kind: 'wait'; readonly ms: number }

/** Few of everything, so that they meet all the time; tokens are shared as by players without an id of their own. */
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      id: fc.constantFrom('ch-1', 'ch-2'),
      engine: fc.constantFrom('e1', 'e2'),
      key: fc.constantFrom('k1', 'k2', 'k3'),
      token: fc.constantFrom('aa', 'bb'),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('repeat' as const, 'end' as const, 'end again' as const, 'read' as const),
      pick: fc.nat(99),
      named: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(90_000) }) },
)

/** What the reporters have begun and not ended, oldest first; an engine has one session of a content. */
class Reporters {
  running: readonly Play[] = []
  all: readonly Play[] = []

  begin(play: Play): void {
    const isReplaced = ({ engine, key }: Play) => engine === play.engine && key === play.key
    this.running = [...this.running.filter((each) => !isReplaced(each)), play]
    this.all = [...this.all, play]
  }

  /** An end says no session: it is about the oldest play of the id, where an engine is named the oldest there. */
  end(id: string, engine: string | null): void {
    const ofId = this.running.filter((each) => each.id === id)
    const meant = ofId.find((each) => each.engine === engine) ?? ofId[0]
    this.running = this.running.filter((each) => each !== meant)
  }
}

async function take(bench: TrackerBench, reporters: Reporters, step: Step): Promise<void> {
  const { tracker, clock } = bench
  if (step.kind === 'wait') {
    await clock.advance(step.ms)
    return tracker.tidy()
  }
  if (step.kind === 'start') {
    const { kind: _, token, ...rest } = step
    const session = `s${reporters.all.length}`
    const play = { ...rest, session, statUrl: `/ace/stat/${INFOHASH}/${token}` }
    await tracker.started(startOf(play))
    return reporters.begin(play)
  }
  const among = step.kind === 'end' || step.kind === 'read' ? reporters.running : reporters.all
  const play = among[step.pick % among.length]
  if (play === undefined) return
  const containerId = step.named ? play.engine : null
  if (step.kind === 'repeat') await tracker.started(startOf(play))
  else if (step.kind === 'read') {
    for (const { id, sessionId } of tracker.running())
      if (sessionId === play.session) tracker.applyReading(id, ok({ downloaded: 1 + clock.elapsedMs() }))
  } else if (step.kind === 'end' || !reporters.running.some(({ id }) => id === play.id)) {
    await tracker.ended({ stream_id: play.id, container_id: containerId })
    reporters.end(play.id, containerId)
  }
}

function startOf({ id, engine, key, session, statUrl }: Play) {
  return aStart({ streamId: id, engine, key, session, statUrl })
}

test('whatever starts, ends and starts again under stable ids, no running viewer is invisible', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let plays = 0
      const bench = trackerBench({ newId: () => `own-${++plays}` })
      const reporters = new Reporters()
      for (const each of steps) {
        await take(bench, reporters, each)
        for (const engine of ['e1', 'e2']) {
          const listed = bench.tracker.list({ status: 'started', engineId: engine })
          const expected = reporters.running.filter((play) => play.engine === engine)
          assert.deepEqual(
            listed.map(({ sessionId }) => sessionId).sort(),
            expected.map(({ session }) => session).sort(),
          )
          assert.equal(bench.tracker.startedOn(engine).length, expected.length)
        }
      }
    }),
    { numRuns: 300 },
  )
})
