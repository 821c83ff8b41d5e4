import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anIncident, aRule } from '@acestream-orchestrator/testing/builders/alert'
import { T0 } from '@acestream-orchestrator/testing/builders/world'
import type { Incident } from '../../incidents/incident.ts'
import type { AlertMessage } from '../message.ts'
import type { QuietHours } from '../rules/quiet-hours.ts'
import type { AlertRule } from '../rules/rule.ts'
import { announce } from './announce.ts'
import { type TellingState, tellingStateOf } from './told.ts'

const S = 1000
const MIN = 60 * S
const HOUR = 60 * MIN

/** What happens at a second: incidents that open (`+a`), come again (`+a`) or are over (`-a`). */
type Timeline = Readonly<Record<number, string>>

interface Scene {
  readonly rules?: readonly AlertRule[]
  readonly notifiers?: readonly string[]
  readonly timeline: Timeline
  readonly untilS: number
  /** What an incident of that name is like. */
  readonly like?: Readonly<Record<string, Partial<Incident>>>
  readonly state?: TellingState
}

/** `gist`: `60 tg: +a +b ~c -d` at each second at which something is told; + opened, ~ still open, - over. */
function play({
  rules = [aRule()],
  notifiers = ['tg'],
  timeline,
  untilS,
  like = {},
  state = new Map(),
}: Scene) {
  const incidents = new Map<string, Incident>()
  const told: string[] = []
  let known = state
  const moments = Object.keys(timeline).map((second) => Number(second))
  for (let nowS = 0; nowS <= untilS; ) {
    const nowMs = T0 + nowS * S
    for (const change of (timeline[nowS] ?? '').split(' ').filter((word) => word !== ''))
      apply(incidents, change, nowMs, like)
    const after = announce(known, { nowMs, rules, notifiers, incidents: [...incidents.values()] })
    known = after.state
    told.push(...after.messages.map((message) => `${nowS} ${gist(message)}`))
    const nextS = after.nextMs === null ? Number.POSITIVE_INFINITY : Math.ceil((after.nextMs - T0) / S)
    const following = moments.find((second) => second > nowS) ?? Number.POSITIVE_INFINITY
    nowS = Math.max(nowS + 1, Math.min(nextS, following))
  }
  return { told, state: known }
}

function apply(
  incidents: Map<string, Incident>,
  change: string,
  nowMs: number,
  like: Scene['like'] = {},
): void {
  const id = change.slice(1)
  const before = incidents.get(id)
  if (change.startsWith('+'))
    incidents.set(id, anIncident({ id, openedAtMs: nowMs, count: (before?.count ?? 0) + 1, ...like[id] }))
  else if (before) incidents.set(id, { ...before, resolvedAtMs: nowMs, outcome: before.outcome ?? ANSWERS })
}

const ANSWERS = { code: 'engine_answers_again', afterMs: 1000 } as const

function gist({ notifier, opened, still, resolved }: AlertMessage): string {
  const marked = (mark: string, items: AlertMessage['opened']) => items.map(({ id }) => `${mark}${id}`)
  return `${notifier}: ${[...marked('+', opened), ...marked('~', still), ...marked('-', resolved)].join(' ')}`
}

