import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '../../reasons/reason.ts'
import { diagnosisInSpanish } from '../incidents/diagnosis.ts'
import { incidentInSpanish } from '../incidents/incident.ts'
import { reasonInSpanish } from './reasons.ts'

const cut = { streamsCut: 2, streamsBack: 2, backAfterMs: 31_400, afterMs: 46_000 }

const OUTCOMES: readonly (readonly [Reason, string])[] = [
  [
    { code: 'engine_replaced', by: 'acestream-5', ...cut },
    'acestream-5 lo sustituyó, 2 emisiones cortadas, de vuelta tras 31 s',
  ],
  [
    { code: 'engine_replaced', by: null, ...cut, streamsCut: 1, streamsBack: 0 },
    'se sustituyó, 1 emisión cortada',
  ],
  [
    { code: 'vpn_connected_again', ...cut, streamsCut: 0, afterMs: 125_000 },
    'volvió a conectarse tras 2 min 5 s',
  ],
]

test('how an incident ended, in Spanish', () => {
  for (const [reason, sentence] of OUTCOMES) assert.equal(reasonInSpanish(reason), sentence)
})

test('what is wrong, in Spanish', () => {
  assert.equal(
    incidentInSpanish('engines_blocked', { blocked: 'image_missing', engines: 1, wanted: 3 }),
    'Hay 1 de 3 motores: no se puede descargar la imagen',
  )
  assert.equal(
    incidentInSpanish('no_engine_serves', { engines: 0, wanted: 2 }),
    'No hay ningún motor; debería haber 2',
  )
  assert.equal(incidentInSpanish('moon_eclipsed', {}), null)
})

test('a diagnosis, in Spanish', () => {
  assert.equal(
    diagnosisInSpanish({ code: 'few_peers', peers: 1, speedDown: 80.4, neededSpeed: 402 }),
    'pocos pares: 1 par envía 80 KB/s; la emisión necesita 402 KB/s',
  )
  assert.equal(
    diagnosisInSpanish({ code: 'engine_hangs', forMs: 16_400 }),
    'su motor no responde desde hace 16 s',
  )
})
