import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Reason } from '@acestream-orchestrator/contract/reasons/reason'
import { aStat, MISS, NO_ANSWER, ok, SESSION_UNKNOWN } from '@acestream-orchestrator/testing/fakes/streams'
import type { EngineStat, StatReading } from '../ports.ts'
import type { LivePhase } from '../stream.ts'
import { judge, newVitals, type Surroundings, type Vitals } from './phase.ts'

const NOW = Date.UTC(2026, 0, 1)

function around(change: Partial<Surroundings> = {}): Surroundings {
  return {
    phase: 'active',
    phaseReason: null,
    isLive: true,
    elapsedMs: 100_000,
    nowMs: NOW,
    engineAnswers: true,
    hasReader: false,
    lostAfterMs: 120_000,
    abandonedAfterMs: 600_000,
    ...change,
  }
}

/** Vitals of a stream that began at 0 and whose last bytes came then. */
function vitals(change: Partial<Vitals> = {}): Vitals {
  return { ...newVitals(0, { downloaded: 1000, hasGrown: true, hasPlayed: true }), ...change }
}

type Outcome = readonly [phase: LivePhase | 'session_unknown' | 'lost', reason: Reason | null]

/** The phase with its reason, or why it ended with the detail. */
function phaseOf(before: Vitals, reading: StatReading, world: Partial<Surroundings>): Outcome {
  const { verdict } = judge(before, reading, around(world))
  return verdict.kind === 'end' ? [verdict.reason, verdict.detail] : [verdict.phase, verdict.reason]
}

interface Row {
  readonly name: string
  readonly stat: Partial<EngineStat>
  readonly before?: Partial<Vitals>
  readonly world?: Partial<Surroundings>
  readonly phase: LivePhase
  readonly reason?: Reason
}

const FRESH = newVitals(90_000)
const HOUR_MS = 3_600_000
const HOURS_AGO = NOW / 1000 - 2.5 * 3600
const DRY: Reason = { code: 'no_data', forMs: 20_000, peers: null, status: null }