/** Delay 60 s, gathered for 30 s. */
const SCENES: readonly (readonly [name: string, scene: Scene, told: readonly string[]])[] = [
  ['one that lasts is told after delay and gathering', { timeline: { 0: '+a' }, untilS: 600 }, ['90 tg: +a']],
  ['one that is over before the delay is told nobody', { timeline: { 0: '+a', 50: '-a' }, untilS: 600 }, []],
  ['also one that is over while others are gathered', { timeline: { 0: '+a', 80: '-a' }, untilS: 600 }, []],
  [
    'over: told once it has been over for as long as the delay',
    { timeline: { 0: '+a', 100: '-a' }, untilS: 600 },
    ['90 tg: +a', '190 tg: -a'],
  ],
  [
    'ten engines within half a minute are one message, and one that they are well',
    {
      timeline: { 0: '+a +b +c', 10: '+d +e +f', 29: '+g +h +i +j', 300: '-a -b -c -d -e -f -g -h -i -j' },
      untilS: 600,
    },
    ['90 tg: +a +b +c +d +e +f +g +h +i +j', '390 tg: -a -b -c -d -e -f -g -h -i -j'],
  ],
  [
    'what comes later is a message of its own',
    { timeline: { 0: '+a', 40: '+b' }, untilS: 600 },
    ['90 tg: +a', '130 tg: +b'],
  ],
  [
    'one that comes and goes is told once, and its end once it stays away',
    { timeline: { 0: '+a', 100: '-a', 120: '+a', 150: '-a', 170: '+a', 300: '-a' }, untilS: 600 },
    ['90 tg: +a', '390 tg: -a'],
  ],
  [
    'one that comes again after its end was told is told again',
    { timeline: { 0: '+a', 100: '-a', 400: '+a' }, untilS: 600 },
    ['90 tg: +a', '190 tg: -a', '490 tg: +a'],
  ],
  [
    'a VPN comes to be known as the cause: its engines say no more',
    {
      timeline: { 0: '+a +b', 95: '+vpn', 96: '-a -b', 400: '-vpn' },
      untilS: 900,
      like: {
        a: { outcome: { code: 'part_of_another', reason: null, afterMs: 1 } },
        b: { outcome: { code: 'part_of_another', reason: null, afterMs: 1 } },
      },
    },
    ['90 tg: +a +b', '185 tg: +vpn', '490 tg: -vpn'],
  ],
  [
    'information is not told unless a rule wants it',
    { timeline: { 0: '+a +b' }, untilS: 600, like: { a: { severity: 'info' } } },
    ['90 tg: +b'],
  ],
  [
    'the worst comes first in a message',
    { timeline: { 0: '+a', 5: '+b' }, untilS: 600, like: { a: { severity: 'warning' } } },
    ['90 tg: +b +a'],
  ],
  [
    'repeated while it is open',
    { rules: [aRule({ repeatMs: 5 * MIN })], timeline: { 0: '+a', 800: '-a' }, untilS: 2000 },
    ['90 tg: +a', '420 tg: ~a', '750 tg: ~a', '890 tg: -a'],
  ],
  [
    'two rules: the sooner one counts, and it is told once',
    {
      rules: [
        aRule({ id: 'slow' }),
        aRule({ id: 'fast', severities: ['critical'], delayMs: 0, gatherMs: 0 }),
      ],
      timeline: { 0: '+a +b' },
      untilS: 600,
      like: { b: { severity: 'warning' } },
    },
    ['0 tg: +a', '90 tg: +b'],
  ],
  [
    'each notifier is told what its rules say',
    {
      rules: [
        aRule({ id: 'mail', notifiers: ['mail'], delayMs: 10 * MIN }),
        aRule({ id: 'tg', notifiers: ['tg'] }),
      ],
      notifiers: ['tg', 'mail', 'other'],
      timeline: { 0: '+a', 300: '-a' },
      untilS: 2000,
    },
    ['90 tg: +a', '390 tg: -a'],
  ],
  [
    'nobody hears of a failing notifier through that one',
    {
      notifiers: ['tg', 'mail'],
      timeline: { 0: '+a' },
      untilS: 600,
      like: { a: { code: 'notifier_failing', subject: { kind: 'notifier', id: 'tg', name: 'Phone' } } },
    },
    ['90 mail: +a'],
  ],
  [
    'a rule that is switched off says nothing',
    { rules: [aRule({ enabled: false })], timeline: { 0: '+a' }, untilS: 600 },
    [],
  ],
  [
    'a rule that does not care for the end does not tell it',
    { rules: [aRule({ tellsResolved: false })], timeline: { 0: '+a', 100: '-a' }, untilS: 600 },
    ['90 tg: +a'],
  ],
]

