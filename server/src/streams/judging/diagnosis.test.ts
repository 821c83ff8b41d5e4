import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CodedDiagnosis } from '@acestream-orchestrator/contract/reasons/diagnosis'
import { aStream } from '@acestream-orchestrator/testing/builders/stream'
import type { Stream } from '../stream.ts'
import { diagnose, type EngineSigns, recentSpeedAfter } from './diagnosis.ts'

const WELL: EngineSigns = { silentForMs: null, latencyMs: 12, cpuPercent: 20, lostVpn: null }
const totals = {
  samples: 100,
  sumSpeedDown: 40_000,
  sumSpeedUp: 0,
  peakSpeedDown: 900,
  peakSpeedUp: 0,
  peakPeers: 9,
}
const live = (change: Partial<Stream> = {}) => aStream('s', { totals, peers: 4, behindLiveS: 8, ...change })
const few: CodedDiagnosis = { code: 'few_peers', peers: 4, speedDown: 100, neededSpeed: 400 }

const TABLE: readonly (readonly [
  what: string,
  stream: Stream,
  signs: EngineSigns | undefined,
  recentSpeed: number | null,
  diagnosis: CodedDiagnosis,
])[] = [
  ['all is well', live(), WELL, 390, { code: 'fine', behindLiveS: 8 }],
  ['it comes slower than it runs, from few', live(), WELL, 100, few],
  ['the same from many, which says nothing', live({ peers: 40 }), WELL, 100, { code: 'unknown' }],
  ['it stands still', live({ phase: 'stalled', peers: 0 }), WELL, 0, { ...few, peers: 0, speedDown: 0 }],
  [
    'nobody knows its own rate yet',
    live({ totals: { ...totals, samples: 3 } }),
    WELL,
    100,
    { code: 'fine', behindLiveS: 8 },
  ],
  ['a film that comes slowly', live({ isLive: false }), WELL, 100, { code: 'fine', behindLiveS: 8 }],
  [
    'nothing has come for several readings, and its own rate is not known yet',
    live({ totals: { ...totals, samples: 10, sumSpeedDown: 2400 }, speedDown: 0 }),
    WELL,
    95,
    { code: 'few_peers', peers: 4, speedDown: 95, neededSpeed: null },
  ],
  [
    'a film of which nothing comes: it may be paused',
    live({ isLive: false, speedDown: 0 }),
    WELL,
    95,
    { code: 'unknown' },
  ],
  [
    'a film that is here as a whole',
    live({ isLive: false, speedDown: 0, phaseReason: { code: 'file_complete' } }),
    WELL,
    0,
    { code: 'fine', behindLiveS: 8 },
  ],
  [
    'its engine answers slowly',
    live(),
    { ...WELL, latencyMs: 2000 },
    390,
    { code: 'engine_overloaded', latencyMs: 2000, cpuPercent: 20, streams: 2 },
  ],
  [
    'its engine has no processor left',
    live(),
    { ...WELL, cpuPercent: 97 },
    100,
    { code: 'engine_overloaded', latencyMs: 12, cpuPercent: 97, streams: 2 },
  ],
  [
    'its engine hangs',
    live({ phase: 'unknown' }),
    { ...WELL, silentForMs: 16_000 },
    null,
    { code: 'engine_hangs', forMs: 16_000 },
  ],
  [
    'its VPN is away, so that its engine can not answer',
    live(),
    { ...WELL, silentForMs: 16_000, lostVpn: 'gluetun' },
    null,
    { code: 'vpn_reconnecting', vpn: 'gluetun' },
  ],
  ['it starts', live({ phase: 'starting' }), WELL, null, { code: 'starting' }],
  ['its statistics can not be read', live({ phase: 'unknown' }), WELL, null, { code: 'unknown' }],
  ['its engine is not known', live(), undefined, 390, { code: 'unknown' }],
]

describe('why a stream stutters when', () => {
  for (const [what, stream, signs, recentSpeed, diagnosis] of TABLE)
    test(what, () => {
      assert.deepEqual(diagnose(stream, signs, recentSpeed, 2), diagnosis)
    })
})

