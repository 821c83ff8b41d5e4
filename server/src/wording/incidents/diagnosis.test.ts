import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CodedDiagnosis } from '@acestream-orchestrator/contract/reasons/diagnosis'
import { diagnosisSentence } from './diagnosis.ts'

const SENTENCES: readonly (readonly [CodedDiagnosis, string])[] = [
  [{ code: 'starting' }, 'it is starting'],
  [
    { code: 'few_peers', peers: 1, speedDown: 80.4, neededSpeed: 402 },
    'few peers: 1 peer sends 80 KB/s; the stream needs 402 KB/s',
  ],
  [{ code: 'few_peers', peers: 0, speedDown: null, neededSpeed: null }, 'few peers: 0 peers'],
  [
    { code: 'engine_overloaded', latencyMs: 2200.4, cpuPercent: 99.7, streams: 3 },
    'its engine is overloaded: 3 streams, answers after 2200 ms, CPU 100 %',
  ],
  [{ code: 'engine_hangs', forMs: 16_400 }, 'its engine has not answered for 16 s'],
  [{ code: 'vpn_reconnecting', vpn: 'gluetun' }, 'VPN gluetun is reconnecting'],
  [{ code: 'fine', behindLiveS: 12 }, 'fine here: look at the player'],
]

test('a diagnosis reads as one short sentence', () => {
  for (const [diagnosis, sentence] of SENTENCES) assert.equal(diagnosisSentence(diagnosis), sentence)
})