describe('when and how people are told', () => {
  for (const [name, scene, told] of SCENES) test(name, () => assert.deepEqual(play(scene).told, told))
})

/** The first hour of the scene. */
const START = (T0 % (24 * HOUR)) / MIN
const NIGHT: QuietHours = { from: START, to: START + 60, timeZone: 'UTC', exceptCritical: false }
const warning = { severity: 'warning' } as const

const NIGHTS: readonly (readonly [name: string, scene: Scene, told: readonly string[]])[] = [
  [
    'what is still open in the morning is told then, all in one message',
    { timeline: { 60: '+a', 900: '+b', 1800: '+c -b' }, untilS: 4000, like: { a: warning } },
    ['3600 tg: +c +a'],
  ],
  [
    'what began before and ended at night is told as over in the morning',
    {
      timeline: { 120: '-a' },
      untilS: 4000,
      state: tellingStateOf([
        {
          notifier: 'tg',
          toldAtMs: T0 - MIN,
          item: {
            ...anIncident({ id: 'a', openedAtMs: T0 - HOUR }),
            doing: null,
            engines: [],
            enginesTotal: 0,
            streams: [],
            streamsTotal: 0,
          },
        },
      ]),
    },
    ['3600 tg: -a'],
  ],
]

describe('quiet hours', () => {
  for (const [name, scene, told] of NIGHTS)
    test(name, () => assert.deepEqual(play({ ...scene, rules: [aRule({ quiet: NIGHT })] }).told, told))

  test('critical ones are told at night where the rule says so', () => {
    const { told } = play({
      rules: [aRule({ quiet: { ...NIGHT, exceptCritical: true } })],
      timeline: { 0: '+a +b' },
      untilS: 4000,
      like: { b: warning },
    })
    assert.deepEqual(told, ['90 tg: +a', '3600 tg: +b'])
  })

  test('another rule without quiet hours tells at night', () => {
    const { told } = play({
      rules: [aRule({ quiet: NIGHT }), aRule({ id: 'night', severities: ['critical'], delayMs: 10 * MIN })],
      timeline: { 0: '+a' },
      untilS: 4000,
    })
    assert.deepEqual(told, ['630 tg: +a'])
  })
})

describe('what goes on', () => {
  test('after a restart what was told is not told again, and its end is', () => {
    const first = play({ timeline: { 0: '+a' }, untilS: 200 })
    const stored = tellingStateOf([...first.state.values()])
    const again = play({ timeline: { 0: '+a', 300: '-a' }, untilS: 600, state: stored })
    assert.deepEqual([first.told, again.told], [['90 tg: +a'], ['390 tg: -a']])
  })

  test('one that is gone without a word is over', () => {
    const { state } = play({ timeline: { 0: '+a' }, untilS: 100 })
    const { told } = play({ timeline: {}, untilS: 600, state })
    assert.deepEqual(told, ['180 tg: -a'])
  })

  test('a notifier that is removed is forgotten', () => {
    const { state } = play({ timeline: { 0: '+a' }, untilS: 100 })
    assert.equal(
      announce(state, { nowMs: T0 + 200 * S, rules: [aRule()], notifiers: [], incidents: [] }).state.size,
      0,
    )
  })

  test('a clock that is set back by a day keeps nobody waiting for a day', () => {
    const incidents = [anIncident({ id: 'a' })]
    const situation = { rules: [aRule()], notifiers: ['tg'], incidents }
    const after = announce(new Map(), { ...situation, nowMs: T0 - 24 * HOUR })
    assert.equal(after.nextMs, T0 - 24 * HOUR + 30 * S)
  })

  test('the same news has the same id, other news another', () => {
    const ids = ['a', 'a', 'b'].map((id) => {
      const incidents = [anIncident({ id })]
      const situation = { nowMs: T0 + HOUR, rules: [aRule()], notifiers: ['tg'], incidents }
      return announce(new Map(), situation).messages[0]?.id
    })
    assert.equal(ids[0], ids[1])
    assert.notEqual(ids[0], ids[2])
  })
})