const ROWS: readonly Row[] = [
  // starting
  {
    name: 'the first answer has no status',
    stat: { status: null, peers: null, downloaded: null, speedDown: null },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'not_read_yet' },
  },
  {
    name: 'idle',
    stat: { status: 'idle', peers: 0, downloaded: 0 },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'not_read_yet' },
  },
  {
    name: 'idle for minutes is still no stall',
    stat: { status: 'idle', peers: 0, downloaded: 0 },
    before: { ...FRESH, movedAtMs: -500_000 },
    phase: 'starting',
    reason: { code: 'not_read_yet' },
  },
  {
    name: 'prebuffering shows percent and peers',
    stat: { status: 'prebuf', progress: 23, peers: 4 },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'prebuffering', percent: 23, peers: 4 },
  },
  {
    name: 'a buffer that fills is not playing yet',
    stat: { status: 'prebuf', progress: 40, peers: 6, downloaded: 9000 },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'prebuffering', percent: 40, peers: 6 },
  },
  {
    name: 'a buffer that stopped filling has stalled',
    stat: { status: 'prebuf', progress: 40, peers: 6, downloaded: 9000 },
    before: { ...FRESH, downloaded: 9000, progress: 40, hasGrown: true, movedAtMs: 80_000 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 6, status: 'prebuf' },
  },
  {
    name: 'a stalled buffer that fills again is starting',
    stat: { status: 'prebuf', progress: 41, peers: 6, downloaded: 9500 },
    before: { ...FRESH, downloaded: 9000, hasGrown: true },
    world: { phase: 'stalled' },
    phase: 'starting',
    reason: { code: 'prebuffering', percent: 41, peers: 6 },
  },
  {
    name: 'one peer is a peer',
    stat: { status: 'prebuf', progress: 0, peers: 1 },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'prebuffering', percent: 0, peers: 1 },
  },
  {
    name: 'checking a file',
    stat: { status: 'checking', progress: 60, peers: null },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'checking_stored_data', percent: 60, peers: null },
  },
  {
    name: 'checking that advances is no stall',
    stat: { status: 'checking', progress: 61, peers: null },
    before: { ...FRESH, progress: 60, movedAtMs: 0 },
    phase: 'starting',
    reason: { code: 'checking_stored_data', percent: 61, peers: null },
  },
  {
    name: 'dl before the first byte',
    stat: { peers: 3 },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'waiting_for_first_data', percent: null, peers: 3 },
  },
  {
    name: 'a rare word is passed on',
    stat: { status: 'loading', peers: null },
    before: FRESH,
    phase: 'starting',
    reason: { code: 'in_engine_status', status: 'loading', percent: null, peers: null },
  },
  // active
  { name: 'first bytes', stat: { downloaded: 16384 }, before: FRESH, phase: 'active' },
  { name: 'bytes grow', stat: { downloaded: 2000 }, phase: 'active' },
  {
    name: 'growth wins over 0 peers and 0 speed',
    stat: { downloaded: 2000, peers: 0, speedDown: 0 },
    phase: 'active',
  },
  {
    name: 'growth wins over prebuf once it has played',
    stat: { status: 'prebuf', progress: 3, downloaded: 2000 },
    phase: 'active',
  },
  {
    name: 'growth wins over idle',
    stat: { status: 'idle', downloaded: 2000 },
    before: FRESH,
    phase: 'active',
  },
  { name: 'growth wins over err', stat: { status: 'err', downloaded: 2000 }, phase: 'active' },
  {
    name: 'growth wins over an earlier stall',
    stat: { downloaded: 2000 },
    world: { phase: 'stalled' },
    phase: 'active',
  },
  {
    name: 'growth wins over an old recording, which is given as the reason',
    stat: { downloaded: 2000, liveLast: HOURS_AGO },
    phase: 'active',
    reason: { code: 'old_recording', behindMs: 2 * HOUR_MS },
  },
  {
    name: 'no growth for 19.9 s',
    stat: { downloaded: 1000 },
    before: { movedAtMs: 80_100 },
    phase: 'active',
  },
  {
    name: 'a counter that starts again is no growth by itself',
    stat: { downloaded: 500 },
    before: { movedAtMs: 90_000 },
    phase: 'active',
  },
  {
    name: 'without a byte counter the speed has to do',
    stat: { downloaded: null, speedDown: 10 },
    phase: 'active',
  },
  {
    name: 'a whole file never stalls',
    stat: { downloaded: 1000, totalProgress: 100, peers: 0 },
    world: { isLive: false },
    phase: 'active',
    reason: { code: 'file_complete' },
  },
  // stalled
  {
    name: 'no growth for 20 s, no peers',
    stat: { downloaded: 1000, peers: 0 },
    before: { movedAtMs: 80_000 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 0, status: null },
  },
  {
    name: 'no growth for 20 s, with peers',
    stat: { downloaded: 1000, peers: 7 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 7, status: null },
  },
  {
    name: 'no growth for 20 s, peers unknown',
    stat: { downloaded: 1000, peers: null },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: null, status: null },
  },
  {
    name: 'ran dry',
    stat: { status: 'buf', downloaded: 1000, peers: 2 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 2, status: 'buf' },
  },
  {
    name: 'a dead channel prebuffers for ever',
    stat: { status: 'prebuf', progress: 0, peers: 0 },
    before: { ...FRESH, movedAtMs: 80_000 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 0, status: 'prebuf' },
  },
  {
    name: 'idle after data had come',
    stat: { status: 'idle', downloaded: 1000, peers: 0 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 0, status: 'idle' },
  },
  {
    name: 'neither bytes nor speed',
    stat: { downloaded: null, speedDown: 0, peers: 1 },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 1, status: null },
  },
  {
    name: 'an old recording that does not even grow',
    stat: { downloaded: 1000, liveLast: HOURS_AGO },
    before: { movedAtMs: 99_000 },
    phase: 'stalled',
    reason: { code: 'old_recording', behindMs: 2 * HOUR_MS },
  },
  {
    name: 'an hour behind is not yet old',
    stat: { downloaded: 1000, liveLast: NOW / 1000 - 3600 },
    before: { movedAtMs: 99_000 },
    phase: 'active',
  },
  {
    name: 'a file has no live edge to be behind',
    stat: { downloaded: 1000, liveLast: HOURS_AGO },
    before: { movedAtMs: 99_000 },
    world: { isLive: false },
    phase: 'active',
  },
  {
    name: 'a file at 99 % stalls like any other',
    stat: { downloaded: 1000, totalProgress: 99, peers: 0 },
    world: { isLive: false },
    phase: 'stalled',
    reason: { code: 'no_data', forMs: 20_000, peers: 0, status: null },
  },
  {
    name: 'a stall ends with data only',
    stat: { downloaded: 1000 },
    before: { movedAtMs: 99_000 },
    world: { phase: 'stalled', phaseReason: DRY },
    phase: 'stalled',
    reason: DRY,
  },
  // back from unknown
  {
    name: 'answered again without news',
    stat: { downloaded: 1000 },
    before: { movedAtMs: 90_000 },
    world: { phase: 'unknown' },
    phase: 'active',
  },
  {
    name: 'answered again, never any data',
    stat: { status: 'prebuf', peers: 0 },
    before: FRESH,
    world: { phase: 'unknown' },
    phase: 'starting',
    reason: { code: 'prebuffering', percent: null, peers: 0 },
  },
]

