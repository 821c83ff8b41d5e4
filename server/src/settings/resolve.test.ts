import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { loadConfig } from '../config/load.ts'
import { candidateOf } from './candidate.ts'
import { resolve, shapeOf, whyFixed } from './resolve.ts'
import type { Changes, Saved } from './saved.ts'

function baseOf(environment: Readonly<Record<string, string>> = {}, file = '') {
  return loadConfig(file === '' ? environment : { ...environment, ENV_FILE: 'x.env' }, {
    arch: 'x64',
    isTerminal: false,
    readFile: () => file,
  }).base
}

const IMAGES = { TARGET_IMAGE: '', PROVISION_IMAGES: 'a/one:1,b/two:2' }

describe('what holds', () => {
  test('is the default, over it what was saved, over that the environment and its file', () => {
    const base = baseOf({ MIN_REPLICAS: '2' }, 'IDLE_TTL_S=5')
    const { config, given, unused } = resolve(base, {
      MIN_REPLICAS: '3',
      IDLE_TTL_S: '7',
      MAX_REPLICAS: '9',
    })
    assert.equal(config.provisioning.minReplicas, 2)
    assert.equal(config.provisioning.idleTtlMs, 5000)
    assert.equal(config.provisioning.maxReplicas, 9)
    assert.equal(config.provisioning.minFreeReplicas, 1)
    const origins = (['MIN_REPLICAS', 'IDLE_TTL_S', 'MAX_REPLICAS', 'MIN_FREE_REPLICAS'] as const).map(
      (name) => given.get(name)?.origin,
    )
    assert.deepEqual(origins, ['environment', 'file', 'panel', 'default'])
    assert.deepEqual([...unused], [])
  })

  const cases: readonly [
    title: string,
    environment: Readonly<Record<string, string>>,
    saved: Saved,
    unused: Record<string, string>,
  ][] = [
    ['is out of range', {}, { MIN_REPLICAS: '1001' }, { MIN_REPLICAS: 'setting_not_allowed' }],
    ['is no number', {}, { IDLE_TTL_S: 'soon' }, { IDLE_TTL_S: 'setting_not_allowed' }],
    ['is no word of it', {}, { VPN_PORT_CHANGE: 'never' }, { VPN_PORT_CHANGE: 'setting_not_allowed' }],
    [
      'is of a newer version',
      {},
      { FLUX_CAPACITY: '1', MIN_REPLICAS: '2' },
      { FLUX_CAPACITY: 'setting_unknown' },
    ],
    ['decides about access', {}, { AUTH: 'off' }, { AUTH: 'setting_environment_only' }],
    ['names our Docker', {}, { DOCKER_HOST: 'tcp://x:1' }, { DOCKER_HOST: 'setting_may_be_secret' }],
    ['is a secret', {}, { GLUETUN_API_KEY: 'x' }, { GLUETUN_API_KEY: 'setting_may_be_secret' }],
    [
      'is above what the environment says now',
      { MAX_REPLICAS: '2' },
      { MIN_REPLICAS: '3' },
      { MIN_REPLICAS: 'setting_above' },
    ],
    [
      'needs more ports than there are now',
      { PORT_RANGE_HOST: '19000-19006' },
      { MAX_REPLICAS: '8' },
      { MAX_REPLICAS: 'setting_ports_too_few' },
    ],
    [
      'is an image that is not listed any more',
      IMAGES,
      { TARGET_IMAGE: 'c/three:3' },
      { TARGET_IMAGE: 'image_not_listed' },
    ],
  ]
  for (const [title, environment, saved, expected] of cases)
    test(`leaves out a saved value that ${title}, and says so`, () => {
      const base = baseOf(environment)
      const { unused, config } = resolve(base, saved)
      assert.deepEqual(Object.fromEntries([...unused].map(([name, why]) => [name, why.code])), expected)
      assert.equal(config.access.authOff, false)
    })

  test('of several saved ones the others are used', () => {
    const { config } = resolve(baseOf(), { MIN_REPLICAS: 'x', IDLE_TTL_S: '1' })
    assert.equal(config.provisioning.minReplicas, 1)
    assert.equal(config.provisioning.idleTtlMs, 1000)
  })

  test('only an image that PROVISION_IMAGES lists can be chosen, and no saved one widens the list', () => {
    const base = baseOf(IMAGES)
    assert.deepEqual(shapeOf(base, 'TARGET_IMAGE'), { kind: 'choice', words: ['a/one:1', 'b/two:2'] })
    const { config } = resolve(base, { TARGET_IMAGE: 'b/two:2' })
    assert.equal(config.engines.image, 'b/two:2')
    assert.deepEqual(config.access.provisionImages, ['a/one:1', 'b/two:2'])
  })

  test('nothing that the environment alone decides can be changed', () => {
    for (const name of [
      'AUTH',
      'API_KEY',
      'PROTECT_READS',
      'CORS_ORIGINS',
      'DOCKER_HOST',
      'DATA_DIR',
      'ENGINE_COMMAND',
      'PROVISION_IMAGES',
      'ENGINE_ENV',
    ])
      assert.notEqual(whyFixed(baseOf(), name), null, name)
    assert.equal(whyFixed(baseOf(), 'MIN_REPLICAS'), null)
    assert.deepEqual(whyFixed(baseOf({ HEALTH_FAILURE_THRESHOLD: '4' }), 'HEALTH_FAILURES'), {
      code: 'setting_set_by_environment',
      setting: 'HEALTH_FAILURES',
      variable: 'HEALTH_FAILURE_THRESHOLD',
    })
    const processes = baseOf({ RUNTIME: 'process', ENGINE_COMMAND: 'x' })
    assert.equal(whyFixed(processes, 'TARGET_IMAGE')?.code, 'setting_without_effect')
  })
})

