import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Reason } from '../../reasons/reason.ts'
import { reasonInSpanish } from './reasons.ts'

const silent: Reason = { code: 'probe_timeout', timeoutMs: 80 }

const SENTENCES: readonly (readonly [Reason, string])[] = [
  [silent, 'sin respuesta en 0,08 s'],
  [{ code: 'verbatim', text: 'no space left on device' }, 'no space left on device'],
  [
    { code: 'all', reasons: [{ code: 'drained' }, { code: 'other_settings' }] },
    'vaciado: ha terminado su última emisión; creado con otra configuración',
  ],
  [
    { code: 'exited', exitCode: 137, oomKilled: true, error: null, lastWords: null },
    'terminado a la fuerza: sin memoria',
  ],
  [
    { code: 'exited', exitCode: 137, oomKilled: false, error: null, lastWords: null },
    'terminado por la señal 9 (código de salida 137)',
  ],
  [
    { code: 'exited', exitCode: 1, oomKilled: false, error: null, lastWords: 'no port' },
    'ha terminado con el código 1: no port',
  ],
  [
    { code: 'exited', exitCode: null, oomKilled: false, error: null, lastWords: null },
    'ha terminado, código de salida desconocido',
  ],
  [
    {
      code: 'no_vpn_connected',
      vpns: [
        { vpn: 'a', reason: null },
        { vpn: 'b', reason: silent },
      ],
    },
    'VPN no conectada (a: no está lista; b: sin respuesta en 0,08 s)',
  ],
  [
    { code: 'recommended', streams: 1, maxStreams: 3, usedUnreported: false, forwarded: true },
    'sano, 1 de 3 emisiones, tiene el puerto reenviado',
  ],
  [{ code: 'prebuffering', percent: 23, peers: 1 }, 'precarga 23 %, 1 par'],
  [{ code: 'no_data', forMs: 20_000, peers: 0, status: null }, 'sin datos durante 20 s: 0 pares'],
  [
    { code: 'no_data', forMs: 20_000, peers: 7, status: 'buf' },
    'sin datos durante 20 s de 7 pares (el motor indica buf)',
  ],
  [{ code: 'session_unknown', asked: 2 }, 'su motor ya no reconoce la sesión (consultado 2 veces)'],
  [
    { code: 'forwarded_port_changed', vpn: 'gluetun', from: null, to: 51_413 },
    'el puerto reenviado de gluetun ha cambiado a 51413',
  ],
]

test('reasons read as Spanish sentences, with the words of the outside as they are', () => {
  for (const [reason, sentence] of SENTENCES) assert.equal(reasonInSpanish(reason), sentence)
})
