import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  aStart,
  ok,
  SESSION_UNKNOWN,
  type TrackerBench,
  trackerBench,
} from '@acestream-orchestrator/testing/fakes/streams'
import fc from 'fast-check'

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

/** How long after its end a play's end may be reported once more. */
const REPEATED_WITHIN_MS = 5_000

/** What the reporters have begun and not ended, oldest first; an engine has one session of a content. */
class Reporters {
  running: readonly (Play & { readonly beganAtMs: number })[] = []
  all: readonly Play[] = []
  over: readonly (Play & { readonly endedAtMs: number })[] = []

  begin(play: Play, nowMs: number): void {
    const isReplaced = ({ engine, key }: Play) => engine === play.engine && key === play.key
    for (const each of this.running.filter(isReplaced)) this.retire(each, nowMs)
    this.running = [...this.running, { ...play, beganAtMs: nowMs }]
    this.all = [...this.all, play]
  }

  /** An end says no session: it is about the oldest play of the id, where an engine is named the oldest there. */
  end(id: string, engine: string | null, nowMs: number): Play | undefined {
    const ofId = this.running.filter((each) => each.id === id)
    const meant = ofId.find((each) => each.engine === engine) ?? ofId[0]
    if (meant) this.retire(meant, nowMs)
    return meant
  }

  /** Ended so recently that another end under its id may be its own, and whatever runs under it began later. */
  repeatable(nowMs: number): readonly Play[] {
    return this.over.filter(
      ({ id, endedAtMs }) =>
        nowMs - endedAtMs <= REPEATED_WITHIN_MS &&
        this.running.every((each) => each.id !== id || each.beganAtMs >= endedAtMs),
    )
  }

  private retire(play: Play, nowMs: number): void {
    this.running = this.running.filter((each) => each.session !== play.session)
    this.over = [...this.over, { ...play, endedAtMs: nowMs }]
  }
}

async function take(bench: TrackerBench, reporters: Reporters, step: Step): Promise<void> {
  const { tracker, clock } = bench
  await clock.advance(1) // no two events are at the very same time
  if (step.kind === 'wait') {
    await clock.advance(step.ms)
    return tracker.tidy()
  }
  if (step.kind === 'start') {
    const { kind: _, token, ...rest } = step
    const session = `s${reporters.all.length}`
    const play = { ...rest, session, statUrl: `/ace/stat/${INFOHASH}/${token}` }
    await tracker.started(startOf(play))
    return reporters.begin(play, clock.elapsedMs())
  }
  const among = { repeat: reporters.all, read: reporters.running, end: reporters.running }
  const candidates = step.kind === 'end again' ? reporters.repeatable(clock.elapsedMs()) : among[step.kind]
  const play = candidates[step.pick % candidates.length]
  if (play === undefined) return
  const containerId = step.named ? play.engine : null
  if (step.kind === 'repeat') await tracker.started(startOf(play))
  else if (step.kind === 'read') {
    for (const { id, sessionId } of tracker.running())
      if (sessionId === play.session) tracker.applyReading(id, ok({ downloaded: 1 + clock.elapsedMs() }))
  } else if (step.kind === 'end again') {
    const { updated } = await tracker.ended({ id: play.id, containerId })
    assert.equal(updated, false)
  } else await end(bench, reporters, play, containerId)
}

/** One that may as well be an earlier play's end again is only doubted; then the engine is to say that the play is over. */
async function end(
  { tracker, clock }: TrackerBench,
  reporters: Reporters,
  play: Play,
  containerId: string | null,
): Promise<void> {
  const mayRepeat = reporters.over.some(
    ({ id, endedAtMs }) => id === play.id && clock.elapsedMs() - endedAtMs <= REPEATED_WITHIN_MS,
  )
  const { updated } = await tracker.ended({ id: play.id, containerId })
  const meant = reporters.end(play.id, containerId, clock.elapsedMs())
  if (!updated) assert.ok(mayRepeat, 'an end is doubted only where another play ended a moment ago')
  const doubted = updated
    ? undefined
    : [...tracker.running()].find(({ sessionId }) => sessionId === meant?.session)
  if (doubted) for (let reading = 0; reading < 2; reading++) tracker.applyReading(doubted.id, SESSION_UNKNOWN)
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
