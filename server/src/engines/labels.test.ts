import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { anEngine, someFacts } from '@acestream-orchestrator/testing/builders/world'
import { kindOf, LABELS, portsOf, REDUCED_HARDENING, readSpec } from './labels.ts'
import { hasReducedHardening, isImageUnclear } from './runtime-limits.ts'

describe('the spec that labels record', () => {
  test('is read back as it was written', () => {
    assert.deepEqual(readSpec(someFacts({ vpn: 'gluetun', forwardedPort: 5000 }).labels), {
      variant: 'args',
      specHash: someFacts().labels[LABELS.spec],
      httpPort: 19_000,
      httpsPort: 22_000,
      apiPort: 20_000,
      p2pPort: 5000,
      vpn: 'gluetun',
      forwarded: true,
    })
  })

  const broken = ['', 'no port', '0', '65536', '-1', '80.5']
  for (const port of broken)
    test(`has no port ${JSON.stringify(port)}`, () => {
      const { httpPort, p2pPort } = readSpec({ [LABELS.httpPort]: port, [LABELS.p2pPort]: port })
      assert.deepEqual([httpPort, p2pPort], [6878, null], 'AceStream listens on 6878 by default')
    })

  test('is unknown where a container carries none of ours', () => {
    const { variant, specHash, vpn, forwarded } = readSpec({ [LABELS.vpn]: '' })
    assert.deepEqual([variant, specHash, vpn, forwarded], ['unknown', '', null, false])
  })

  test('holds every port that is known', () => {
    assert.deepEqual(portsOf(readSpec(someFacts().labels)), [19_000, 22_000, 20_000, 21_000])
    assert.deepEqual(portsOf(readSpec({})), [6878])
  })
})

test('a container is an engine unless it says that it is a generic one', () => {
  assert.equal(kindOf({ [LABELS.kind]: 'generic' }), 'generic')
  assert.equal(kindOf({ [LABELS.kind]: 'engine' }), 'engine')
  assert.equal(kindOf({}), 'engine')
})

describe('what a runtime could not do', () => {
  test('reduced hardening is recorded on the container', () => {
    assert.ok(hasReducedHardening(anEngine({ labels: { [LABELS.hardening]: REDUCED_HARDENING } })))
    assert.ok(!hasReducedHardening(anEngine()))
  })

  test('an image is unclear where the runtime gives it another digest than at creation', () => {
    const created = (digest: string) => ({ labels: { [LABELS.imageDigest]: digest } })
    assert.ok(isImageUnclear(anEngine(created('sha256:two'))))
    assert.ok(!isImageUnclear(anEngine(created('sha256:one'))))
    assert.ok(!isImageUnclear(anEngine()))
    assert.ok(!isImageUnclear(anEngine({ ...created('sha256:two'), imageDigest: null })))
  })
})