test('one slow reading is no shortage, ten of them are', () => {
  let speed: number | null = null
  for (let count = 0; count < 20; count++) speed = recentSpeedAfter(speed, 400)
  assert.equal(diagnose(live(), WELL, recentSpeedAfter(speed, 0), 2).code, 'fine')
  for (let count = 0; count < 10; count++) speed = recentSpeedAfter(speed, 50)
  assert.equal(diagnose(live(), WELL, speed, 2).code, 'few_peers')
  assert.equal(recentSpeedAfter(speed, null), speed, 'a gap says nothing')
})

test('with its own rate unknown, two empty readings are a pause, three are not fine', () => {
  const read = (zeros: number) => {
    let speed: number | null = 400
    for (let count = 0; count < zeros; count++) speed = recentSpeedAfter(speed, 0)
    const stream = live({ totals: { ...totals, samples: 20 + zeros, sumSpeedDown: 8000 }, speedDown: 0 })
    return diagnose(stream, WELL, speed, 2).code
  }
  assert.deepEqual([1, 2, 3].map(read), ['fine', 'fine', 'few_peers'])
})

const THRESHOLDS: readonly (readonly [
  what: string,
  below: Parameters<typeof diagnose>,
  at: Parameters<typeof diagnose>,
  codes: readonly [CodedDiagnosis['code'], CodedDiagnosis['code']],
])[] = [
  [
    'answers after 1.5 s',
    [live(), { ...WELL, latencyMs: 1499 }, 390, 2],
    [live(), { ...WELL, latencyMs: 1500 }, 390, 2],
    ['fine', 'engine_overloaded'],
  ],
  [
    'nine tenths of a core',
    [live(), { ...WELL, cpuPercent: 89.9 }, 390, 2],
    [live(), { ...WELL, cpuPercent: 90 }, 390, 2],
    ['fine', 'engine_overloaded'],
  ],
  ['three quarters of its own rate', [live(), WELL, 299, 2], [live(), WELL, 300, 2], ['few_peers', 'fine']],
  [
    'ten peers',
    [live({ peers: 9 }), WELL, 100, 2],
    [live({ peers: 10 }), WELL, 100, 2],
    ['few_peers', 'unknown'],
  ],
  [
    'two dozen readings',
    [live({ totals: { ...totals, samples: 23, sumSpeedDown: 9200 } }), WELL, 100, 2],
    [live({ totals: { ...totals, samples: 24, sumSpeedDown: 9600 } }), WELL, 100, 2],
    ['fine', 'few_peers'],
  ],
]

for (const [what, below, at, codes] of THRESHOLDS)
  test(`the threshold is ${what}`, () => {
    assert.deepEqual([diagnose(...below).code, diagnose(...at).code], codes)
  })

const LACKING: EngineSigns = { silentForMs: null, latencyMs: null, cpuPercent: null, lostVpn: null }

test('what an engine does not tell is no sign of anything', () => {
  assert.equal(diagnose(live(), LACKING, 390, 2).code, 'fine')
  assert.equal(diagnose(live({ peers: null }), LACKING, 100, 2).code, 'unknown')
  assert.equal(diagnose(live(), LACKING, null, 2).code, 'fine', 'no recent speed is no shortage')
})

const ORDER: readonly (readonly [EngineSigns, CodedDiagnosis['code']])[] = [
  [{ silentForMs: 1, latencyMs: 9000, cpuPercent: 99, lostVpn: 'gluetun' }, 'vpn_reconnecting'],
  [{ silentForMs: 1, latencyMs: 9000, cpuPercent: 99, lostVpn: null }, 'engine_hangs'],
  [{ silentForMs: null, latencyMs: 9000, cpuPercent: 99, lostVpn: null }, 'engine_overloaded'],
  [LACKING, 'few_peers'],
]

test('of several signs the cause is said: the VPN before its engine, the engine before the swarm', () => {
  for (const [signs, code] of ORDER) assert.equal(diagnose(live(), signs, 0, 2).code, code)
})
