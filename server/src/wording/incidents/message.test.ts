import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CodedIncident } from '@acestream-orchestrator/contract/reasons/incident'
import { incidentSentence } from './message.ts'

const INCIDENTS: readonly (readonly [CodedIncident, string])[] = [
  [{ code: 'runtime_unreachable', runtime: 'docker' }, 'Docker does not answer'],
  [{ code: 'runtime_unreachable', runtime: 'process' }, 'the runtime (process) does not answer'],
  [{ code: 'vpn_down', vpn: 'gluetun' }, 'VPN gluetun is not connected'],
  [{ code: 'engine_unhealthy', engine: 'acestream-2' }, 'acestream-2 does not answer'],
  [{ code: 'engine_failed', engine: 'acestream-2' }, 'acestream-2 died'],
  [
    { code: 'engines_blocked', blocked: 'image_missing', engines: 1, wanted: 3 },
    "1 of 3 engines exists: the image can't be pulled",
  ],
  [
    { code: 'engines_blocked', blocked: 'no_free_port', engines: 0, wanted: 1 },
    '0 of 1 engine exist: no port is free',
  ],
  [{ code: 'no_engine_serves', engines: 0, wanted: 2 }, 'no engine exists, of 2 wanted'],
  [{ code: 'no_engine_serves', engines: 4, wanted: 4 }, 'none of 4 engines answers'],
  [{ code: 'stream_cut', stream: '"Final"', engine: 'acestream-2' }, '"Final" on acestream-2 was cut'],
]

describe('what is wrong', () => {
  for (const [incident, sentence] of INCIDENTS)
    test(sentence, () => {
      assert.equal(incidentSentence(incident), sentence)
    })
})