describe('the phase of a stream after an answered reading', () => {
  for (const row of ROWS) {
    test(`${row.name}: ${row.phase} ${row.reason?.code ?? ''}`, () => {
      const before = vitals(row.before ?? {})
      assert.deepEqual(phaseOf(before, ok(row.stat), row.world ?? {}), [row.phase, row.reason ?? null])
    })
  }
})

describe('a reading that was missed', () => {
  const recent = { answeredAtMs: 95_000, silentSinceMs: 95_000 }
  test('changes nothing by itself while the engine answers', () => {
    assert.deepEqual(phaseOf(vitals(recent), MISS, { phaseReason: DRY }), ['active', DRY])
  })
  test('makes the stream unknown when its engine does not answer', () => {
    assert.deepEqual(phaseOf(vitals(recent), MISS, { engineAnswers: false }), [
      'unknown',
      { code: 'engine_not_answering', reason: NO_ANSWER },
    ])
  })
  test('makes the stream unknown after 20 s without statistics', () => {
    const before = vitals({ answeredAtMs: 80_000, silentSinceMs: 80_000 })
    assert.deepEqual(phaseOf(before, MISS, {}), [
      'unknown',
      { code: 'statistics_unreadable', reason: NO_ANSWER },
    ])
  })
  test('ends the stream as lost after the whole time, its engine answering', () => {
    assert.deepEqual(phaseOf(vitals({ silentSinceMs: -20_000 }), MISS, {}), [
      'lost',
      { code: 'silent', forMs: 120_000, reason: NO_ANSWER },
    ])
    assert.equal(phaseOf(vitals({ silentSinceMs: -19_999 }), MISS, {})[0], 'unknown')
  })
  test('never ends it while its engine does not answer, and the time starts again afterwards', () => {
    const silent = vitals({ silentSinceMs: -900_000 })
    const away = judge(silent, MISS, around({ engineAnswers: false }))
    assert.deepEqual(away.verdict.kind, 'phase')
    assert.equal(phaseOf(away.vitals, MISS, { elapsedMs: 219_999 })[0], 'unknown')
    assert.equal(phaseOf(away.vitals, MISS, { elapsedMs: 220_000 })[0], 'lost')
  })
})

