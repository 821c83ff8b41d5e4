import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cureInSpanish } from './cure.ts'
import { findingInSpanish } from './finding.ts'

const CASES: readonly (readonly [code: string, params: object, sentence: string, cure: string | null])[] = [
  ['docker_usable', { version: '29.1' }, 'Docker 29.1 responde', null],
  [
    'docker_unusable',
    { reason: { code: 'docker_not_running', endpoint: 'unix:///run/docker.sock' } },
    'No se puede usar Docker: unix:///run/docker.sock rechaza las conexiones: el motor de Docker no está en marcha ahí',
    'Inicia Docker',
  ],
  [
    'ports_exhausted',
    { setting: 'PORT_RANGE_HOST', first: 19_000, last: 19_001, free: 1, needed: 2, taken: [19_000] },
    'PORT_RANGE_HOST 19000-19001: 1 puerto libre para 2 motores; otros programas ocupan 19000',
    'Detén lo que los ocupa o cambia el rango de PORT_RANGE_HOST',
  ],
  [
    'vpn_routes_lacking',
    { vpn: 'gluetun', routes: ['publicIp'] },
    'Al rol de nuestra clave en gluetun le faltan GET /v1/publicip/ip',
    'Añádelas a nuestro rol en /gluetun/auth/config.toml de Gluetun y reinicia Gluetun',
  ],
  [
    'clock_differs',
    { source: 'Docker', driftMs: -61_000 },
    'El reloj va 61 s atrasado respecto a Docker',
    'Sincroniza el reloj',
  ],
  [
    'disk_low',
    { disk: 'data_dir', freeBytes: 1.5 * 1024 ** 3 },
    'El disco de DATA_DIR solo tiene 1,5 GiB libres',
    'Libera espacio o reduce STATS_RETENTION_DAYS',
  ],
]

for (const [code, params, sentence, cure] of CASES)
  test(`${code} in Spanish`, () => {
    assert.equal(findingInSpanish(code, { ...params }), sentence)
    assert.equal(cureInSpanish(code, { ...params }), cure)
  })

test('a code of a newer server has no Spanish words', () => {
  assert.equal(findingInSpanish('moon_eclipsed', {}), null)
  assert.equal(cureInSpanish('moon_eclipsed', {}), null)
})

test('params that are others than expected are no crash', () => {
  assert.equal(findingInSpanish('docker_unusable', {}), null)
  assert.equal(findingInSpanish('vpn_routes_lacking', {}), null)
})