describe('a change', () => {
  const cases: readonly [title: string, saved: Saved, changes: Changes, faults: readonly string[]][] = [
    ['of two that fit together', { MIN_REPLICAS: '2' }, { MIN_REPLICAS: '8', MAX_REPLICAS: '9' }, []],
    ['that leaves the minimum above the maximum', {}, { MIN_REPLICAS: '7' }, ['MIN_REPLICAS']],
    [
      'that puts the maximum below a saved minimum',
      { MIN_REPLICAS: '5' },
      { MAX_REPLICAS: '4' },
      ['MAX_REPLICAS', 'MIN_REPLICAS'],
    ],
    [
      'back to a default that no longer fits',
      { MIN_REPLICAS: '8', MAX_REPLICAS: '9' },
      { MAX_REPLICAS: null },
      ['MIN_REPLICAS'],
    ],
    ['beside a saved one that was faulty before', { IDLE_TTL_S: 'x' }, { MIN_REPLICAS: '2' }, []],
    ['that takes away the faulty one', { IDLE_TTL_S: 'x' }, { IDLE_TTL_S: null }, []],
    ['of what is not to be changed', {}, { AUTH: 'off', NO_SUCH: '1' }, ['AUTH', 'NO_SUCH']],
  ]
  for (const [title, saved, changes, expected] of cases)
    test(`${title} has ${expected.length} faults`, () => {
      const { faults } = candidateOf(baseOf(), saved, changes)
      assert.deepEqual([...faults.keys()].toSorted(), expected)
    })

  test('of what the environment sets is refused, and taking a saved value of it away is not', () => {
    const base = baseOf({ MIN_REPLICAS: '2' })
    const fault = candidateOf(base, {}, { MIN_REPLICAS: '3' }).faults.get('MIN_REPLICAS')
    assert.equal(fault?.code, 'setting_set_by_environment')
    assert.equal(candidateOf(base, { MIN_REPLICAS: '3' }, { MIN_REPLICAS: null }).faults.size, 0)
  })

  test('says what was and what is, and keeps what it does not know', () => {
    const { changes, saved } = candidateOf(
      baseOf(),
      { FLUX_CAPACITY: '1', IDLE_TTL_S: '7' },
      { MIN_REPLICAS: ' 2 ', IDLE_TTL_S: null, AUTO_DELETE: 'false' },
    )
    assert.deepEqual(saved, { FLUX_CAPACITY: '1', MIN_REPLICAS: '2', AUTO_DELETE: 'false' })
    assert.deepEqual(changes, [
      { setting: 'MIN_REPLICAS', from: '1', to: '2' },
      { setting: 'IDLE_TTL_S', from: '7', to: '600' },
    ])
  })
})