describe('a stream that nobody seems to watch', () => {
  const STILL = { usedAtMs: -500_000, movedAtMs: -500_000 } as const
  const FILM = { isLive: false } as const
  const UNPLAYED = { ...STILL, hasPlayed: false } as const
  const CASES: readonly (readonly [
    name: string,
    stat: Partial<EngineStat>,
    before: Partial<Vitals>,
    world: Partial<Surroundings>,
    abandoned: boolean,
  ])[] = [
    ['a live stream without data', { downloaded: 1000 }, STILL, {}, true],
    ['one millisecond earlier', { downloaded: 1000 }, { ...STILL, usedAtMs: -499_999 }, {}, false],
    ['with a byte more', { downloaded: 1001 }, STILL, {}, false],
    ['whose engine delivers to somebody', { downloaded: 1000 }, STILL, { hasReader: true }, false],
    [
      'with the setting at 0',
      { downloaded: 1000 },
      STILL,
      { abandonedAfterMs: Number.POSITIVE_INFINITY },
      false,
    ],
    ['an old recording that stands still', { downloaded: 1000, liveLast: HOURS_AGO }, STILL, {}, true],
    ['created and never read', { status: 'idle', downloaded: 0 }, { ...UNPLAYED, hasGrown: false }, {}, true],
    ['a dead channel', { status: 'prebuf', peers: 0, downloaded: 1000 }, UNPLAYED, {}, true],
    ['a check that advances', { status: 'checking', progress: 9 }, { ...UNPLAYED, progress: 8 }, FILM, false],
    ['a film that may be paused', { downloaded: 1000, totalProgress: 40 }, STILL, FILM, false],
    ['the same, reported as live', { downloaded: 1000, totalProgress: 40, isLive: false }, STILL, {}, false],
    ['a film that is all here', { downloaded: 1000, totalProgress: 100 }, UNPLAYED, FILM, false],
    ['a film of which nothing was ever shown', { status: 'prebuf', downloaded: 1000 }, UNPLAYED, FILM, true],
  ]
  for (const [name, stat, before, world, abandoned] of CASES)
    test(`${name}: ${abandoned ? 'is' : 'is not'} abandoned`, () => {
      const { verdict } = judge(vitals(before), ok(stat), around(world))
      assert.ok(verdict.kind === 'phase')
      assert.equal(verdict.abandoned !== undefined, abandoned)
    })
  test('time for which its engine was silent does not count', () => {
    const away = judge(vitals(STILL), MISS, around({ engineAnswers: false }))
    const back = judge(away.vitals, ok({ downloaded: 1000 }), around({ elapsedMs: 699_999 }))
    assert.ok(back.verdict.kind === 'phase' && back.verdict.abandoned === undefined)
    const later = judge(back.vitals, ok({ downloaded: 1000 }), around({ elapsedMs: 700_000 }))
    assert.ok(later.verdict.kind === 'phase')
    assert.deepEqual(later.verdict.abandoned, { code: 'abandoned', forMs: 600_000 })
  })
})

describe('a session that the engine does not know', () => {
  test('is given one more reading', () => {
    assert.deepEqual(phaseOf(vitals(), SESSION_UNKNOWN, { phaseReason: DRY }), ['active', DRY])
  })
  test('ends the stream the second time in a row', () => {
    const once = judge(vitals(), SESSION_UNKNOWN, around())
    assert.deepEqual(phaseOf(once.vitals, SESSION_UNKNOWN, {}), [
      'session_unknown',
      { code: 'session_unknown', asked: 2 },
    ])
  })
  test('counts from the start again after an answer', () => {
    const once = judge(vitals(), SESSION_UNKNOWN, around())
    const answered = judge(once.vitals, ok({ downloaded: 2000 }), around())
    assert.deepEqual(phaseOf(answered.vitals, SESSION_UNKNOWN, {}), ['active', null])
  })
})

describe('what is carried to the next reading', () => {
  test('a stream that has played is active again as soon as bytes come, whatever the engine calls it', () => {
    const prebuffered = judge(FRESH, ok({ status: 'prebuf', downloaded: 5000 }), around())
    assert.deepEqual([prebuffered.grew, prebuffered.vitals.hasPlayed], [true, false])
    const played = judge(prebuffered.vitals, ok({ downloaded: 6000 }), around())
    assert.equal(played.vitals.hasPlayed, true)
    assert.equal(phaseOf(played.vitals, ok({ status: 'prebuf', downloaded: 7000 }), {})[0], 'active')
  })
  test('growth moves the mark and the moment', () => {
    const { vitals: after, grew } = judge(FRESH, ok({ downloaded: 5000 }), around())
    assert.equal(grew, true)
    assert.deepEqual([after.downloaded, after.movedAtMs, after.hasGrown], [5000, 100_000, true])
  })
  test('a counter that started again is the new mark', () => {
    const restarted = judge(vitals(), ok({ downloaded: 500 }), around())
    const { grew } = judge(restarted.vitals, ok({ downloaded: 600 }), around())
    assert.equal(grew, true)
  })
  test('time that passes while nobody reads does not count towards a stall', () => {
    const idle = judge(newVitals(0), ok({ status: 'idle' }), around())
    assert.equal(phaseOf(idle.vitals, ok({ status: 'prebuf', peers: 0 }), {})[0], 'starting')
  })
  test('the wall clock plays no part in a stall', () => {
    const before = vitals({ movedAtMs: 99_000 })
    const stat = aStat({ downloaded: 1000 })
    const later = around({ nowMs: NOW + 1e12 })
    assert.equal(judge(before, { kind: 'ok', stat, raw: {} }, later).verdict.kind, 'phase')
    assert.deepEqual(phaseOf(before, ok({ downloaded: 1000 }), { nowMs: NOW + 1e12 }), ['active', null])
  })
})
